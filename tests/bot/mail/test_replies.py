"""What is read of replies: the generated ones, and the awkward ones one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.html_text import html_lines
from bot.mail.read import read
from bot.mail.reply import Extracted, extracted, without_marks
from cards import set_aside
from domain.mail import MARKER
from tests.bot.mail.replies import HELD_OUT, TUNING, WORLDS, Case, generated, prompt

SENT = prompt(WORLDS[TUNING], labels_first=False)
QUOTED = "\n".join(f"> {line}".rstrip() for line in SENT.splitlines())
WROTE = "On Tue, 24 Nov 2026 at 13:05, Assistant <assistant@council.example> wrote:"
OVER = "From: Assistant <assistant@council.example>\nSent: 24 November 2026 13:05\nTo: Jo\nSubject: Your update\n"


def is_right(case: Case) -> bool:
    return (read(case.raw, case.sent).reply or "").split() == case.expected.split()


def test_every_reply_of_the_tuning_half_is_read_right() -> None:
    assert [case.name for case in generated(TUNING) if not is_right(case)] == []


def test_nearly_all_of_the_held_out_half_are_read_right() -> None:
    cases = list(generated(HELD_OUT))
    assert sum(map(is_right, cases)) >= 0.95 * len(cases)


def test_our_own_words_never_come_back_as_theirs() -> None:
    for case in (*generated(TUNING), *generated(HELD_OUT)):
        reply = read(case.raw, case.sent).reply or ""
        assert MARKER not in reply, case.name
        assert "Wrong person?" not in reply, case.name


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        (f"Twelve.\n\n-- \nJo Marsh\nBuildwell\n0123 456\n\n{WROTE}\n{QUOTED}", "Twelve."),
        (f"{WROTE}\n{QUOTED}\n\nTwelve.\n\n--\nJo Marsh", "Twelve."),
        (f"- apprentices 3\n- placements 4\n\n{WROTE}\n{QUOTED}", "- apprentices 3\n- placements 4"),
        (f"Q1: 12\n--\nQ3: yes\n\n{OVER}\n{SENT}", "Q1: 12\n--\nQ3: yes"),
        (f"Sent from my iPhone\n\n{WROTE}\n{QUOTED}", ""),
        (
            f"Ja.\n\nVon meinem iPhone gesendet\n\n> Am 24.11.2026 um 13:05 schrieb X <x@y.example>:\n> \n{QUOTED}",
            "Ja.",
        ),
        (f"\n\n{OVER}\n{SENT}", ""),
        (QUOTED, ""),
        (SENT, ""),
        (
            f"CAUTION: This email originated from outside the council.\nDo not click links.\n\nTwelve.\n\n{OVER}",
            "Twelve.",
        ),
        (f"Please see the figures.\n\n{WROTE}\n\n{SENT}", "Please see the figures."),
        ("No quotation at all.", "No quotation at all."),
        ("From: April to June we hired 3", "From: April to June we hired 3"),
        (f"Twelve.\n\n2026年11月24日(火) 13:05 Assistant <assistant@council.example>:\n{QUOTED}", "Twelve."),
        (f"Twelve.\n\nunbekannt, 24-11-2026 13:05, assistant@council.example:\n\n{SENT}", "Twelve."),
        (
            f"Kim can say.\n\n{WROTE}\n{QUOTED}\n\n> On 1 Nov 2026, at 09:00, Kim <k@x.example> wrote:\n>> old",
            "Kim can say.",
        ),
        (
            "Twelve, says Kim.\n\nFrom: Jo <jo@x.example>\nSent: 24 November 2026 14:00\nTo: Kim\nSubject: FW\n\n"
            f"Can you answer this?\n\n{OVER}\n{SENT}",
            "Twelve, says Kim.",
        ),
    ],
)
@pytest.mark.parametrize("sent", ["", SENT])
def test_replies_in_awkward_forms(text: str, reply: str, sent: str) -> None:
    assert extracted(text, sent).text == reply


def test_answers_in_a_history_that_nothing_marks_as_quoted() -> None:
    typed = SENT.replace("Q1: (a number)", "Q1: 12").replace("(yes or no)", "(yes or no) yes, in May")
    typed = typed.replace("Q2: (an amount in pounds)", "Q2: (an amount in pounds)\n\n£4,500\n")
    found = extracted(f"See below.\n\n{OVER}\n{typed}", SENT)
    assert found == Extracted("See below.\n\nQ1: 12\n\n£4,500\n\nyes, in May", found.under)
    assert found.under == (("Q1", "Q1: 12"), ("Q2", "£4,500"), ("Q3", "yes, in May"))
    assert extracted(f"See below.\n\n{OVER}\n{typed}", "") == Extracted("See below.", (), set_aside.PERHAPS_INLINE)


def test_what_stands_under_a_quoted_question_has_its_label() -> None:
    text = f"{WROTE}\n" + QUOTED.replace("> Q1: (a number)", "> Q1: (a number)\n\n12\n").replace(
        "> Q3: (yes or no)", "> Q3: (yes or no)\nYes.\nIt went well."
    )
    assert extracted(text, "").under == extracted(text, SENT).under == (("Q1", "12"), ("Q3", "Yes.\nIt went well."))
    assert extracted(text, SENT).text == "12\n\nYes.\nIt went well."


def test_answers_typed_into_the_quoted_lines_are_kept_where_we_know_what_we_sent() -> None:
    typed = QUOTED.replace("> Q1: (a number)", "> Q1: (a number) 12").replace(
        "> Q3: (yes or no)", "> Q3: (yes or no)\n> Yes, in May."
    )
    found = extracted(f"Hello\n\n{WROTE}\n{typed}", SENT)
    assert found == Extracted("Hello\n\n12\nYes, in May.", (("Q1", "12"), ("Q3", "Yes, in May.")))
    assert extracted(f"Hello\n\n{WROTE}\n{typed}", "").text == "Hello"


def test_a_copied_question_is_not_the_answer() -> None:
    text = "How many apprentices have started since 1 April 2026?\nQ1: 12\n\nHas the school visit taken place?\nyes"
    assert extracted(text, SENT) == Extracted("Q1: 12\n\nyes", (("Q1", "Q1: 12"), ("Q3", "yes")))


def test_a_forward_without_a_word_is_kept_whole_and_flagged() -> None:
    text = (
        "---------- Forwarded message ---------\nFrom: Kim <kim@x.example>\nDate: today\nSubject: s\nTo: Jo\n\nTwelve."
    )
    assert extracted(text, "") == Extracted(text, flagged=set_aside.WHOLE_TEXT)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("bo<b>ld</b> wo<span>rd</span>s", "bold words"),
        ("<td>Apprentices</td><td>5</td>", "Apprentices\t5"),
        ("<tr><td><p>A</p></td><td><div>1</div></td></tr><tr><td>B</td><td>2</td></tr>", "A\t1\nB\t2"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<p class=MsoNormal>one</p><p class=MsoNormal>two</p>", "one\ntwo"),
        ("<style>p{}</style><script>x()</script><!-- no --><title>t</title>seen", "seen"),
        ("<div style='display:none'>preheader<div>deep</div></div>seen", "seen"),
        ("<ol><li>a<li>b</ol><ul><li>c</ul>", "1. a\n2. b\n\n- c"),
        ("<blockquote>q<blockquote>r</blockquote></blockquote>a", "> q\n\n> > r\n\na"),
        ('<img alt="a > b" src=x>seen &amp; heard &lt;b&gt;', "seen & heard <b>"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("1 < 2 and <unknown>3</unknown>", "1 < 2 and 3"),
    ],
)
def test_html_is_read_as_it_looks(html: str, text: str) -> None:
    assert without_marks(html_lines(html)) == text


LINES = st.lists(
    st.sampled_from(
        (
            *SENT.split("\n"),
            *QUOTED.split("\n"),
            *OVER.split("\n"),
            WROTE,
            "-- ",
            "--",
            "",
            "> ",
            ">> x",
            "Twelve",
            "_" * 30,
        )
    )
    | st.text(max_size=30),
    max_size=40,
).map("\n".join)


@given(LINES, st.sampled_from(["", SENT]))
def test_no_text_crashes_leaks_the_prompt_or_loses_the_only_words(text: str, sent: str) -> None:
    reply = extracted(text, sent).text
    assert MARKER not in reply
    only_words = f"Elderflower {text.replace(chr(10), ' ').replace(MARKER, '')[:50]}"
    assert "Elderflower" in extracted(f"{only_words}\n\n{WROTE}\n{QUOTED}", sent).text


@given(LINES)
def test_text_without_quotation_is_never_emptied(text: str) -> None:
    words = "".join(c for c in text if c.isalnum() or c == "\n").strip()
    assert bool(extracted(words, "").text) == bool(words)


@given(st.text(max_size=400), st.text(alphabet="<>/=\"' abdpqtr!-&;", max_size=400))
def test_no_html_crashes(one: str, other: str) -> None:
    assert isinstance(html_lines(one), str)
    assert isinstance(html_lines(other), str)
