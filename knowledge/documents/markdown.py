"""Plain Markdown and plain text, by the CommonMark rules with tables."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from domain.phrases import counted
from domain.prose import Grid, Items, Paragraph
from knowledge.documents.parts import Heading, Part, Parts


def read_markdown(text: str) -> Parts:
    """Words of links stay; addresses, pictures and HTML do not."""
    reader = _Reader()
    reader.read(MarkdownIt("commonmark", {"maxNesting": 40}).enable("table").parse(text))
    return Parts(tuple(reader.parts), reader.notes())


class _Reader:
    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._left_out = {"link": 0, "picture": 0, "piece of HTML": 0}
        self._items: list[str] = []
        self._depth = 0
        self._numbered = False
        self._rows: list[list[str]] = []

    def notes(self) -> tuple[str, ...]:
        told = {"link": " (its words are kept)", "picture": "", "piece of HTML": ""}
        return tuple(
            f"Left out: {counted(number, noun)}{told[noun] if number == 1 else told[noun].replace('its', 'their')}."
            for noun, number in self._left_out.items()
            if number
        )

    def read(self, tokens: Sequence[Token]) -> None:
        for place, token in enumerate(tokens):
            match token.type:
                case "heading_open":
                    self.parts.append(Heading(int(token.tag[1]), self._words(tokens[place + 1])))
                case "bullet_list_open" | "ordered_list_open":
                    self._numbered = self._numbered if self._depth else token.type.startswith("ordered")
                    self._depth += 1
                case "bullet_list_close" | "ordered_list_close":
                    self._depth -= 1
                    if not self._depth:
                        self.parts.append(Items(tuple(self._items), self._numbered))
                        self._items = []
                case "table_open":
                    self._rows = []
                case "tr_open":
                    self._rows.append([])
                case "table_close":
                    self.parts.append(Grid(tuple(self._rows[0]), tuple(map(tuple, self._rows[1:]))))
                case "code_block" | "fence":
                    self.parts += [Paragraph(line) for line in token.content.splitlines() if line.strip()]
                case "html_block":
                    self._left_out["piece of HTML"] += 1
                case "inline":
                    self._inline(tokens, place)

    def _inline(self, tokens: Sequence[Token], place: int) -> None:
        opened = tokens[place - 1].type
        if opened in ("th_open", "td_open"):
            self._rows[-1].append(self._words(tokens[place]))
        elif opened == "paragraph_open" and self._depth:
            self._items.append(self._words(tokens[place]))
        elif opened == "paragraph_open":
            self.parts.append(Paragraph(self._words(tokens[place])))

    def _words(self, inline: Token) -> str:
        found = []
        for child in inline.children or ():
            if child.type in ("text", "code_inline"):
                found.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                found.append(" ")
            elif child.type == "link_open":
                self._left_out["link"] += 1
            elif child.type == "image":
                self._left_out["picture"] += 1
            elif child.type == "html_inline":
                self._left_out["piece of HTML"] += child.content.startswith(("</", "<!")) is False
        return "".join(found)
