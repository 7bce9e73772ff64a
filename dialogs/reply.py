"""What a mail means that answers one of ours: its lines fill in that mail's form, its words press its buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from cards import remarks
from cards.labels import code
from cards.message import Ask, Message
from cards.words import CHOSEN, answer, hint, label
from dialogs.closing import is_closing
from dialogs.intent import Given, Intent
from dialogs.labelled import Labelled, labelled
from dialogs.plain import DASHES
from dialogs.verbs import VERBS
from domain.conversation import Answered, Conversation, Inbound, Offer
from domain.question import Question

_WHOLE = ("ticket.decide",)
"""Forms that a whole mail answers, whatever its words would mean elsewhere."""

FEW_WORDS = 5
"""Fewer words than this beside the answers are a name or a pleasantry."""


def answerable(message: Message, text: str = "") -> Answered:
    """What somebody can answer who gets this message as a mail: its questions, each with what a form would send for
    it as it stands, and its buttons. `text` is the mail's."""
    asked = (block.question for block in message.blocks() if isinstance(block, Ask))
    offers = (Offer(b.title, b.verb, b.fields, b.sends_answers) for b in (*message.buttons(), *message.rating()))
    return Answered(tuple(_standing(question) for question in asked), tuple(offers), text)


def _standing(question: Question) -> Question:
    value = question.value if question.kind in CHOSEN else answer(question)
    return Question(question.key, label(question), question.kind, hint=hint(question), value=value)


def recalled(conversation: Conversation, inbound: Inbound) -> Conversation:
    """The conversation as it was when the mail was sent that this one answers."""
    answered = inbound.answered
    if answered is None:
        return conversation
    asking = tuple(question.key for question in answered.questions)
    return replace(conversation, asking=asking, offers=answered.offers)


def replied(text: str, answered: Answered) -> Intent | None:
    """What a reply wants of the form that it answers; None when it is no answer to it."""
    forms = [offer for offer in answered.offers if offer.sends_answers]
    if not answered.questions or not forms:
        return None
    if len(forms) > 1:
        return _decided(text, forms, answered)
    form = forms[0]
    if _alone(text) == form.title.lower():
        return _filled(form, answered, Labelled())
    found = labelled(text, answered.questions, whole=answered.whole, sent=answered.text)
    if found.found:
        return _filled(form, answered, found)
    if len(answered.questions) == 1 and form.verb in _WHOLE:
        return _intent(form.verb, {**form.fields, answered.questions[0].key: without_closing(text)})
    return None


def _filled(form: Offer, answered: Answered, found: Labelled) -> Intent:
    """The form as it stood in the mail, with what the reply gives."""
    questions = answered.questions
    stood = {q.key: q.value for number, q in enumerate(questions, 1) if number not in found.twice and q.value}
    words = {questions[number - 1].key: answer for number, answer in found.answers.items()}
    given = tuple(
        Given(question.key, code(number), question.label, found.answers.get(number, ""))
        for number, question in enumerate(questions, 1)
    )
    intent = _intent(form.verb, {**stood, **words, **form.fields})
    return replace(intent, given=given, remarks=_remarks(found, answered))


def _remarks(found: Labelled, answered: Answered) -> tuple[str, ...]:
    questions = answered.questions
    said = [remarks.twice(n, questions[n - 1].label, answers) for n, answers in found.twice.items()]
    if found.unknown:
        said.append(remarks.unknown(found.unknown, len(questions)))
    if len(found.rest.split()) >= FEW_WORDS:
        said.append(remarks.unused(found.rest))
    return tuple(said)


def _decided(text: str, forms: list[Offer], answered: Answered) -> Intent:
    """ "Grant: because …". Anything else is asked again, with the words kept."""
    key = answered.questions[0].key
    said = [(form, words) for line in text.split("\n") for form in forms if (words := _words(line, form)) is not None]
    chosen = {form.title for form, _ in said}
    titles = [form.title for form in forms]
    if len(chosen) == 1:
        form = said[0][0]
        reason = without_closing(_reason(text, form)) or answered.questions[0].value
        return _intent(form.verb, {**form.fields, key: reason})
    shared = {k: v for k, v in forms[0].fields.items() if all(form.fields.get(k) == v for form in forms)}
    intent = _intent(forms[0].verb, {**shared, key: without_closing(text)})
    return replace(intent, remarks=(remarks.which(titles),))


def _words(line: str, form: Offer) -> str | None:
    """What stands behind the form's word on a line that begins with it; None for another line."""
    title = re.escape(form.title)
    found = re.match(rf"[\s>*•-]*{title}(?:e?d)?(?: *[:=,.-](.*)| *$)", line.translate(DASHES), re.IGNORECASE)
    return None if found is None else (found[1] or "").strip(" *")


def _reason(text: str, form: Offer) -> str:
    """The words behind the form's word, and everything after its line."""
    lines = text.split("\n")
    at = next(n for n, line in enumerate(lines) if _words(line, form) is not None)
    return "\n".join([_words(lines[at], form) or "", *lines[at + 1 :]]).strip()


def without_closing(text: str) -> str:
    """The words without how a letter ends, when it does."""
    lines = text.strip().split("\n")
    ends = [n for n, line in enumerate(lines) if n and is_closing(line.strip())]
    last = next((n for n in ends if len(lines) - n <= 6), len(lines))
    return "\n".join(lines[:last]).strip()


def _alone(text: str) -> str:
    """The one thing that is said, without how a letter ends."""
    return re.sub(r"\s+", " ", without_closing(text)).strip(" .!“”\"'-").lower()


def _intent(verb: str, fields: Mapping[str, str]) -> Intent:
    name = verb if verb in VERBS else "not_understood"
    return Intent(name, fields, fields.get("text", ""), VERBS[name].needs(fields))
