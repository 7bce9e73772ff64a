"""The parts of README.md and RUNNING.md that are made from the code's own tables.

`python -m tests.house.diagrams` writes them anew; a test fails when they are stale.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from bot.__main__ import COMMANDS
from bot.config import PREFIX, SETTINGS
from bot.setting import Setting
from dialogs.plan_tender.stages import Plan, Stage
from domain.question import Kind, Question
from domain.tender import Tender
from knowledge.load import FRAMEWORK_FILE, parse

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("bot", "dialogs", "storage", "cards", "knowledge", "domain")
A_DAY = date(2026, 11, 22)


def sources() -> list[Path]:
    """Every Python file of the rooms, the migrations' steps left out: those are records of the past."""
    return [f for room in ROOMS for f in sorted((ROOT / room).rglob("*.py")) if "versions" not in f.parts]


def arrows() -> set[tuple[str, str]]:
    """Which room imports which, without those that follow from the others."""
    direct = {(f.relative_to(ROOT).parts[0], room) for f in sources() for room in _imported(f)}
    direct = {(a, b) for a, b in direct if a != b}
    return {(a, b) for a, b in direct if not _reached(a, b, direct - {(a, b)})}


def rooms_diagram() -> str:
    lines = [f"    {a} --> {b}" for a, b in sorted(arrows(), key=lambda pair: tuple(map(ROOMS.index, pair)))]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```"])


def planning_stages() -> list[Stage]:
    """The stages of a tender for services in one lot, when each question is answered as it comes."""
    framework = parse(FRAMEWORK_FILE.read_text("utf-8"))
    answers: dict[str, str] = {}
    while True:
        at = datetime(2026, 11, 22, tzinfo=UTC)
        tender = Tender("T-EXAMPLE", "council", 1, "An officer", "Example", 1, at, at, answers=answers)
        plan = Plan(tender, framework, A_DAY)
        stage = plan.current
        if stage is None:
            return list(plan.stages)
        answers = {**answers, **{question.key: _example(question) for question in stage.open(answers)}}


def stages_diagram() -> str:
    stages = planning_stages()
    names = [stage.key.partition(".")[0] for stage in stages]
    lines = [f'    {name}["{_asked(name, stage)}"]' for name, stage in zip(names, stages, strict=True)]
    lines += [f"    {a} --> {b}" for a, b in zip(names, [*names[1:], "review"], strict=True)]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```"])


def settings_table() -> str:
    return _table(("Setting", "When it is empty", "What it is for"), [_setting_row(s) for s in SETTINGS])


def commands_table() -> str:
    return _table(("`python -m bot` …", "What it does"), [(f"`{name}`", does) for name, does, _, _ in COMMANDS])


REGIONS: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "README.md": {"rooms": rooms_diagram, "stages": stages_diagram},
    "RUNNING.md": {"settings": settings_table, "commands": commands_table},
}
"""For each file its marked regions, between <!-- name: … --> and <!-- end of name -->, and what makes them."""


def renewed(file: str, text: str) -> str:
    """The text with its regions made anew. Raises ValueError when a marker is missing."""
    for name, make in REGIONS[file].items():
        found = re.findall(rf"(<!-- {name}: [^\n]*-->\n)(.*?)(<!-- end of {name} -->)", text, re.DOTALL)
        if len(found) != 1:
            raise ValueError(f"{file} has {len(found)} regions {name!r}, not one")
        begin, old, end = found[0]
        text = text.replace(begin + old + end, f"{begin}{make()}\n{end}")
    return text


def _imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
    return found & set(ROOMS)


def _reached(start: str, goal: str, edges: set[tuple[str, str]]) -> bool:
    seen, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        following = {b for a, b in edges if a == here} - seen
        seen |= following
        ahead += following
    return goal in seen


def _example(question: Question) -> str:
    known = {"category": "adult_social_care", "lot.1.value": "300000.00", "length": "36+0", "start": "2027-11-01"}
    if question.key in known:
        return known[question.key]
    if question.kind is Kind.CHOICES:
        return question.value or ",".join(option.value for option in question.options)
    if question.kind is Kind.CHOICE:
        return question.value or question.options[0].value
    return question.value or {Kind.NUMBER: "1", Kind.YES_NO: "no"}.get(question.kind, "words")


def _asked(name: str, stage: Stage) -> str:
    """The stage's name, and the keys of its questions without the numbers of lots and outcomes."""
    keys = dict.fromkeys(re.sub(r"\.?(lot\.)?\b(\d+|P[\d.M]+)\b\.?", "", q.key) for q in stage.questions)
    asked = ", ".join(key.replace("_", " ") for key in keys if key != name)
    return f"<b>{name}</b><br/>{asked}" if asked else f"<b>{name}</b>"


def _setting_row(setting: Setting) -> tuple[str, str, str]:
    purpose = setting.purpose + (" (secret)" if setting.secret else "")
    return f"`{PREFIX}{setting.name}`", f"`{setting.default}`" if setting.default else "", purpose


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def main() -> int:
    for file in REGIONS:
        path = ROOT / file
        path.write_text(renewed(file, path.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
