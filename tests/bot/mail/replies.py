"""Replies to a mail of ours, as the mail programs of this world write them: generated, with what is to be read.

`generated(half)` gives one of two sets. They share no combination of program and language, and no answers, names,
dates or prompts; "tuning" may be looked at when the extractor is changed, "held out" is only counted.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape

from domain.mail import MARKER

TUNING, HELD_OUT = "tuning", "held out"


@dataclass(frozen=True)
class Case:
    """One reply. `sent` is what we know to have sent, "" where the reader is not told."""

    name: str
    raw: bytes
    expected: str
    sent: str


@dataclass(frozen=True)
class World:
    """What one half is made of."""

    day: str
    dates: dict[str, str]
    person: str
    address: str
    questions: tuple[tuple[str, str], ...]
    opening: str
    tops: tuple[str, ...]
    values: tuple[str, ...]


US = "Social Value Assistant"
OUR_ADDRESS = "assistant+r.k7qx2m@council.example"

WORLDS = {
    TUNING: World(
        "24/11/2026",
        {"en": "Tue, 24 Nov 2026", "de": "24.11.2026", "fr": "mar. 24 nov. 2026", "es": "mar, 24 nov 2026"}
        | {"it": "mar 24 nov 2026", "nl": "di 24 nov 2026", "pl": "wt., 24 lis 2026", "pt": "ter., 24 de nov. de 2026"},
        "Jo Marsh",
        "jo.marsh@buildwell.example",
        (
            ("How many apprentices have started since 1 April 2026?", "(a number)"),
            (
                "What have you spent with local suppliers, in pounds? Leave out VAT, and count only suppliers whose "
                "postcode lies inside the county.",
                "(an amount in pounds)",
            ),
            ("Has the school visit taken place?", "(yes or no)"),
        ),
        "Thank you for your work on contract C-7K2PX, Riverside School extension. Please tell us how the commitments "
        "stand. It takes about two minutes.",
        (
            "Q1: 12\nQ2: £4,500\nQ3: yes",
            "Hello,\n\nwe have taken on 12 apprentices so far.\n\nKind regards\nJo",
            "Here you are:\n- apprentices 3\n- work placements 4\n- school visits 2",
            "From: April to June we hired three people.\nThe rest follows.",
            "On Monday the site manager wrote:\nall is going well.\n\nSo yes, it has happened.",
            "12, and the visit is on 3 March 2027 at 10:30.",
            "Yes",
            "I am the wrong person, please ask Kim Vale.\n\n_______\nThanks\nJo",
            "Q4: yes",
        ),
        ("12", "about £4,500 so far,\nthe rest is not invoiced yet", "Yes, on 3 March"),
    ),
    HELD_OUT: World(
        "07/01/2027",
        {"en": "Thu, 7 Jan 2027", "de": "07.01.2027", "fr": "jeu. 7 janv. 2027", "es": "jue, 7 ene 2027"}
        | {"it": "gio 7 gen 2027", "nl": "do 7 jan. 2027", "pl": "czw., 7 sty 2027", "pt": "qui., 7 de jan. de 2027"},
        "Zoë O'Brien-Ng",
        "z.obrien@greenerroofs.example",
        (
            ("Weeks of training given to young people on this site", "(a number)"),
            ("Tonnes of carbon saved against the baseline in your bid, with how you measured it", "(your words)"),
            ("Is the community garden open to the public now?", "(yes or no)"),
            ("When will the last placement end?", "(a date)"),
        ),
        "Good morning Zoë. Another quarter has ended for contract C-99QQA (Roof repairs, lot 2), and there are four "
        "things that we should like to hear about from you.",
        (
            "Q1: 40 weeks\nQ2: nil\nQ3: n\nQ4: 31 March 2027",
            "Morning!\n\nAll four are in the sheet attached, sorry for that.\n\nBest wishes,\nZoë\nGreener Roofs Ltd",
            "* training: 40\n* carbon: 3.5t\n* garden: open",
            "Subject: to weather we finish in May.\nTo: be honest I am not sure.",
            "As my colleague wrote on 3 March: the garden opens in May.\nI agree.",
            "none to report",
            "No",
            "same as last quarter",
            "To the question about the garden: it is open from 09:00 to 17:00 on weekdays in 2027.",
            "We sent this before --- did it not arrive?\n\n1) 40\n2) 3.5\n3) yes",
        ),
        ("40", "3.5 tonnes, measured by our consultant\n(report to follow)", "Not yet", "end of May 2027"),
    ),
}


def prompt(world: World, labels_first: bool) -> str:
    """Our mail. With `labels_first` the question stands behind its label, else the label has a line of its own."""
    asked = [
        f"Q{n}: {words}" if labels_first else f"{words}\nQ{n}: {place}"
        for n, (words, place) in enumerate(world.questions, 1)
    ]
    ending = "Wrong person? Tell us: https://assistant.council.example/w/abc\n\nReference: SV-7KQ2M4"
    return "\n\n".join([MARKER, world.opening, *asked, ending]) + "\n"


LABELS = {
    "en": ("From", "Sent", "To", "Subject", "%B"),
    "de": ("Von", "Gesendet", "An", "Betreff", ""),
    "fr": ("De", "Envoyé", "À", "Objet", ""),
    "es": ("De", "Enviado el", "Para", "Asunto", ""),
    "it": ("Da", "Inviato", "A", "Oggetto", ""),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp", ""),
    "pl": ("Od", "Wysłano", "Do", "Temat", ""),
    "pt": ("De", "Enviado", "Para", "Assunto", ""),
}
GMAIL = {
    "en": "On {date} at 13:05, {us} <{at}> wrote:",
    "de": "Am {date} um 13:05 schrieb {us} <{at}>:",
    "fr": "Le {date} à 13:05, {us} <{at}> a écrit :",
    "es": "El {date} a las 13:05, {us} (<{at}>) escribió:",
    "it": "Il giorno {date} alle ore 13:05 {us} <{at}> ha scritto:",
    "nl": "Op {date} om 13:05 schreef {us} <{at}>:",
    "pl": "{date} o 13:05 {us} <{at}> napisał(a):",
    "pt": "Em {date} às 13:05, {us} <{at}> escreveu:",
}
APPLE = {
    "en": "On {date}, at 13:05, {us} <{at}> wrote:",
    "de": "Am {date} um 13:05 schrieb {us} <{at}>:",
    "fr": "Le {date} à 13:05, {us} <{at}> a écrit :",
    "es": "El {date}, a las 13:05, {us} <{at}> escribió:",
    "it": "Il giorno {date}, alle ore 13:05, {us} <{at}> ha scritto:",
    "nl": "Op {date} om 13:05 heeft {us} <{at}> het volgende geschreven:",
    "pl": "Wiadomość napisana przez {us} <{at}> w dniu {date}, o godz. 13:05:",
    "pt": "Em {date}, à(s) 13:05, {us} <{at}> escreveu:",
}
THUNDERBIRD = {
    "en": "On {day} 13:05, {us} wrote:",
    "de": "Am {day} um 13:05 schrieb {us}:",
    "fr": "Le {day} à 13:05, {us} a écrit :",
    "es": "El {day} a las 13:05, {us} escribió:",
    "it": "Il {day} 13:05, {us} ha scritto:",
    "nl": "Op {day} om 13:05 schreef {us}:",
    "pl": "W dniu {day} o 13:05, {us} pisze:",
    "pt": "Em {day} 13:05, {us} escreveu:",
}
IPHONE = {
    "en": "Sent from my iPhone", "de": "Von meinem iPhone gesendet", "fr": "Envoyé de mon iPhone",
    "es": "Enviado desde mi iPhone", "it": "Inviato da iPhone", "nl": "Verstuurd vanaf mijn iPhone",
    "pl": "Wysłane z iPhone'a", "pt": "Enviado do meu iPhone",
}  # fmt: skip
OUTLOOK = {
    "en": "Get Outlook for iOS<https://aka.ms/o0ukef>", "de": "Outlook für Android<https://aka.ms/a> herunterladen",
    "fr": "Télécharger Outlook pour iOS<https://aka.ms/o0ukef>", "es": "Obtener Outlook para Android",
    "it": "Scarica Outlook per iOS", "nl": "Outlook voor Android downloaden",
    "pl": "Pobierz program Outlook dla systemu iOS", "pt": "Obter o Outlook para Android",
}  # fmt: skip
ORIGINAL = {
    "en": "Original Message", "de": "Ursprüngliche Nachricht", "fr": "Message d'origine", "es": "Mensaje original",
    "it": "Messaggio originale", "nl": "Oorspronkelijk bericht", "pl": "Wiadomość oryginalna",
    "pt": "Mensagem original",
}  # fmt: skip


@dataclass(frozen=True)
class Program:
    """How one mail program writes. `over` stands over the earlier mail; `quote` before each of its lines."""

    name: str
    over: str
    quote: str = "> "
    above: str = ""
    width: int = 0


def programs(language: str) -> tuple[Program, ...]:
    """The programs as they are set up for this language."""
    f, s, t, j, _ = LABELS[language]
    block = f"{f}: {{us}} <{{at}}>\n{s}: {{date}} 13:05\n{t}: {{person}} <{{address}}>\n{j}: Your update [SV-7KQ2M4]\n"
    original = ORIGINAL[language]
    common = (
        Program("gmail", GMAIL[language] + "\n", width=74),
        Program("apple mail", APPLE[language] + "\n"),
        Program("iphone", APPLE[language] + "\n", above=IPHONE[language] + "\n\n"),
        Program("thunderbird", THUNDERBIRD[language], width=72),
        Program("outlook desktop", "\n" + block, ""),
        Program("outlook plain", f"-----{original}-----\n{block}", ""),
        Program("outlook web", "\n" + "_" * 32 + "\n" + block, ""),
        Program("outlook mobile", "\n" + "_" * 32 + "\n" + block, "", above=OUTLOOK[language] + "\n"),
        Program("outlook bold", "\n" + block.replace(f"{f}:", f"*{f}:*").replace(f"{s}:", f"*{s}:*"), ""),
        Program("samsung", f"-------- {original} --------\n{block}", ""),
        Program("yahoo", "    " + GMAIL[language] + "  \n", " "),
    )
    return common if language != "en" else (*common, *ENGLISH)


ENGLISH = (
    Program("mutt", "On Tue, Nov 24, 2026 at 01:05:00PM +0000, {us} wrote:", width=72),
    Program("roundcube", "On 2026-11-24 13:05, {us} wrote:"),
    Program("evolution", "On Tue, 2026-11-24 at 13:05 +0000, {us} wrote:", width=70),
    Program("horde", "Quoting {us} <{at}>:\n", width=66),
    Program("proton", "------- Original Message -------\nOn {date} at 13:05, {us} <{at}> wrote:\n"),
    Program("zoho", "---- On {date} 13:05:00 +0000 {us} <{at}> wrote ----\n", ""),
    Program("notes", "From:   {us} <{at}>\nTo:   {person}\nDate:    {date} 13:05\nSubject:     Update\n", ""),
    Program("aol", "-----Original Message-----\nFrom: {us} <{at}>\nTo: {person}\nSent: {date}\nSubject: A\n", ""),
    Program("gmail wrapped", "On {date} at 13:05, Social Value Assistant <\n{at}> wrote:\n", width=60),
    Program("windows mail", "From: {us}\nSent: {date} 13:05\nTo: {person}\nSubject: Update\n", "",
            above="Sent from Mail for Windows\n\n"),
)  # fmt: skip


def generated(half: str, seed: int = 1) -> Iterator[Case]:
    """Every case of one half, in an order and with choices that depend on the seed alone."""
    chance = random.Random(f"{half} {seed}")
    world = WORLDS[half]
    for number, (language, program) in enumerate((lang, p) for lang in LABELS for p in programs(lang)):
        if (number % 2 == 0) == (half == TUNING):
            yield from _replies(world, language, program, chance)


def _replies(world: World, language: str, program: Program, chance: random.Random) -> Iterator[Case]:
    name = f"{program.name} {language}"
    sent = prompt(world, chance.random() < 0.5)
    over = _filled(program.over, world, language)
    for is_told in (True, False):
        told = sent if is_told else ""
        top = chance.choice(world.tops)
        text = f"{top}\n\n{program.above}{over}\n{_quoted(sent, program)}"
        yield _case(f"{name} top, {is_told}", text, top, told)
        yield _case(f"{name} top html, {is_told}", "", top, told, html=_html(world, program, top, over, sent, chance))
        if program.quote == "> ":
            bottom = chance.choice(world.tops)
            yield _case(f"{name} bottom, {is_told}", f"{over}\n{_quoted(sent, program)}\n\n{bottom}\n", bottom, told)
        if is_told or program.quote == "> ":
            greeting = chance.choice(("Please see my answers below.", "", "Answers inline, in capitals."))
            text = f"{greeting}\n\n{over}\n{_inline(sent, world, program)}"
            expected = "\n".join([greeting, *world.values])
            yield _case(f"{name} inline, {is_told}", text, expected, told)


def _filled(over: str, world: World, language: str) -> str:
    return over.format(
        us=US, at=OUR_ADDRESS, person=world.person, address=world.address, day=world.day, date=world.dates[language]
    )


def _quoted(text: str, program: Program) -> str:
    """Our mail as the program quotes it."""
    lines = text.rstrip("\n").split("\n")
    if program.width:
        lines = [part for line in lines for part in textwrap.wrap(line, program.width) or [""]]
    return "\n".join((program.quote + line).rstrip() for line in lines)


def _inline(sent: str, world: World, program: Program) -> str:
    """Our mail with the answers typed below each question's last line."""
    pieces = []
    values = iter(world.values)
    for paragraph in sent.rstrip("\n").split("\n\n"):
        pieces.append(_quoted(paragraph, program))
        if any(line.startswith("Q") and line[1:2].isdigit() for line in paragraph.split("\n")):
            pieces[-1] += "\n\n" + next(values) + "\n"
    gap = f"\n{program.quote.rstrip()}\n"
    return gap.join(pieces)


def _case(name: str, text: str, expected: str, sent: str, html: str = "") -> Case:
    message = EmailMessage()
    message["From"] = "Jo <jo@supplier.example>"
    message["To"] = OUR_ADDRESS
    message["Subject"] = "Re: Your update [SV-7KQ2M4]"
    message.set_content(html or text, subtype="html" if html else "plain", cte="quoted-printable" if html else None)
    return Case(name, message.as_bytes(), expected.strip(), sent)


def _html(world: World, program: Program, top: str, over: str, sent: str, chance: random.Random) -> str:
    """The same as HTML, in the manner of the program's family."""
    reply = _lines(top, chance.choice(("div", "p class=MsoNormal", "br")))
    earlier = _lines(sent, "p")
    head = _lines(over.strip(), "br")
    if program.quote == "> ":
        cite = "gmail_attr" if program.name.startswith("gmail") else "moz-cite-prefix"
        above = f"<div id='AppleMailSignature'>{escape(program.above.strip())}</div>" if program.above else ""
        return (
            f"<html><body><div dir=ltr>{reply}</div>{above}<br><div class=gmail_quote><div class={cite}>{head}</div>"
            f"<blockquote type=cite style='margin:0 0 0 .8ex'>{earlier}</blockquote></div></body></html>"
        )
    rule = chance.choice(
        (
            "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>",
            "<hr style='width:98%'><div id=divRplyFwdMsg dir=ltr>",
            "<div>",
        )
    )
    return (
        "<html><head><style>p.MsoNormal{margin:0}</style></head><body><div class=WordSection1>"
        f"{reply}<p class=MsoNormal>&nbsp;</p>{rule}{head}</div>{earlier}</div></body></html>"
    )


def _lines(text: str, tag: str) -> str:
    lines = [escape(line) or "&nbsp;" for line in text.split("\n")]
    if tag == "br":
        return "<br>\n".join(lines)
    return "\n".join(f"<{tag}>{line}</{tag.split()[0]}>" for line in lines)
