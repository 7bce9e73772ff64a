"""Every message as a mail: whole as text, readable by everybody as HTML, short enough, and found again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from cards.labels import PLACES
from cards.mail import MOST_BYTES, letter
from cards.message import Ask, Button, Heading, Message, Note, Text
from cards.sheet import Thread
from cards.words import options
from domain.mail import MARKER
from domain.question import Kind, Question
from tests.cards.examples import EXAMPLES, FORM, Sample

THREAD = Thread("SV-7KQ2M4")
NAMES = sorted(EXAMPLES)
WORD = re.compile(r"[\w£%.,@/:-]*\w")


def tree(message: Message) -> LexborHTMLParser:
    return LexborHTMLParser(letter(message, THREAD).html)


@pytest.mark.parametrize("name", NAMES)
def test_the_text_has_every_word_and_every_address_of_the_html(name: str) -> None:
    mail = letter(EXAMPLES[name], THREAD)
    html = LexborHTMLParser(mail.html)
    body = html.body
    assert body is not None
    shown = body.text(separator=" ")
    assert [word for word in WORD.findall(shown) if word not in mail.text] == []
    assert [a.attributes["href"] for a in html.css("a") if (a.attributes["href"] or "") not in mail.text] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_html_is_for_everybody(name: str) -> None:
    html = tree(EXAMPLES[name])
    page = html.css_first("html")
    title = html.css_first("title")
    assert page is not None and page.attributes["lang"] == "en-GB"
    assert title is not None and title.text() == letter(EXAMPLES[name], THREAD).subject
    assert len(html.css("h1")) == 1
    first, *_ = html.css("h1, h2, h3, h4")
    assert first.tag == "h1"
    assert html.css("img, form, input, button, script, link, iframe, svg, details, [style*=flex], [style*=grid]") == []
    for table in html.css("table"):
        laid_out = table.attributes.get("role") == "presentation"
        assert laid_out or (table.css_first("caption") is not None and table.css("th:not([scope])") == [])
    assert [a.text() for a in html.css("a") if not a.text(strip=True)] == []
    assert len(letter(EXAMPLES[name], THREAD).html.encode()) <= MOST_BYTES


@pytest.mark.parametrize("name", NAMES)
def test_the_lines_to_fill_in_are_in_both_parts(name: str) -> None:
    mail = letter(EXAMPLES[name], THREAD)
    lines = [line.text() for line in LexborHTMLParser(mail.html).css("p.line")]
    assert [line for line in mail.text.split("\n") if re.match(r"Q\d+: \(", line)] == lines


def test_a_line_to_fill_in_is_plain_and_holds_no_answer() -> None:
    for kind in Kind:
        assert re.fullmatch(r"\([a-z ]+\)", PLACES[kind])
    assert letter(FORM, THREAD).text.count("\nQ1: (your words)\n") == 1


def test_the_first_line_is_the_marker_and_the_last_names_the_thread() -> None:
    mail = letter(FORM, THREAD)
    lines = mail.text.splitlines()
    assert (lines[0], lines[-1]) == (MARKER, "Reference: SV-7KQ2M4")
    assert MARKER == "Please reply above this line."
    body = LexborHTMLParser(mail.html).body
    assert body is not None and body.text(separator=" ").strip().startswith(MARKER)


SUBJECTS = {
    "nobody asked": (Thread("SV-7KQ2M4"), "", "Your tender pack [SV-7KQ2M4]"),
    "an answer": (Thread("SV-7KQ2M4", "Home care"), "", "Re: Home care [SV-7KQ2M4]"),
    "an answer to a reply": (Thread("SV-7KQ2M4", "RE: Fwd: Home care [SV-7KQ2M4]"), "", "Re: Home care [SV-7KQ2M4]"),
    "another thread's tag": (Thread("SV-7KQ2M4", "AW: Home care [sv-222222]"), "", "Re: Home care [SV-7KQ2M4]"),
    "a tender": (Thread("SV-7KQ2M4", "Home care"), "T-4K7QX", "Re: Home care (T-4K7QX) [SV-7KQ2M4]"),
    "its tender is named": (
        Thread("SV-7KQ2M4", "Re: Home care (T-4K7QX) [SV-7KQ2M4]"),
        "T-4K7QX",
        "Re: Home care (T-4K7QX) [SV-7KQ2M4]",
    ),
    "only marks": (Thread("SV-7KQ2M4", "Re: Re: "), "", "Your tender pack [SV-7KQ2M4]"),
    "a header put in": (
        Thread("SV-7KQ2M4", "Home care\r\nBcc: all@evil.example\n\nHello"),
        "",
        "Re: Home care Bcc: all@evil.example Hello [SV-7KQ2M4]",
    ),
    "other line ends": (Thread("SV-7KQ2M4", "a\u2028b\u0085c\x0bd"), "", "Re: a bcd [SV-7KQ2M4]"),
    "no thread yet": (Thread(), "", "Your tender pack"),
}


@dataclass(frozen=True)
class _About(Sample):
    """A message about a tender."""

    tender: str = ""

    @property
    def about(self) -> str:
        return self.tender


@pytest.mark.parametrize("name", SUBJECTS)
def test_subjects(name: str) -> None:
    thread, about, expected = SUBJECTS[name]
    message = _About("Your tender pack", (Text("Here it is."),), tender=about)
    assert letter(message, thread).subject == expected


def test_a_long_subject_keeps_its_references() -> None:
    subject = letter(Sample("x", ()), Thread("SV-7KQ2M4", "W" * 5_000)).subject
    assert len(subject.encode()) < 200 and subject.endswith("… [SV-7KQ2M4]")


def test_who_it_is_not_for_can_say_so() -> None:
    address = "https://assistant.example/not-me/abc"
    mail = letter(Sample("x", ()), Thread("SV-7KQ2M4", wrong_person=address))
    assert f"Not for you? Tell us who deals with this: {address}\n" in mail.text
    assert f'href="{address}"' in mail.html


QUESTION = Question("answer", "Your reason", Kind.LONG_TEXT)


def said(message: Message) -> str:
    """What stands after the blocks."""
    return letter(message, THREAD).text.split("\n\n", 2)[-1].removesuffix("\n\nReference: SV-7KQ2M4\n")


def test_what_decides_is_replied_with_its_word() -> None:
    buttons = (Button("Grant", "x", sends_answers=True), Button("Refuse", "x", sends_answers=True))
    message = Sample("Waiver", (Heading("Waiver"), Ask(QUESTION)), buttons)
    assert said(message) == (
        "Your reason\n\n"
        "To decide, reply with one of these lines, with your own words in it:\n"
        "- Grant: (your words)\n"
        "- Refuse: (your words)"
    )


def test_one_question_and_other_words() -> None:
    buttons = (Button("Send", "x", sends_answers=True), Button("Help", "help"))
    assert said(Sample("Ask", (Heading("Ask"), Ask(QUESTION)), buttons)) == (
        "Your reason\n"
        "Q1: (your words)\n\n"
        "To answer, write your answer after Q1: in your reply.\n\n"
        "You can also reply with one of these, and nothing else:\n"
        "- Help"
    )


def test_what_is_right_as_it_is_shown_is_taken_with_one_word() -> None:
    filled = replace(QUESTION, value="It fits.")
    buttons = (Button("Continue", "x", sends_answers=True),)
    assert said(Sample("Ask", (Heading("Ask"), Ask(filled)), buttons)) == (
        "Your reason\n"
        "Now: It fits.\n"
        "Q1: (your words)\n\n"
        "To answer, write your answer after Q1: in your reply.\n\n"
        "If everything is right as it is shown, reply with this alone:\n"
        "- Continue"
    )


def test_nothing_to_reply_with() -> None:
    assert said(Sample("Note", (Heading("Note"), Note("Kept.")))) == "Note: Kept."


def test_every_choice_is_listed_with_its_number() -> None:
    text = letter(FORM, THREAD).text
    for ask in (block for block in FORM.blocks() if isinstance(block, Ask)):
        for number, option in enumerate(options(ask.question), 1):
            assert f"\n{number}. {option.title}\n" in text


def brightness(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_can_be_read_on_its_ground() -> None:
    html = letter(EXAMPLES["everything"], THREAD).html
    light = re.findall(r"(?<![-\w])color: (#\w{6})", html.partition("<body")[2])
    dark = re.findall(r"(?<![-\w])color: (#\w{6}) !important", html)
    pairs = [(colour, "#ffffff") for colour in set(light)] + [(colour, "#1e2529") for colour in set(dark)]
    for colour, ground in pairs:
        high, low = sorted((brightness(colour), brightness(ground)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (colour, ground)
    assert len(light) > 10 and len(dark) > 3


def test_a_message_that_is_too_long_is_cut_in_both_parts() -> None:
    long = Sample("Long", (Heading("Long"), *(Text(f"{n} " + "word " * 200) for n in range(300))))
    mail = letter(long, THREAD)
    assert len(mail.html.encode()) <= MOST_BYTES
    assert "Long texts are shortened here." in mail.text and "Long texts are shortened here." in mail.html
