"""What may be done with a mail: a table of how far its sender is believed and whom we know them as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from domain.mail import Trust
from domain.people import Person


class Way(StrEnum):
    """STAFF acts with their rights; CONTACT's words are recorded and reach a person; HELD waits until the contact on
    file confirms it; NOT_INSIDE and STRANGER are told why nothing was done; ASIDE is told nothing.
    """

    STAFF = "staff"
    CONTACT = "contact"
    HELD = "held"
    NOT_INSIDE = "not inside"
    STRANGER = "stranger"
    ASIDE = "aside"


class Known(StrEnum):
    """As whom an address is on record."""

    STAFF = "staff"
    CONTACT = "contact"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Rule:
    way: Way
    reason: str
    when: Mapping[str, Any] = field(default_factory=dict)
    """Only for these; what is not named does not matter."""


TABLE = (
    Rule(Way.STAFF, "", {"trust": Trust.INTERNAL}),
    Rule(Way.CONTACT, "the contact on file has confirmed it", {"others": Known.CONTACT, "confirmed": True}),
    Rule(Way.HELD, "it answers a mail to a contact, from another address", {"others": Known.CONTACT}),
    Rule(Way.ASIDE, "it answers a mail to somebody else", {"others": Known.STAFF}),
    Rule(Way.ASIDE, "it answers a mail to somebody else", {"others": Known.NOBODY}),
    Rule(Way.NOT_INSIDE, "it is from a colleague's address, and not from inside", {"sender": Known.STAFF}),
    Rule(Way.CONTACT, "", {"sender": Known.CONTACT, "trust": Trust.VERIFIED}),
    Rule(Way.CONTACT, "the contact on file has confirmed it", {"sender": Known.CONTACT, "confirmed": True}),
    Rule(Way.HELD, "nobody vouches for its sender, who is a contact", {"sender": Known.CONTACT}),
    Rule(Way.STRANGER, "its sender is not known here", {"trust": Trust.VERIFIED}),
    Rule(Way.ASIDE, "its sender is not known here, and nobody vouches for them"),
)


def known_as(person: Person | None) -> Known:
    if person is not None and person.staff:
        return Known.STAFF
    return Known.CONTACT if person is not None and person.contact else Known.NOBODY


def admission(trust: Trust, sender: Known, others: Known | None, *, confirmed: bool) -> Rule:
    """The first rule that fits. `others` is the person whose mail it answers, when that is not the sender's."""
    signs = {"trust": trust, "sender": sender, "others": others, "confirmed": confirmed}
    return next(rule for rule in TABLE if all(signs[name] == value for name, value in rule.when.items()))
