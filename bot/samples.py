"""People to try the assistant with; invented, and stored only where `start` runs on loopback."""

from __future__ import annotations

from domain.people import Person, Role


def sample_people(organisation: str) -> tuple[Person, ...]:
    """An officer and her colleague, a contract manager, a single point of contact, an administrator, a supplier
    contact, and a colleague with no business here. `id` 0: not stored yet.
    """

    def person(name: str, email: str, *roles: Role) -> Person:
        return Person(0, organisation, name, email, frozenset(roles))

    return (
        person("Amira Hollis", "amira@council.example", Role.OFFICER),
        person("Owen Partridge", "owen@council.example", Role.OFFICER),
        person("Ben Castle", "ben@council.example", Role.OFFICER, Role.CONTRACT_MANAGER),
        person("Sofia Marsh", "sofia@council.example", Role.OFFICER, Role.SPOC),
        person("Ada Winter", "ada@council.example", Role.ADMINISTRATOR),
        person("Theo Grange", "theo@supplier.example", Role.SUPPLIER),
        person("Carol Dene", "carol@council.example"),
    )
