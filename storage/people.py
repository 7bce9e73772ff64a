"""People: found by the door's own key of them, or by e-mail address when the door trusts it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from domain.conversation import Door, Sender
from domain.errors import Stale
from domain.people import Person, Role
from storage.engine import AnyRow
from storage.once import insert_for_id
from storage.tables import person

_OURS = person.c.organisation == bindparam("ours")

_ALL = select(person).where(_OURS).order_by(person.c.name, person.c.id)
_BY_ID = select(person).where(_OURS, person.c.id == bindparam("id"))
_BY_ENTRA_ID = select(person).where(_OURS, person.c.entra_id == bindparam("entra_id"))
_BY_EMAIL = select(person).where(_OURS, person.c.email == bindparam("email"), person.c.trusted == bindparam("trusted"))
_BY_ROLE = select(person).where(_OURS, person.c.roles.contains(bindparam("role"))).order_by(person.c.id)
_CHANGE = (
    update(person)
    .where(_OURS, person.c.id == bindparam("person_id"))
    .values({c: bindparam(c) for c in ("name", "email", "roles", "entra_id", "trusted")})
)


def from_row(row: AnyRow) -> Person:
    """The person of a row that holds the columns of `person` under their own names."""
    roles = frozenset(Role(r) for r in row.roles.split(",") if r)
    return Person(row.id, row.organisation, row.name, row.email, roles, row.entra_id)


def values(who: Person, *, trusted: bool) -> dict[str, Any]:
    """A person's columns. Addresses are kept in lower case; roles in order, so that equal sets are equal text."""
    return {
        "name": who.name,
        "email": who.email.lower(),
        "roles": ",".join(sorted(who.roles)),
        "entra_id": who.entra_id,
        "trusted": trusted,
    }


def everybody(connection: Connection, organisation: str) -> tuple[Person, ...]:
    return tuple(from_row(r) for r in connection.execute(_ALL, {"ours": organisation}))


def with_role(connection: Connection, organisation: str, role: Role) -> tuple[Person, ...]:
    rows = connection.execute(_BY_ROLE, {"ours": organisation, "role": role.value})
    return tuple(from_row(r) for r in rows)


def by_id(connection: Connection, organisation: str, person_id: int) -> Person | None:
    row = connection.execute(_BY_ID, {"ours": organisation, "id": person_id}).first()
    return from_row(row) if row else None


def by_email(connection: Connection, organisation: str, email: str) -> Person | None:
    """The member of staff, or other known person, with this address; never somebody whom no door trusted."""
    row = _row_by_email(connection, organisation, email, trusted=True)
    return from_row(row) if row else None


def by_key(connection: Connection, organisation: str, door: Door, key: str) -> Person | None:
    row = _row_by_key(connection, organisation, door, key, trusted=True)
    return from_row(row) if row else None


def is_sender(row: AnyRow, door: Door, sender: Sender) -> bool:
    """True when the row's person is plainly this sender, so that nothing needs to be looked up or changed."""
    if door is Door.TEAMS:
        return bool(row.entra_id == sender.key and (row.trusted or not sender.trusted))
    return bool(row.email == sender.key.lower() and row.trusted == sender.trusted and not sender.vouched)


def find(connection: Connection, organisation: str, door: Door, sender: Sender) -> Person | None:
    """The person that a sender is, brought up to date; None for somebody new.

    Somebody who was stored without trust and whom the door trusts now becomes the person with that e-mail
    address when there is one. An untrusted sender is never matched with a known person by address, unless the door
    vouches for the address, and then never with one of the staff.
    """
    if sender.vouched and not sender.trusted:
        contact = by_email(connection, organisation, sender.email)
        if contact is not None and not contact.staff:
            return contact
    keyed = _row_by_key(connection, organisation, door, sender.key, trusted=sender.trusted)
    if keyed is not None and (keyed.trusted or not sender.trusted):
        return from_row(keyed)
    known = _row_by_email(connection, organisation, sender.email, trusted=True) if sender.trusted else None
    if known is None:
        return None
    found = from_row(known)
    if door is not Door.TEAMS:
        return found
    if found.entra_id:  # the directory gave the address to somebody else: the roles do not go with it
        _change(connection, replace(found, email=""), trusted=True)
        return None
    if keyed is not None:
        _change(connection, replace(from_row(keyed), entra_id=""), trusted=False)
    found = replace(found, entra_id=sender.key, name=found.name or sender.name)
    _change(connection, found, trusted=True)
    return found


def meet(connection: Connection, organisation: str, door: Door, sender: Sender, roles: Iterable[Role]) -> Person:
    """Stores a sender whom `find` does not know. Raises `Stale` when another turn was quicker."""
    granted = frozenset(roles) if sender.trusted else frozenset[Role]()
    if door is Door.TEAMS:  # an address that the door does not vouch for is not kept
        email, entra_id = sender.email if sender.trusted else "", sender.key
    else:
        email, entra_id = sender.key, ""
    new = Person(0, organisation, sender.name, email.lower(), granted, entra_id)
    keyed = _row_by_key(connection, organisation, door, sender.key, trusted=sender.trusted)
    if keyed is not None:  # met before without trust, and now the door knows who it is
        new = replace(new, id=keyed.id)
        _change(connection, new, trusted=True)
        return new
    return _add(connection, new, trusted=sender.trusted)


def save(connection: Connection, organisation: str, person_to_save: Person) -> Person:
    """Stores a new person (id 0) or changes a known one. Raises `Stale` when the address or key is another's."""
    who = replace(person_to_save, organisation=organisation, email=person_to_save.email.lower())
    if who.id == 0:
        return _add(connection, who, trusted=True)
    _change(connection, who, trusted=True)
    return who


def _add(connection: Connection, who: Person, *, trusted: bool) -> Person:
    new_id = insert_for_id(connection, person, values(who, trusted=trusted) | {"organisation": who.organisation})
    if new_id is None:
        raise Stale(f"somebody with the address {who.email!r} or the same key is stored already")
    return replace(who, id=new_id)


def _change(connection: Connection, who: Person, *, trusted: bool) -> None:
    try:
        done = connection.execute(
            _CHANGE, values(who, trusted=trusted) | {"ours": who.organisation, "person_id": who.id}
        )
    except IntegrityError as error:
        raise Stale(f"the address or key of person {who.id} is another person's") from error
    if done.rowcount != 1:
        raise Stale(f"person {who.id} is not stored")


def _row_by_key(connection: Connection, organisation: str, door: Door, key: str, *, trusted: bool) -> AnyRow | None:
    if door is not Door.TEAMS:
        return _row_by_email(connection, organisation, key, trusted=trusted)
    return connection.execute(_BY_ENTRA_ID, {"ours": organisation, "entra_id": key}).first() if key else None


def _row_by_email(connection: Connection, organisation: str, email: str, *, trusted: bool) -> AnyRow | None:
    if not email:
        return None
    bound = {"ours": organisation, "email": email.lower(), "trusted": trusted}
    return connection.execute(_BY_EMAIL, bound).first()
