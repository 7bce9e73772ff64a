"""python -m bot read-mail, as strangers run it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bot.conftest import Run
from tests.bot.mail.files import PDF, mail
from tests.bot.mail.replies import TUNING, WORLDS, prompt
from tests.bot.mail.test_automatic import REPORT

NOTHING: dict[str, object] = {"attachments": [], "recipients": [], "reason": "", "flagged": "", "away_until": None}


def test_each_file_is_one_object_in_order_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    sent = prompt(WORLDS[TUNING], labels_first=False)
    reply = mail(text="From: us\nSent: 24 November 2026\nTo: Jo\nSubject: x\n\n" + sent.replace("(a number)", "12"))
    for name, raw in {
        "1": reply.as_bytes(),
        "2": REPORT.encode(),
        "3": b"",
        "4": mail(("../a.exe", b"MZ")).as_bytes(),
    }.items():
        (tmp_path / name).write_bytes(raw)
    (tmp_path / "sent").write_text(sent, "utf-8")
    before = sorted(tmp_path.iterdir())
    said = run("read-mail", *(str(tmp_path / n) for n in "1234"), "--sent", str(tmp_path / "sent"), "--json")
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert (said.code, said.err, sorted(tmp_path.iterdir())) == (0, "", before)
    assert rows[0] == {"kind": "message", "reply": "Q1: 12", **NOTHING}
    assert rows[1] == {"kind": "bounce", "reply": None, **NOTHING} | {
        "reason": "A message could not be delivered.",
        "recipients": [
            {"address": "jo@x.example", "action": "failed", "status": "5.1.1"},
            {"address": "kim@x.example", "action": "delayed", "status": "4.7.1"},
        ],
    }
    assert rows[2] == {"kind": "set-aside", "reply": None, **NOTHING, "reason": "The message is empty."}
    assert [(f["name"], f["type"], f["bytes"], f["taken"]) for f in rows[3]["attachments"]] == [
        ("a.exe", "application/x-msdownload", 2, False)
    ]


def test_people_get_lines(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(mail(("a.pdf", PDF), text="Twelve.").as_bytes())
    told = f"{file}: message\nTwelve.\n- a.pdf (application/pdf, {len(PDF)} bytes): taken\n\n"
    assert run("read-mail", str(file)).out == told


def test_a_file_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"")
    said = run("read-mail", str(tmp_path / "there"), str(tmp_path / "not there"), "--json")
    assert (said.code, said.out) == (1, "")
    assert said.err == f"{tmp_path}/not there cannot be read: No such file or directory\n"


def test_what_was_sent_may_be_the_mail_itself(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(mail(text="Please reply above this line.\n\nHow many have started?").as_bytes())
    (tmp_path / "reply").write_bytes(
        mail(text="Please reply above this line.\n\nHow many have started?\n12").as_bytes()
    )
    said = run("read-mail", str(tmp_path / "reply"), "--sent", str(tmp_path / "sent"), "--json")
    assert json.loads(said.out)["reply"] == "12"
