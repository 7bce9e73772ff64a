"""People, what they are to the council, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    OFFICER = "officer"
    CONTRACT_MANAGER = "contract manager"
    SPOC = "single point of contact"
    ADMINISTRATOR = "administrator"
    SUPPLIER = "supplier"


STAFF = frozenset({Role.OFFICER, Role.CONTRACT_MANAGER, Role.SPOC, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Person:
    """`id` 0 is nobody we have stored. A person without roles has no business here."""

    id: int
    organisation: str
    name: str
    email: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    entra_id: str = ""

    @property
    def staff(self) -> bool:
        return bool(self.roles & STAFF)

    @property
    def contact(self) -> bool:
        """True for somebody at a supplier, who is not one of the staff as well."""
        return Role.SUPPLIER in self.roles and not self.staff


CLOCK = Person(id=0, organisation="", name="The assistant's timetable")
"""Who did it, when nobody did: the clock is a person too."""
