"""From what was said or pressed to what is wanted. Pure; a word here never changes anything by itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from dialogs.ask_guidance import asks, goes_on
from dialogs.begin import COMMANDS
from dialogs.intent import Desk, Intent
from dialogs.plain import LONGEST
from dialogs.reply import replied, without_closing
from dialogs.verbs import BY_MAIL, VERBS
from domain.conversation import Conversation, Door, Event, Inbound, Offer, SentFile
from domain.people import Person, Role
from knowledge.draft import PASTED

_COMMAND_WORDS = {words: verb for words, verb, _, _ in COMMANDS} | {
    "hi": "help",
    "hello": "help",
    "start": "help",
    "?": "help",
    "menu": "help",
    "the framework": "framework",
    "new tender": "plan.start",
    "plan tender": "plan.start",
    "list my tenders": "my_tenders",
    "ask a human": "ask_person",
    "open tickets": "tickets",
    "my tickets": "my_tickets",
    "my questions": "my_tickets",
    "unanswered": "gaps",
    "unanswered questions": "gaps",
    "gaps in the guidance": "gaps",
    "guidance gaps": "gaps",
    "the guidance": "guidance",
    "add guidance": "guidance.add_form",
    "drafts": "guidance.drafts",
    "case study": "case_study",
}
_WITH_TENDER = (
    (re.compile(r"(?:open|resume|continue|show)\s+(T-\w{4,12})"), "plan.show"),
    (re.compile(r"copy\s+(T-\w{4,12})"), "tender.copy"),
    (re.compile(r"history(?:\s+of)?\s+(T-\w{4,12})"), "tender.history"),
    (re.compile(r"withdraw\s+(T-\w{4,12})"), "tender.withdraw_form"),
    (re.compile(r"post\s+(T-\w{4,12})"), "tender.post"),
    (re.compile(r"share\s+(T-\w{4,12})(?:\s+with\s+(\S{3,254}))?"), "tender.share"),
    (re.compile(r"(T-\w{4,12})"), "plan.show"),
)
_ABOUT_IT = {
    "back": "plan.back",
    "go back": "plan.back",
    "start again": "plan.confirm_restart",
    "start over": "plan.confirm_restart",
    "stop": "plan.leave",
    "save and leave": "plan.leave",
    "later": "plan.leave",
    "history": "tender.history",
    "withdraw": "tender.withdraw_form",
    "review": "plan.show",
    "edit wording": "plan.wording",
}
_ARTICLE = re.compile(r"(revise|retire)\s+(.{2,200})", re.IGNORECASE)
_OF_AN_ARTICLE = {"revise": "guidance.revise", "retire": "guidance.retire_form"}
_TICKET = re.compile(r"(?:open|show)?\s*(S-\w{4,12})", re.IGNORECASE)
_SEARCH = re.compile(r"(?:search(?:\s+for)?|find|outcomes?\s+(?:for|about|on))\s+(.{2,200})", re.IGNORECASE | re.DOTALL)
_OUTCOME = re.compile(r"(?:show\s+|outcome\s+)?(P\d{1,2}\.\d{1,2})", re.IGNORECASE)
_PRIORITY = re.compile(r"(?:show\s+|priority\s+)?(P\d{1,2})", re.IGNORECASE)
_BIDS = (
    r"\b(?:bids?|bidders?|tenderers?|(?:supplier|bidder|tenderer)s?['’]?s? (?:answers?|responses?|submissions?)|"
    r"tender (?:answers?|responses?|submissions?))\b"
)
_MARKS = r"\b(?:scores?|marks?|points?|grades?)\b"
# What is asked of us, not what is told of others: "score these bids", but not "our panel will score the bids".
_SCORING = re.compile(
    r"(?:^|[.!?:]\s*|\b(?:please|you|me|us|to|just|and|then)\s+)"
    rf"(?:score|rank|evaluate|mark|grade|compare|assess|rate)\b[^.;!?]{{0,60}}{_BIDS}"
    rf"|\b(?:what|how many|which|give|suggest)\b[^.;!?]{{0,30}}{_MARKS}[^.;!?]{{0,60}}{_BIDS}"
    rf"|\b(?:give|award)\b[^.;!?]{{0,20}}{_BIDS}[^.;!?]{{0,30}}{_MARKS}"
    rf"|(?:\bwhich (?:supplier|of)\b|\bwhich {_BIDS}|{_BIDS}[^.;!?]{{0,60}}\bwhich)\b[^.;!?]{{0,40}}"
    r"\b(?:best|better|stronger|strongest|wins?|choose|pick)\b"
    r"|\bwho (?:wins|should win)\b",
    re.IGNORECASE,
)
# Told of oneself, at the beginning: "I'm buying …", "we need to procure …", "tender for …"; not asked.
_TELLS_OF_BUYING = re.compile(
    r"^\s*(?:(?:hi|hello|hey|ok|so|please|and|well|right)\b[ ,.!]*)*"
    r"(?:(?:i|we)(?:['’](?:m|re|d|ll|ve))?\b[^.?!]{0,60}\b)?"
    r"(?:buy|buying|procur(?:e|ing)|purchas(?:e|ing)|commission(?:ing)?|(?:re-?)?tender(?:ing)?|"
    r"let(?:ting)? (?:a|the|this) contract|put(?:ting)? (?:a|the|this)\b[^.?!]{0,40}\bout to tender|"
    r"(?:get|getting|seek|seeking|need|want|plan|planning)\b[^.?!]{0,30}\b(?:quotations?|quotes|tender|contract|lots))\b",
    re.IGNORECASE,
)
_WANTS_HELP = re.compile(
    r"\b(?:help (?:me|us)|i['’]?m|i am|we['’]?re|we are)\b[^.?!]{0,40}\b(?:buy|procur|tender|commission|purchas)",
    re.IGNORECASE,
)
_PRICED = re.compile(r"£\s?\d|\b\d[\d.,]*\s?(?:k|m|million|thousand)\b", re.IGNORECASE)
_BUYING = re.compile(
    r"\b(?:buy(?:ing)?|procur(?:e|ing|ement)|tender(?:ing)?|commission(?:ing)?|purchas(?:e|ing)|quot(?:e|ation)s?|"
    r"re-?tender|contract|framework agreement|lots?)\b|£\s?\d",
    re.IGNORECASE,
)


def hear(inbound: Inbound, person: Person, conversation: Conversation, desk: Desk) -> Intent:
    """What is wanted. Unknown buttons and words that fit nothing come out as "not_understood"."""
    if inbound.event is Event.INSTALLED:
        return _intent("welcome")
    if inbound.verb:
        known = inbound.verb in VERBS and (inbound.door is Door.MAIL or not inbound.verb.startswith(BY_MAIL))
        name = inbound.verb if known else "not_understood"
        return _intent(name, inbound.fields, inbound.fields.get("text", ""))
    return _files(inbound, person, conversation) or _said(inbound, person, conversation)


def _said(inbound: Inbound, person: Person, conversation: Conversation) -> Intent:
    text = inbound.text.strip()
    if not text and (inbound.door is Door.MAIL or inbound.answered is not None):
        return replace(_intent("mail.no_words"), unanswered=inbound.answered)
    if len(text) > LONGEST:
        return _intent("too_long")
    if not any(unicodedata.category(c)[0] in "LN" for c in text):
        return _intent("help" if text == "?" else "not_understood", text=text)
    if inbound.answered is not None:
        text = without_closing(text)
        heard = _offered(text, conversation)
        if heard is None and _plain(text) not in _COMMAND_WORDS:
            heard = replied(text, inbound.answered)
        if heard is not None:
            return heard
    found = _command(text, person) or _offered(text, conversation) or _in_journey(text, conversation)
    return found or _free(text, conversation)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).rstrip(".!").lower()


def _files(inbound: Inbound, person: Person, conversation: Conversation) -> Intent | None:
    """The single point of contact sends guidance. Of others only the words are heard, and they are told so.

    A mail's pictures are its signature's, and a mail that answers one of ours is about that. Where none of its files
    could be taken, a mail's words may be about something else.
    """
    by_mail = inbound.door is Door.MAIL
    documents = tuple(f for f in inbound.files if not (by_mail and f.type.startswith("image/")))
    if not documents:
        return None
    about_words = by_mail and (inbound.answered is not None or all(document.fault for document in documents))
    if Role.SPOC in person.roles and not about_words:
        return replace(_intent("guidance.add", text=inbound.text), files=documents)
    left = tuple(f"{document.name}: {document.fault}" if document.fault else document.name for document in documents)
    heard = _said(inbound, person, conversation) if inbound.text.strip() or by_mail else _intent("files_not_taken")
    return replace(heard, left=left)


def _ask(text: str, conversation: Conversation) -> Intent:
    """A question to the guidance; one that goes on from the last is asked together with it."""
    before = conversation.topic if conversation.topic and goes_on(text) else ""
    return Intent("ask", text=text, question=text, before=before)


def _intent(verb: str, fields: Mapping[str, str] | None = None, text: str = "") -> Intent:
    fields = fields or {}
    question = fields.get("question", "").strip() if verb == "ask" else ""
    pasted = fields.get("text", "").strip() if verb == "guidance.paste" else ""
    files = (SentFile(PASTED, "text/markdown", pasted.encode("utf-8")),) if pasted else ()
    return Intent(verb, fields, text, VERBS[verb].needs(fields), question, files=files)


def _command(text: str, person: Person) -> Intent | None:
    """Something that means the same wherever it is written."""
    plain = _plain(text)
    if plain in _COMMAND_WORDS:
        return _intent(_COMMAND_WORDS[plain])
    for pattern, verb in _WITH_TENDER:
        if found := re.fullmatch(pattern.pattern, plain, re.IGNORECASE):
            fields = {"tender": found.group(1).upper()}
            if verb == "tender.share":
                if not found.group(2):
                    return _intent("tender.share_form", fields)
                fields["colleague"] = found.group(2)
            return _intent(verb, fields)
    if Role.SPOC in person.roles and (found := _ARTICLE.fullmatch(text)):
        return _intent(_OF_AN_ARTICLE[found.group(1).lower()], {"words": found.group(2).strip()})
    if found := _TICKET.fullmatch(plain):
        return _intent("ticket.show", {"ticket": found.group(1).upper()})
    if found := _OUTCOME.fullmatch(plain):
        return _intent("framework.outcome", {"outcome": found.group(1).upper()})
    if found := _PRIORITY.fullmatch(plain):
        return _intent("framework.priority", {"priority": found.group(1).upper()})
    if found := _SEARCH.fullmatch(text):
        return _intent("framework.search", {"words": found.group(1).strip()})
    return _intent("no_scoring") if _SCORING.search(text) else None


def _offered(text: str, conversation: Conversation) -> Intent | None:
    """The title of a button on the last card; its number too, where no question waits for a number."""
    plain = re.sub(r"\s+", " ", text).strip().rstrip(".").lower()
    for number, offer in enumerate(conversation.offers, 1):
        by_number = not conversation.asking and plain in (str(number), f"[{number}]")
        if (plain == offer.title.lower() or by_number) and not _needs_answers(offer, conversation):
            return _intent(offer.verb, offer.fields, offer.fields.get("text", ""))
    return None


def _needs_answers(offer: Offer, conversation: Conversation) -> bool:
    return offer.sends_answers and bool(conversation.asking)


def _in_journey(text: str, conversation: Conversation) -> Intent | None:
    """Words that answer the card which is open, or move about in the tender it is about."""
    plain = _plain(text)
    form = next((o for o in conversation.offers if o.sends_answers), None)
    if conversation.tender_ref and plain in _ABOUT_IT:
        return _intent(_ABOUT_IT[plain], {"tender": conversation.tender_ref, **_stage_of(form)})
    if form is not None and conversation.asking:
        forms = [o for o in conversation.offers if o.sends_answers]
        if form.verb == "plan.answer" and _asked_aside(text):
            return _ask(text, conversation)
        if form.verb == "plan.answer" and "what" not in conversation.asking and _tells_of_a_purchase(text):
            return _intent("plan.another", {"tender": conversation.tender_ref}, text)
        if form.verb == "plan.answer":
            return _intent("plan.say", form.fields, text)
        if form.verb in _BROWSING and (_BUYING.search(text) or asks(text)):
            return None
        if form.verb in _OF_CARE and conversation.asking[0] not in _MAY_ASK and _asked_aside(text):
            return _ask(text, conversation)
        if form.verb == "plan.change" and _CORRECTS.match(plain):
            return _intent("plan.say", {"tender": conversation.tender_ref}, text)
        if len(forms) == 1 and form.verb in _TAKES_WORDS:
            return _intent(form.verb, {**form.fields, conversation.asking[0]: text})
        return _chosen(text, forms, conversation)
    if conversation.tender_ref and _CORRECTS.match(plain):
        return _intent("plan.say", {"tender": conversation.tender_ref}, text)
    return None


_BROWSING = ("framework.priority",)
"""Forms that are only looked at: a sentence about buying is meant for us, not for them."""

_OF_CARE = ("guidance.paste", "guidance.describe", "case_study.record")
_MAY_ASK = ("title", "questions")
"""Their forms, and what in them is answered with a question; any other question is meant for the guidance."""

_TAKES_WORDS = (*_BROWSING, "ticket.ask", "tender.share", "plan.change", *_OF_CARE)
"""Forms whose one question plain words answer. For any other, what does more than can be undone has to be
pressed, or named: “Withdraw it: because …”."""

_CORRECTS = re.compile(r"(?:please |no,? |actually,? |sorry,? )*(?:change|set|make|correct|update|amend|edit)\b")


def _stage_of(form: Offer | None) -> dict[str, str]:
    return {"stage": form.fields["stage"]} if form is not None and "stage" in form.fields else {}


def _chosen(text: str, forms: list[Offer], conversation: Conversation) -> Intent | None:
    """ "Grant: because …" for a form with more than one button."""
    title, _, words = text.partition(":")
    for offer in forms:
        if title.strip().lower() == offer.title.lower():
            return _intent(offer.verb, {**offer.fields, conversation.asking[0]: words.strip()})
    return None


def _tells_of_a_purchase(text: str) -> bool:
    """A sentence that would start a plan, with its price: rarely an answer to a question about this one."""
    return _TELLS_OF_BUYING.match(text) is not None and _PRICED.search(text) is not None


def _asked_aside(text: str) -> bool:
    """A question in the middle of a plan, rather than an answer to it."""
    return asks(text) and len(text.split()) > 2 and not _PRICED.search(text) and "\n" not in text.strip()


def _free(text: str, conversation: Conversation) -> Intent:
    """What is told of buying starts a plan; everything else is asked of the guidance."""
    if _buys(text):
        return _intent("plan.start", text=text)
    if not asks(text) and _plain(text) in _MOVES:
        return _intent("not_understood", text=text)
    return _ask(text, conversation)


_MOVES = frozenset((*_ABOUT_IT, "continue", "next", "yes", "no", "ok", "done", "cancel", "save"))
"""Words that move about in a plan: without one they mean nothing."""


def _buys(text: str) -> bool:
    if asks(text):
        return _WANTS_HELP.search(text) is not None and _PRICED.search(text) is not None
    return _TELLS_OF_BUYING.match(text) is not None or (_PRICED.search(text) and _BUYING.search(text)) is not None
