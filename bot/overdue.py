"""Articles past their review date: the single point of contact is told once, not at every question."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date

from bot.turn import House, tell
from cards.care.published import ArticlesOverdue
from dialogs.intent import Send
from domain.people import Role
from storage.store import Tx

log = logging.getLogger("assistant.overdue")


async def tell_of_overdue(house: House) -> None:
    """One message to each contact for each review date that has passed; the outbox keeps a key only once. A fault is
    logged and tried again tomorrow."""
    now = house.now()
    today = house.today(now)
    late: dict[date, list[tuple[str, str]]] = defaultdict(list)
    for article in house.shelf().articles.values():
        if article.review_by is not None and article.overdue(today):
            late[article.review_by].append((article.slug, article.title))

    def work(tx: Tx) -> None:
        for person in (p for p in tx.people() if Role.SPOC in p.roles):
            for review_by, articles in sorted(late.items()):
                send = Send(person, ArticlesOverdue(review_by, tuple(articles)), about=f"overdue {review_by}")
                tell(house, tx, [send], key=f"overdue:{review_by}:{person.id}", at=now)

    try:
        if late:
            await house.store.write(work)
    except Exception:
        log.exception("nobody was told of overdue articles; it will be tried again tomorrow")
