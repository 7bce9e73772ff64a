"""What may stand in the project's files."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.house.diagrams import ROOT, sources

BINARY = frozenset({".npz", ".png", ".docx", ".xlsx", ".zip", ".ico", ".woff2", ".pdf"})
UNFINISHED = re.compile("TO" + r"DO\b|FIX" + r"ME\b|X" + "XX")
MACHINES = re.compile(
    "/(?:" + "tmp|work|root|home" + r")/\w" + "|" + r"[\w.-]*py" + "pi[.]org|python" + "hosted[.]org|arti" + "factory",
    re.IGNORECASE,
)
REQUIREMENTS = ("requirements.txt", "requirements-test.txt", "requirements-e2e.txt")

MOST_WORDS = 5
"""A text of more words than this is a sentence, and sentences for people belong in cards."""

ALLOWED = {
    "bot/__main__.py": "for the administrator at a terminal",
    "bot/commands/": "for the administrator at a terminal",
    "bot/config": "for the administrator: the settings and what is wrong with them",
    "bot/documents.py": "why there is no such document, raised and shown by bot/files.py",
    "bot/mail/": "for the administrator and for other mail servers: why a mail or a delivery waits or was refused",
    "bot/outbox.py": "for the administrator: why a delivery waits",
    "bot/shelf.py": "the reason on the record of the first Framework",
    "bot/teams/": "for the log and the administrator",
    "bot/web/dev_": "the pages on this machine only, for whoever tries it out",
    "bot/web/mail_views.py": "the pages on this machine only, for whoever tries it out",
    "dialogs/begin.py": "the table of commands, from which help and the manifest are made",
    "dialogs/care/": "what was wrong with an answer, beside its question; and what a case study says of itself",
    "dialogs/decide.py": "why somebody may not, also for the record",
    "dialogs/escalate.py": "what was wrong with an answer, shown beside its question",
    "dialogs/my_tenders.py": "what was wrong with an answer, shown beside its question",
    "dialogs/plan_tender/": "what was wrong with an answer, or what follows from it, beside its question",
    "dialogs/read": "what could not be read, shown beside its question",
    "dialogs/understand": "what was not certain in a sentence, shown beside what was understood",
}
"""Where sentences may stand outside cards, and why. A prefix of paths."""

SPEAKS_TO_US = frozenset({"debug", "info", "warning", "error", "exception", "log"})
"""Calls whose texts are for the log."""

PATTERN = re.compile(r"\(\?|\\b|\|")
"""Marks of a regular expression, which is no sentence."""


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in listed.splitlines()]
    return [f for f in files if f.suffix not in BINARY and f.exists()]


def found(pattern: re.Pattern[str]) -> list[str]:
    hits = []
    for file in committed():
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if pattern.search(line):
                hits.append(f"{file.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    return hits


def test_nothing_is_left_for_later() -> None:
    assert found(UNFINISHED) == []


def test_no_path_of_a_machine_and_no_host_of_a_registry() -> None:
    assert found(MACHINES) == []


def test_every_requirement_is_pinned_with_a_hash_and_no_file_names_an_index() -> None:
    for name in REQUIREMENTS:
        text = (ROOT / name).read_text("utf-8")
        entries = re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.MULTILINE)[1:]
        assert len(entries) > 10, name
        assert [e.splitlines()[0] for e in entries if not re.match(r"\S+==\S+ \\\n    --hash=sha256:", e)] == [], name
        assert re.findall(r"^\s*(?:-i|--(?:extra-)?index-url|--find-links|--trusted-host).*", text, re.MULTILINE) == []


def test_words_for_people_are_in_cards() -> None:
    hits = [
        f"{path}:{line}: {words}"
        for path, line, words in sentences()
        if not any(path.startswith(allowed) for allowed in ALLOWED)
    ]
    assert hits == [], "put the sentence in a message of cards/"


def test_every_exception_is_still_needed() -> None:
    paths = {path for path, _, _ in sentences()}
    assert [allowed for allowed in ALLOWED if not any(path.startswith(allowed) for path in paths)] == []


def sentences() -> Iterator[tuple[str, int, str]]:
    """Texts of many words in bot and dialogs that are no docstrings, no patterns, and not for the log."""
    for file in sources():
        path = str(file.relative_to(ROOT))
        if path.startswith(("bot/", "dialogs/")):
            tree = ast.parse(file.read_text("utf-8"))
            skipped = {id(node) for quiet in ast.walk(tree) if _is_quiet(quiet) for node in ast.walk(quiet)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and id(node) not in skipped and _is_sentence(node.value):
                    yield path, node.lineno, str(node.value)[:60]


def _is_sentence(value: object) -> bool:
    many = isinstance(value, str) and len(re.findall(r"[A-Za-z’']{2,}", value)) > MOST_WORDS
    return many and not PATTERN.search(str(value))


def _is_quiet(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SPEAKS_TO_US
