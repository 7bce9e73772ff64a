"""What the documents say is so: their tables are the code's, and what they name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS
from bot.config import PREFIX, SETTINGS
from tests.house.diagrams import REGIONS, ROOT, renewed

DOCUMENTS = ("README.md", "RUNNING.md", "DECISIONS.md", "CHANGELOG.md")
MOST_README_LINES = 200
MOST_DECISION_LINES = 5
MADE_LATER = ("docs/pictures/plan.png",)
"""Files that a command makes; they are named before they are there."""


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("file", REGIONS)
def test_regions_are_as_the_code_makes_them(file: str) -> None:
    assert read(file) == renewed(file, read(file)), "run: .venv/bin/python -m tests.house.diagrams"


def test_a_missing_region_is_a_fault() -> None:
    with pytest.raises(ValueError, match="has 0 regions 'rooms'"):
        renewed("README.md", "no markers here")


def test_every_setting_is_in_running() -> None:
    named = set(re.findall(r"^\| `(SVA_\w+)` \|", read("RUNNING.md"), re.MULTILINE))
    assert named == {PREFIX + setting.name for setting in SETTINGS}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_settings_that_are_named_exist(document: str) -> None:
    named = set(re.findall(r"\bSVA_[A-Z_]+\b", read(document)))
    assert named - {PREFIX + setting.name for setting in SETTINGS} == set()


def test_every_command_is_documented_with_an_example() -> None:
    text = read("README.md") + read("RUNNING.md")
    assert [name for name, _, _, _ in COMMANDS if not re.search(rf"python -m bot {name}\b", text)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_that_are_named_exist(document: str) -> None:
    named = set(re.findall(r"python -m bot ([a-z][a-z-]*)", read(document)))
    assert named - {name for name, _, _, _ in COMMANDS} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_targets_that_are_named_exist(document: str) -> None:
    named = set(re.findall(r"`make ([a-z]+)`", read(document)))
    assert named - set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE)) == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_that_are_named_exist(document: str) -> None:
    """Whatever stands in backticks or as a link and begins with a folder of ours."""
    words = set(
        re.findall(
            r"[`(]((?:bot|dialogs|storage|cards|knowledge|domain|tests|manifest|docs)/[\w./*-]*)", read(document)
        )
    )
    missing = {word for word in words if not list(ROOT.glob(word.rstrip("/")))}
    assert missing - set(MADE_LATER) == set()


def test_the_readme_is_short() -> None:
    assert len(read("README.md").splitlines()) <= MOST_README_LINES


def test_decisions_are_short_and_dated() -> None:
    entries = re.split(r"^## ", read("DECISIONS.md"), flags=re.MULTILINE)[1:]
    assert entries != []
    undated = [e.splitlines()[0] for e in entries if not re.match(r"\d{1,2} [A-Z][a-z]+ \d{4} — \S", e)]
    long = [e.splitlines()[0] for e in entries if len([x for x in e.splitlines()[1:] if x]) > MOST_DECISION_LINES]
    assert (undated, long) == ([], [])


def test_links_between_documents_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)\)", read(document)):
            assert target in MADE_LATER or (ROOT / target).exists(), f"{document}: {target}"


def test_the_licence_is_whole() -> None:
    text = read("LICENSE")
    assert text.startswith("MIT License\n\nCopyright (c) 2026 the Social Value Assistant's authors\n")
    assert Path(ROOT / "LICENSE").stat().st_size > 1000
