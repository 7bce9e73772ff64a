"""The wording of duties, read from its file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from domain.duties import DUTY_KEYS, FIGURES, DutyText, placeholders
from knowledge.faults import Faults
from knowledge.safe_yaml import open_section
from knowledge.section import Section

DUTIES_FILE = Path(__file__).with_name("duties.yaml")
"""The wording that an installation starts with."""


def parse(text: str) -> tuple[DutyText, ...]:
    """The wording of every duty, in the order of the file. Raises `Faults` with everything that is wrong with it."""
    file = open_section(text)
    found: dict[str, DutyText] = {}
    for section in file.sections("duties", "Duty"):
        duty = _duty(section)
        if duty.key in found:
            section.fault(section.line_of("key"), "this key is there twice.")
        found[duty.key] = duty
    for key in DUTY_KEYS:
        if key not in found:
            file.fault(file.line_of("duties"), f'the wording of "{key}" is missing.')
    file.finish()
    if file.faults:
        raise Faults(tuple(sorted(file.faults, key=lambda fault: (fault.line, fault.text))))
    return tuple(found.values())


def _duty(section: Section) -> DutyText:
    duty = DutyText(
        key=section.choice("key", DUTY_KEYS),
        title=section.text("title"),
        text=section.text("text"),
        source=section.text("source"),
        source_date=section.day("source_date", needed=True) or date.min,
        review_by=section.day("review_by"),
    )
    for field, words in (("title", duty.title), ("text", duty.text)):
        _check_placeholders(section, field, words)
    section.finish()
    return duty


def _check_placeholders(section: Section, field: str, words: str) -> None:
    try:
        names = placeholders(words)
    except ValueError:
        section.fault(section.line_of(field), f'"{field}" has a brace that is not closed.')
        return
    for name in names:
        if name not in FIGURES:
            section.fault(section.line_of(field), f'"{{{name}}}" is no figure; one of {", ".join(FIGURES)}.')
