"""How a mail can be answered: the words that stand for what is pressed elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from cards.labels import code
from cards.message import Ask, Button, Message
from cards.words import counted, one_line

WORDS = "(your words)"


@dataclass(frozen=True)
class Way:
    """Something to do, and the words to reply with, each on a line of its own; one of them is chosen."""

    how: str
    replies: tuple[str, ...] = ()


def ways(message: Message) -> tuple[Way, ...]:
    """What a reader can reply with, the questions first."""
    forms = _forms(message)
    buttons = (*message.buttons(), *message.rating())
    others = tuple(dict.fromkeys(one_line(button.title) for button in buttons if button not in forms))
    found = _deciding(forms) if decides(message) else _answering(_asks(message), forms)
    if others:
        also = "You can also reply with one of these" if found else "You can reply with one of these"
        found = (*found, Way(f"{also}, and nothing else:", others))
    return found


def decides(message: Message) -> bool:
    """True where one answer can be sent in several ways, so that it has to say which: "Grant: …" or "Refuse: …"."""
    return len(_forms(message)) > 1


def _asks(message: Message) -> list[Ask]:
    return [block for block in message.blocks() if isinstance(block, Ask)]


def _forms(message: Message) -> list[Button]:
    return [button for button in message.buttons() if button.sends_answers] if _asks(message) else []


def _deciding(forms: list[Button]) -> tuple[Way, ...]:
    lines = tuple(f"{one_line(button.title)}: {WORDS}" for button in forms)
    return (Way("To decide, reply with one of these lines, with your own words in it:", lines),)


def _answering(asks: list[Ask], forms: list[Button]) -> tuple[Way, ...]:
    if not forms:
        return ()
    last = code(len(asks))
    if len(asks) == 1:
        found = [Way(f"To answer, write your answer after {last}: in your reply.")]
    else:
        lines = counted(len(asks), "line")
        how = f"To answer, copy the {lines} from {code(1)} to {last} into your reply and fill them in."
        found = [Way(f"{how} What you leave out stays as it is shown.")]
    if all(ask.question.value or not ask.question.required for ask in asks):
        title = one_line(forms[0].title)
        found.append(Way("If everything is right as it is shown, reply with this alone:", (title,)))
    return tuple(found)
