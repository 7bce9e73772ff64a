"""What the council has published, as it stands: every version of the Framework, and the wording of duties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.duties import DutyText
from domain.framework import Framework


@dataclass(frozen=True)
class Shelf:
    """`current` is the version that new tenders use; older versions stay for the tenders that used them."""

    frameworks: Mapping[int, Framework]
    current: int
    duties: tuple[DutyText, ...] = ()

    def framework(self, version: int) -> Framework:
        """Raises KeyError when that version was never published here."""
        return self.frameworks[version]

    @property
    def now(self) -> Framework:
        return self.framework(self.current)
