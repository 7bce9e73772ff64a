"""Every verb can be reached, and whatever a button says is a verb."""

from __future__ import annotations

import ast

from dialogs.begin import COMMANDS
from dialogs.verbs import VERBS
from tests.house.diagrams import ROOT, sources

TABLE = "dialogs/verbs.py"


def texts() -> dict[str, set[str]]:
    """Every text in cards, dialogs and two doors, with the files that hold it; the table itself left out."""
    where: dict[str, set[str]] = {}
    for file in sources():
        path = str(file.relative_to(ROOT))
        if path.startswith(("cards/", "dialogs/", "bot/teams/", "bot/mail/")) and path != TABLE:
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    where.setdefault(node.value, set()).add(path)
    return where


def test_every_verb_has_a_button_or_words_that_reach_it() -> None:
    known = texts()
    assert [verb for verb in VERBS if verb not in known] == []


def test_every_command_is_a_verb() -> None:
    assert [words for words, verb, _, _ in COMMANDS if verb not in VERBS] == []


def test_every_button_s_verb_exists() -> None:
    """The second argument of each Button(title, verb) that is written out."""
    named = set()
    for file in sources():
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Button":
                verbs = [node.args[1]] if len(node.args) > 1 else [k.value for k in node.keywords if k.arg == "verb"]
                named |= {v.value for v in verbs if isinstance(v, ast.Constant)}
    assert len(named) > 10
    assert named - set(VERBS) == set()
