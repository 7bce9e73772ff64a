"""How two versions of an article differ, told for whoever decides between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from domain.guidance import Article, Difference, Passage
from domain.phrases import day
from domain.prose import sentences

SHORT_ANSWER = "The short answer"


def differences(before: Article, after: Article) -> tuple[Difference, ...]:
    """Everything that a reader could notice; nothing for articles that say the same."""
    return (*_front(before, after), *_passages(before.passages, after.passages))


def _front(before: Article, after: Article) -> Iterator[Difference]:
    for part, old, new in zip(_PARTS, _told(before), _told(after), strict=True):
        taken, put = tuple(v for v in old if v not in new), tuple(v for v in new if v not in old)
        if taken or put:
            yield Difference(part, taken, put)


_PARTS = (
    "Title",
    "Sample questions",
    "Audience",
    "Source",
    "Source date",
    "Review by",
    "Applies to",
    "Next step",
    "Related articles",
    "Kind",
)


def _told(article: Article) -> tuple[tuple[str, ...], ...]:
    kinds = {"illustrative": article.illustrative, "the source's own words": article.verbatim}
    return (
        (article.title,),
        article.questions,
        (article.audience.value,),
        (article.source,),
        (day(article.source_date),),
        (day(article.review_by),) if article.review_by else (),
        article.applies_to or ("everything",),
        (article.next_step,) if article.next_step else (),
        article.related,
        tuple(kind for kind, so in kinds.items() if so),
    )


def _passages(before: Sequence[Passage], after: Sequence[Passage]) -> Iterator[Difference]:
    """Passages are compared under the same heading; several of one heading in their order."""
    old, new = _by_heading(before), _by_heading(after)
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key, ()), new.get(key, ())
        if was == now:
            continue
        taken: list[str] = []
        put: list[str] = []
        for kind, i1, i2, j1, j2 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
            if kind != "equal":
                taken += was[i1:i2]
                put += now[j1:j2]
        yield Difference(key[0] or SHORT_ANSWER, tuple(taken), tuple(put))


def _by_heading(told: Sequence[Passage]) -> dict[tuple[str, int], tuple[str, ...]]:
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    for passage in told:
        number = sum(1 for heading, _ in found if heading == passage.heading)
        found[passage.heading, number] = sentences(passage.text)
    return found
