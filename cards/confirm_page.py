"""The page on which a contact confirms a mail, and how pages behind a signed link are made."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from cards.by_mail import written
from cards.message import Block, Message, Text
from cards.page import fragment

CONFIRM = "Yes, this is right"


@dataclass(frozen=True)
class Said(Message):
    title: str
    parts: tuple[Block, ...]

    @property
    def subject(self) -> str:
        return self.title

    def blocks(self) -> tuple[Block, ...]:
        return self.parts


def asked(by: str, text: str, files: tuple[str, ...] = ()) -> Said:
    lead = Text("The council got this mail. It is recorded as yours, and passed on, only when you confirm it.")
    return Said("Is this mail right?", (lead, *written(text, by, files)))


def form(message: Said, button: str = CONFIRM) -> Markup:
    """The message, with what it asks, and the one button that changes something."""
    pattern = Markup('<form method="post">{}<p class="buttons"><button class="main">{}</button></p></form>')
    return pattern.format(Markup(fragment(message)), button)  # noqa: S704 the fragment is escaped already


def done() -> Said:
    return Said("Thank you", (Text("This mail is confirmed. What was recorded comes to you by mail."),))


def ended() -> Said:
    text = "This address has ended or is not complete. Write to us again from your own address."
    return Said("This does not work any more", (Text(text),))
