"""What is said of a document that was offered for somebody's own files, when it is not put there."""

from __future__ import annotations

from dataclasses import dataclass

from cards.message import Block, Button, Heading, Message, Text

AGAIN = (Button("My tenders", "my_tenders"),)


@dataclass(frozen=True)
class FileDeclined(Message):
    """The reader did not want it."""

    @property
    def subject(self) -> str:
        return "No file was saved"

    def blocks(self) -> tuple[Block, ...]:
        return (Heading(self.subject), Text("You can ask for it again at any time."))

    def buttons(self) -> tuple[Button, ...]:
        return AGAIN


@dataclass(frozen=True)
class FileNotSaved(Message):
    """The reader agreed, and it did not work. `reason` says why; where it was a fault, `reference` is that in the
    log."""

    reason: str = ""
    reference: str = ""

    @property
    def subject(self) -> str:
        return "The file could not be saved"

    def blocks(self) -> tuple[Block, ...]:
        reference = f" If that does not help, quote reference {self.reference}." if self.reference else ""
        return (Heading(self.subject), Text(self.reason or f"Please ask for it again.{reference}"))

    def buttons(self) -> tuple[Button, ...]:
        return AGAIN
