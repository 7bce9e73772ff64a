"""What the compose box finds: a card to put into a message, with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from cards.guidance import ArticleRead
from cards.message import Block, Button


@dataclass(frozen=True)
class ArticleFound(ArticleRead):
    """The one passage of an article that fits what was looked for; `figures` are of that passage."""

    def blocks(self) -> tuple[Block, ...]:
        return self.shown((self.article.passages[self.passage],))

    def buttons(self) -> tuple[Button, ...]:
        fields = {"article": self.article.slug, "passage": str(self.passage)}
        return (Button("Read more", "guidance.read", fields, main=True),)
