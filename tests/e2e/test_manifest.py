"""The Teams app's manifest against the schema that its maker publishes for the version it names."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from bot.teams.package import manifest
from tests.e2e.assistant import PROJECT

PACKAGE = "@microsoft/app-manifest"
VERSION = "1.1.2"
APP_ID = "12345678-1234-1234-1234-123456789abc"
URL = "https://sva.council.example"
COUNCIL = "Derbyshire County Council"
KEPT = PROJECT / ".cache" / "manifest"


@pytest.fixture(scope="session")
def schemas() -> Path:
    """The folder of the published schemas, fetched from npm unless that version is there. Without npm it fails."""
    folder = KEPT / "node_modules" / PACKAGE
    about = folder / "package.json"
    if not about.exists() or json.loads(about.read_text("utf-8"))["version"] != VERSION:
        KEPT.mkdir(parents=True, exist_ok=True)
        words = ["npm", "install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run([*words, "--prefix", str(KEPT), f"{PACKAGE}@{VERSION}"], check=True, timeout=300)
    return folder / "build" / "json-schemas" / "teams"


@pytest.fixture(scope="session")
def validator(schemas: Path) -> Draft4Validator:
    version = manifest(APP_ID, URL, COUNCIL)["manifestVersion"]
    schema = json.loads((schemas / f"v{version}" / "MicrosoftTeams.schema.json").read_text("utf-8"))
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema)


def faults(validator: Draft4Validator, made: dict[str, Any]) -> list[tuple[str, str]]:
    """Where each fault is, and what is wrong there."""
    return [("/".join(map(str, error.absolute_path)), error.message) for error in validator.iter_errors(made)]


def test_the_manifest_is_what_its_schema_asks_for(validator: Draft4Validator) -> None:
    made = manifest(APP_ID, URL, COUNCIL)
    assert faults(validator, made) == []
    address = (
        f"https://developer.microsoft.com/json-schemas/teams/v{made['manifestVersion']}/MicrosoftTeams.schema.json"
    )
    assert made["$schema"] == address


def test_the_schema_finds_faults(validator: Draft4Validator) -> None:
    made = manifest(APP_ID, URL, COUNCIL)
    broken = made | {"name": {"short": "S" * 31}, "id": "app", "colour": "green"}
    assert sorted(place for place, _ in faults(validator, broken)) == ["", "id", "name/short"]
