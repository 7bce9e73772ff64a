"""The words that somebody wrote now, without what is quoted, without signature and without our own words.

Stretches of their words stand before the first boundary, between quoted lines, below them and, where we know what we
sent, among our own lines in a history that is not marked as quoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.mail.charsets import cleaned
from bot.mail.history import Boundary, boundaries, is_marker
from bot.mail.html_text import HISTORY, SIGNATURE
from bot.mail.ours import Sent, Whose, has_our_marker, label_of
from bot.mail.phrases import POINTS_BELOW
from bot.mail.signatures import body, is_notice
from cards import set_aside

_ENOUGH_OURS = 0.4
"""Share of the lines of an earlier mail that must be ours for the others to be answers."""

_MOSTLY_OURS = 0.6
"""The same share among lines that a program has marked as quoted, where answers are rarer."""

_LONGEST_POINTER = 300
_A_FEW = 3
_LONGEST_ENDING = 40


@dataclass(frozen=True)
class Extracted:
    """`under` are answers below or behind a labelled question of ours. `flagged` is a doubt, in words."""

    text: str
    under: tuple[tuple[str, str], ...] = ()
    flagged: str = ""


@dataclass
class _Found:
    """Stretches of somebody's lines, each with the label of the question that it stands under."""

    stretches: list[tuple[str, list[str]]] = field(default_factory=list)
    is_open: bool = False

    def add(self, line: str, label: str) -> None:
        if not self.is_open or self.stretches[-1][0] != label:
            self.stretches.append((label, []))
            self.is_open = True
        self.stretches[-1][1].append(line)

    def pause(self) -> None:
        self.is_open = False


def extracted(text: str, sent_text: str) -> Extracted:
    """The reply in a text that may have the marks of `html_text`."""
    lines = _with_marks_of_quotes(text.split("\n"))
    sent = Sent(cleaned(sent_text))
    edges = _hard(lines, boundaries(lines), sent)
    found = _Found()
    skipped = _segments(lines, edges, sent, found)
    kept = _kept(found.stretches)
    reply = _joined(kept)
    if not reply:
        return _nothing_left(lines, edges, sent)
    under = tuple((label, joined) for label, lines in _merged(kept) if label and (joined := _joined([("", lines)])))
    doubtful = skipped and not sent and len(reply) < _LONGEST_POINTER and POINTS_BELOW.search(reply)
    return Extracted(reply, under, set_aside.PERHAPS_INLINE if doubtful else "")


def _with_marks_of_quotes(lines: list[str]) -> list[str]:
    """Lines quoted with "| " get the usual ">"; the end of a wrapped "<address> wrote:" loses its own."""
    for index, line in enumerate(lines):
        if line[:1] == ">" and len(line) < _LONGEST_ENDING and line.rstrip().endswith(":") and index:
            before = lines[index - 1]
            if before[:1] != ">" and before.count("<") > before.count(">"):
                lines[index] = line[1:].lstrip() if line[1:].strip() != ":" else "wrote:"
    bars = [line for line in lines if line[:1] == "|"]
    if len(bars) < _A_FEW or any(len(line) > 1 and line.rstrip().endswith("|") for line in bars):
        return lines
    return [">" + line[1:] if line[:1] == "|" else line for line in lines]


def without_marks(text: str) -> str:
    return text.replace(SIGNATURE, "").replace(HISTORY + "\n", "").replace(HISTORY, "")


def _hard(lines: Sequence[str], edges: list[Boundary], sent: Sent) -> list[Boundary]:
    """Without those that only a date speaks for, where what follows is neither quoted nor ours but should be."""
    if not sent or not any(has_our_marker(line) for line in lines):
        return edges
    return [edge for edge in edges if not edge.is_soft or _leads_to_ours(lines, edge.end, sent)]


def _leads_to_ours(lines: Sequence[str], place: int, sent: Sent) -> bool:
    near = [line for line in lines[place : place + 12] if line.strip()][:3]
    return any(line[0] == ">" or is_marker(line) or sent.verdict(line).whose is Whose.OURS for line in near)


def _segments(lines: Sequence[str], edges: list[Boundary], sent: Sent, found: _Found) -> bool:
    """Gathers the stretches; True when an earlier mail was passed over that is not marked as quoted."""
    place, label = 0, ""
    for number, edge in enumerate([*edges, Boundary(len(lines), len(lines))]):
        if place or not edges or edge.start:
            label = _open_words(lines[place : edge.start], sent, found, label)
        found.pause()
        place = edge.end
        stop = edges[number + 1].start if number + 1 < len(edges) else len(lines)
        if edge.start < len(lines) and not _is_quoted_next(lines, place, stop):
            _plain_history(lines, edges, number, sent, found)
            return True
    return False


def _open_words(lines: Sequence[str], sent: Sent, found: _Found, label: str) -> str:
    """Lines that are not quoted are theirs, but for questions of ours that were copied. The label at the end."""
    typed = _typed_inside(lines, sent) if sent else {}
    sent.again()
    for index, line in enumerate(lines):
        if line[:1] == ">":
            found.pause()
            content = line.lstrip("> ")
            if index in typed:
                label = label_of(content) or label
                found.add(typed[index], label)
                found.pause()
                continue
            label = label_of(content) or (sent.label_in(content) if sent else "") or label
        elif sent and line.strip() and sent.is_question(line):
            label = label_of(line) or sent.label_in(line) or label
            found.pause()
        elif line.strip() or found.is_open:
            own = label_of(line)
            if own and label and own != label:
                label = ""
            found.add(line, label)
    return label


def _typed_inside(lines: Sequence[str], sent: Sent) -> dict[int, str]:
    """Words that somebody typed into the quoted lines themselves, by the line: only where the others are ours."""
    sent.again()
    quoted = [(index, line.lstrip("> ")) for index, line in enumerate(lines) if line[:1] == ">"]
    verdicts = [(index, content, sent.verdict(content)) for index, content in quoted]
    ours = [index for index, _, verdict in verdicts if verdict.whose is Whose.OURS]
    with_words = sum(verdict.whose is not Whose.NOBODYS for _, _, verdict in verdicts)
    if len(ours) < _A_FEW or len(ours) < _MOSTLY_OURS * with_words:
        return {}
    depth, first = _depth(lines[ours[0]]), [index for index, _ in quoted].index(ours[0])
    older = (edge.start for edge in boundaries([content for _, content in quoted]) if edge.start > first)
    stop = next(older, len(quoted))
    return {
        index: verdict.tail or content
        for index, content, verdict in verdicts[first:stop]
        if _depth(lines[index]) == depth and not is_notice(content) and not is_marker(content)
        if verdict.tail or verdict.whose is Whose.THEIRS
    }


def _depth(line: str) -> int:
    return line[: len(line) - len(line.lstrip("> "))].count(">")


def _is_quoted_next(lines: Sequence[str], place: int, stop: int) -> bool:
    """Whether the earlier mail that begins here is marked with ">"."""
    while place < stop and not lines[place].strip():
        place += 1
    return place < stop and lines[place][:1] == ">"


def _plain_history(lines: Sequence[str], edges: list[Boundary], number: int, sent: Sent, found: _Found) -> None:
    """Answers among our own lines, in the first earlier mail that is ours."""
    for later in range(number, len(edges)):
        stop = edges[later + 1].start if later + 1 < len(edges) else len(lines)
        if sent and _answers_among(lines[edges[later].end : stop], sent, found):
            return


def _answers_among(lines: Sequence[str], sent: Sent, found: _Found) -> bool:
    sent.again()
    verdicts = [sent.verdict(line.lstrip("> ").lstrip(SIGNATURE)) for line in lines]
    known = sum(verdict.whose is Whose.OURS for verdict in verdicts)
    with_words = sum(verdict.whose is not Whose.NOBODYS for verdict in verdicts)
    has_marker = any(is_marker(line) for line in lines)
    if not known or (known < _ENOUGH_OURS * with_words and not (has_marker and known * 4 >= with_words)):
        return False
    label = ""
    for line, verdict in zip(lines, verdicts, strict=True):
        if verdict.whose is Whose.OURS:
            found.pause()
            label = verdict.label
            if verdict.tail:
                found.add(verdict.tail, label)
                found.pause()
        elif verdict.whose is Whose.NOBODYS:
            if found.is_open:
                found.add("", label)
        elif not is_notice(line) and not is_marker(line):
            own = label_of(line)
            found.add(line.lstrip("> ").lstrip(SIGNATURE), label if not own or own == label else "")
    return True


def _kept(stretches: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """The stretches without signatures and notices; those that are nothing else are left out."""
    last = len(stretches) - 1
    kept = [
        (label, body(lines, is_first=number == 0, is_last=number == last))
        for number, (label, lines) in enumerate(stretches)
    ]
    return [(label, lines) for label, lines in kept if any(line.strip() for line in lines)]


def _merged(kept: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """Everything under one label together, in the order in which the labels came."""
    merged: dict[str, list[str]] = {}
    for label, lines in kept:
        merged.setdefault(label, []).extend(lines)
    return list(merged.items())


def _joined(kept: list[tuple[str, list[str]]]) -> str:
    """One text with at most one empty line between its paragraphs."""
    joined: list[str] = []
    for _, lines in kept:
        for line in lines:
            bare = line.rstrip()
            if bare or (joined and joined[-1]):
                joined.append(bare)
    return without_marks("\n".join(joined)).strip()


def _nothing_left(lines: Sequence[str], edges: list[Boundary], sent: Sent) -> Extracted:
    """Nothing is theirs; or, where it is not certain that all of it is history, the whole text, flagged."""
    whole = without_marks("\n".join(lines)).strip()
    if not whole or has_our_marker(whole):
        return Extracted("")
    if sent and _is_mostly_ours(lines, sent):
        return Extracted("")
    if edges and any(line[:1] == ">" for line in lines[edges[0].end :]):
        return Extracted("")
    own = body([line for line in lines if line[:1] != ">"], is_first=True, is_last=True)
    if not edges and not any(line[:1] == ">" for line in lines) and not any(line.strip() for line in own):
        only_mobile = [line for line in lines if line.strip() and not line.startswith(SIGNATURE)]
        return Extracted("") if len(only_mobile) <= 2 and not own else Extracted(whole, flagged=set_aside.WHOLE_TEXT)
    return Extracted(whole, flagged=set_aside.WHOLE_TEXT)


def _is_mostly_ours(lines: Sequence[str], sent: Sent) -> bool:
    sent.again()
    verdicts = [sent.verdict(line.lstrip("> ")).whose for line in lines]
    ours = verdicts.count(Whose.OURS)
    return ours > verdicts.count(Whose.THEIRS)
