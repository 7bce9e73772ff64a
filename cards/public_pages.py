"""The pages that anybody may read. A council can set its own texts; these say what the assistant itself does."""

from __future__ import annotations

from dataclasses import dataclass

from cards.message import Block, Message, Text


@dataclass(frozen=True)
class PublicPage(Message):
    """`text` has one paragraph a line."""

    title: str
    text: str

    @property
    def subject(self) -> str:
        return self.title

    def blocks(self) -> tuple[Block, ...]:
        return (Text(self.text),)


_MODEL = (
    "To word an answer, your question goes to a language model that the council uses, without e-mail addresses, phone "
    "numbers and the names that the assistant knows. Such an answer says that AI worded it.\n"
)


def privacy(contact: str, *, model: bool = False) -> PublicPage:
    """`contact` is whom to ask, such as "the procurement team on 01234 567890"; `model` says that a language model
    words answers."""
    worded = _MODEL if model else ""
    return PublicPage(
        "Privacy",
        "The assistant keeps your name, your work address, what you wrote to it, the tenders you planned with it "
        "and the questions you put to people. It keeps who changed what and when.\n"
        "It needs these to plan tenders, to show how a decision was made and to answer you. The council decides "
        "how long they are kept.\n"
        "Your tenders are read by you and by colleagues you share them with. Whoever answers a question of yours "
        "reads it with a summary of its tender. They are not used for anything else.\n"
        f"{worded}To see, correct or erase what is kept about you, ask {contact}.",
    )


def terms(contact: str) -> PublicPage:
    return PublicPage(
        "Terms of use",
        "The assistant is for the council's staff who plan and manage contracts. Use it for that work only.\n"
        "It suggests outcomes and measures from the council's Social Value Framework. You decide what goes into a "
        "tender. It never scores, ranks or compares bids.\n"
        "Do not write about the health, family or beliefs of anybody.\n"
        f"If something it says looks wrong, tell {contact}.",
    )


def support(contact: str) -> PublicPage:
    return PublicPage(
        "Support",
        "Write “help” to the assistant to see what it can do, or “ask a person” to put a question to the council's "
        "single point of contact for social value.\n"
        f"If it does not work, tell {contact}. Give the reference if you were shown one.",
    )
