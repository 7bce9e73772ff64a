"""What is said by mail alone: to suppliers, and to whoever wrote from where it cannot count."""

from __future__ import annotations

from dataclasses import dataclass

from cards.message import Ask, Block, Bullets, Button, Heading, Link, Message, Note, Quote, Text, Tone
from cards.words import listed
from domain.question import Question

HOW_TO_ANSWER = "To answer, reply to this mail and write your words at the very top."
WITHOUT_WORDS = "The mail has no words."
NOT_TAKEN = "We could not take these files."


@dataclass(frozen=True)
class WordsRecorded(Message):
    """To a supplier: exactly what is on the record. `contacts` are the names of those who have it now."""

    ref: str
    text: str
    files: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    """Each file that was not taken, with the reason."""
    contacts: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"We have your mail: {self.ref}"

    def blocks(self) -> tuple[Block, ...]:
        if self.contacts:
            who = f"{listed(list(self.contacts))} (social value, at the council) has it now. You get the answer here."
        else:
            who = "It waits for the council's social value contact. You get the answer here."
        found: list[Block] = [Heading(self.subject), Note(who, Tone.GOOD)]
        if self.text:
            found += [Text("We recorded these words of yours:"), Quote(self.text)]
        else:
            found.append(Text("We found no words in your mail."))
        if self.files:
            found += [Text("We kept these files:"), Bullets(self.files)]
        if self.refused:
            found += [Note(NOT_TAKEN, Tone.WARNING), Bullets(self.refused)]
        return (*found, Text("If anything is missing or wrong, reply to this mail."))


@dataclass(frozen=True)
class NothingRecorded(Message):
    """To a supplier who answered one of our mails without words and without a file that could be kept."""

    refused: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return "We found no words in your mail"

    def blocks(self) -> tuple[Block, ...]:
        found: list[Block] = [Heading(self.subject), Note("Nothing was recorded.", Tone.WARNING)]
        if self.refused:
            found += [Text(NOT_TAKEN), Bullets(self.refused)]
        return (*found, Text(HOW_TO_ANSWER))


@dataclass(frozen=True)
class NoWords(Message):
    """To one of the staff whose mail had no words; what it answers is asked again. `files` are those that came."""

    files: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    choices: tuple[Button, ...] = ()

    @property
    def subject(self) -> str:
        return "I found no words in your mail"

    def blocks(self) -> tuple[Block, ...]:
        found: list[Block] = [Heading(self.subject), Note("Nothing was changed.", Tone.WARNING)]
        if self.files:
            found += [Text("I did not look at these files:"), Bullets(self.files)]
        if not self.questions:  # with questions it is said how each is answered
            found.append(Text(HOW_TO_ANSWER))
        return (*found, *map(Ask, self.questions))

    def buttons(self) -> tuple[Button, ...]:
        return self.choices


def written(text: str, by: str = "", files: tuple[str, ...] = ()) -> tuple[Block, ...]:
    """What a mail says: its words, or that it has none, and its files where `files` are given."""
    words = Quote(text, by) if text else Text(WITHOUT_WORDS)
    return (words, Text("These files came with it:"), Bullets(files)) if files else (words,)


@dataclass(frozen=True)
class ConfirmWords(Message):
    """To the contact on file: somebody wrote in their name, and nothing is done before they say that it is right."""

    by: str
    text: str
    link: str
    files: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return "Please confirm a mail to the council"

    def blocks(self) -> tuple[Block, ...]:
        return (
            Heading(self.subject),
            Text(f"We got this mail from {self.by}. We could not be sure that it is from you or for you:"),
            *written(self.text, self.by, self.files),
            Text("If it is right, open this page and confirm it. We then record it and pass it on."),
            Link("See the mail and confirm it", self.link),
            Text("If it is not, do nothing: it is not recorded as yours. The address works for 7 days."),
        )


@dataclass(frozen=True)
class NotFromInside(Message):
    """To a colleague's address: the mail did not come from the council's own mail system."""

    @property
    def subject(self) -> str:
        return "I did not act on your mail"

    def blocks(self) -> tuple[Block, ...]:
        return (
            Heading(self.subject),
            Note(
                "It has your work address, but it did not come from the council's own mail system, so anybody could "
                "have written it.",
                Tone.WARNING,
            ),
            Text("Send it again from your work mailbox, not through another service, or write to me in Teams."),
            Text("If you did not write to me, tell your IT service desk that somebody used your address."),
        )


@dataclass(frozen=True)
class WriterUnknown(Message):
    """To somebody outside whom we do not know."""

    @property
    def subject(self) -> str:
        return "We do not know your address yet"

    def blocks(self) -> tuple[Block, ...]:
        return (
            Heading(self.subject),
            Text(
                "This mailbox is for council staff and for the contacts of their suppliers. Your mail is kept, but "
                "nobody has been told of it."
            ),
            Text("If you supply the council, ask your contract manager to add your address, then write again."),
        )
