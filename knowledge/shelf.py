"""What the council has published, as it stands: every version of the Framework, the wording of duties, and
the guidance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.duties import DutyText
from domain.framework import Framework
from domain.guidance import Article, Boundary


@dataclass(frozen=True)
class Shelf:
    """`current` is the version that new tenders use; older versions stay for the tenders that used them."""

    frameworks: Mapping[int, Framework]
    current: int
    duties: tuple[DutyText, ...] = ()
    articles: Mapping[str, Article] = field(default_factory=dict)
    """What the guidance holds now, by slug; the outcomes of the Framework in force are among them, by id."""
    boundaries: tuple[Boundary, ...] = ()
    """The kinds of questions that are never answered."""

    def framework(self, version: int) -> Framework:
        """Raises KeyError when that version was never published here."""
        return self.frameworks[version]

    @property
    def now(self) -> Framework:
        return self.framework(self.current)
