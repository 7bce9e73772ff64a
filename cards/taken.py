"""The reply to a mail that answered by lines: what was read, then the reply itself."""

from __future__ import annotations

from dataclasses import dataclass

from cards.message import Block, Bullets, Button, FactList, FileOffer, Heading, Message, Note, Tone


@dataclass(frozen=True)
class Taken(Message):
    """`reply` with what was recorded in front of it: question and answer. `remarks` say what was not taken."""

    reply: Message
    rows: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return self.reply.subject

    def blocks(self) -> tuple[Block, ...]:
        found: list[Block] = []
        if self.rows:
            found += [Heading("What I recorded from your mail", 2), FactList(self.rows)]
        if self.remarks:
            found += [Note("Some of your mail could not be taken as it is.", Tone.WARNING), Bullets(self.remarks)]
        first, *others = self.reply.blocks()
        if isinstance(first, Heading):
            return (first, *found, *others)
        return (*found, first, *others)

    def buttons(self) -> tuple[Button, ...]:
        return self.reply.buttons()

    def rating(self) -> tuple[Button, ...]:
        return self.reply.rating()

    @property
    def about(self) -> str:
        return self.reply.about

    @property
    def file(self) -> FileOffer | None:
        return self.reply.file

    @property
    def rated(self) -> str:
        return self.reply.rated

    @property
    def topic(self) -> str:
        return self.reply.topic
