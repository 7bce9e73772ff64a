"""python -m bot guidance: an article from a file to its end, and clear words for what cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bot.conftest import Run
from tests.documents import permits, scanned_pdf

FRONT = ("--question", "Zebra permit?", "--question", "What does it cost?", "--source", "Parking handbook")
DATES = ("--source-date", "2026-03-01", "--review-by", "2090-03-01")
SLUG = "who-gets-a-zebra-permit"


def test_an_article_from_a_word_file_to_its_end(run: Run, tmp_path: Path) -> None:
    note, scan = tmp_path / "note.docx", tmp_path / "scan.pdf"
    note.write_bytes(permits())
    scan.write_bytes(scanned_pdf())
    added = run("guidance", "add", str(note), str(scan), *FRONT, *DATES, "--json")
    assert (added.code, added.err.startswith("scan.pdf was refused: The PDF holds pictures of pages")) == (1, True)
    assert json.loads(added.out)["missing"] == []
    published = run("guidance", "publish", SLUG)
    assert published.out.startswith(f"{SLUG} version 1 is published, approved by ")
    again = run("guidance", "publish", SLUG)
    assert (again.code, again.err) == (1, f"No draft of {SLUG} waits.\n")
    ended = run("guidance", "retire", SLUG, "--reason", "The zebra has gone.")
    assert ended.out == f"{SLUG} version 1 is retired; nobody finds it any more.\n"
    assert ": The zebra has gone.; made of note.docx" in run("guidance", "show", SLUG).out


def test_what_cannot_be_done_is_said_in_a_line(run: Run, tmp_path: Path) -> None:
    note = tmp_path / "note.docx"
    note.write_bytes(permits())
    run("guidance", "add", str(note))
    wanted = "two to five sample questions"
    assert run("guidance", "publish", SLUG).err.startswith(f"{SLUG} still needs {wanted}")
    assert f"{SLUG}: it needs {wanted}" in run("guidance", "check").out
    missing = run("guidance", "add", "not-there.md")
    assert (missing.code, missing.err) == (1, "not-there.md cannot be read: No such file or directory.\n")
