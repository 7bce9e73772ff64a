"""Web pages (.html): what is in `main` or `article`, and never menus, headers and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from domain.phrases import counted
from domain.prose import Grid, Items, Paragraph
from knowledge.documents.clean import one_line
from knowledge.documents.parts import Heading, Part, Parts, Unreadable

DEEPEST = 200
"""Elements inside each other; a page that people wrote has some thirty."""

_TOO_DEEP = "The page is nested too deeply to be read."
_NO_MAIN = "The page does not say which part of it is the text: check that no menu is among the passages."
_NEVER = (
    "nav, header, footer, aside, script, style, template, noscript, iframe, object, svg, math, form, button, select, "
    "textarea, dialog, [hidden], [aria-hidden=true], [role=navigation], [role=banner], [role=contentinfo]"
)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])", re.I)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article blockquote body dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 hr li main "
        "ol p pre section summary table tbody td tfoot th thead tr ul",
    )
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def read_web_page(text: str) -> Parts:
    """Raises `Unreadable` for a page that is nested too deeply."""
    page = LexborHTMLParser(text)
    if page.body is None:
        return Parts(())
    for node in page.css(_NEVER):
        node.decompose()
    unseen = [node for node in page.css("[style]") if _UNSEEN.search(node.attributes.get("style") or "")]
    for node in unseen:
        node.decompose()
    mains = page.css("main, [role=main]") or page.css("article")
    roots = [node for node in mains if not _within(node, mains)]
    notes = [] if roots else [_NO_MAIN]
    if unseen:
        notes.append(f"Left out: {counted(len(unseen), 'piece of hidden text', 'pieces of hidden text')}.")
    if pictures := sum(len(root.css("img, picture, video")) for root in roots or [page.body]):
        notes.append(f"Left out: {counted(pictures, 'picture')}.")
    parts = [part for root in roots or [page.body] for part in _parts(root, 0)]
    return Parts(tuple(parts), tuple(notes))


def _within(node: LexborNode, others: list[LexborNode]) -> bool:
    ids = {other.mem_id for other in others}
    parent = node.parent
    while parent is not None:
        if parent.mem_id in ids:
            return True
        parent = parent.parent
    return False


def _parts(node: LexborNode, depth: int) -> Iterator[Part]:
    """The blocks inside a node; words that stand among them are paragraphs."""
    if depth > DEEPEST:
        raise Unreadable(_TOO_DEEP)
    loose: list[str] = []
    for child in node.iter(include_text=True):
        if child.tag not in _BLOCKS and not _holds_blocks(child):
            loose.append(" " if child.tag == "br" else child.text(deep=True))
            continue
        if words := one_line("".join(loose)):
            yield Paragraph(words)
        loose = []
        yield from _block(child, depth)
    if words := one_line("".join(loose)):
        yield Paragraph(words)


def _holds_blocks(node: LexborNode) -> bool:
    return node.tag not in ("-text", "-comment") and node.css_first("p, div, ul, ol, table, h1, h2, h3, h4") is not None


def _block(node: LexborNode, depth: int) -> Iterator[Part]:
    if node.tag in _HEADINGS:
        yield Heading(_HEADINGS[node.tag], one_line(node.text(deep=True)))
    elif node.tag in ("ul", "ol"):
        items = (one_line(item.text(deep=True, separator=" ")) for item in _own(node, "li", "ul", "ol"))
        yield Items(tuple(filter(None, items)), numbered=node.tag == "ol")
    elif node.tag == "table":
        yield from _table(node)
    elif node.tag == "pre":
        yield from (Paragraph(line) for line in node.text(deep=True).splitlines() if line.strip())
    else:
        yield from _parts(node, depth + 1)


def _own(node: LexborNode, wanted: str, *tags: str) -> list[LexborNode]:
    return [found for found in node.css(wanted) if _nearest(found, *tags) == node.mem_id]


def _nearest(node: LexborNode, *tags: str) -> int:
    """Which element of these it is directly in: a list inside a list is told with its item, once."""
    parent = node.parent
    while parent is not None and parent.tag not in tags:
        parent = parent.parent
    return 0 if parent is None else parent.mem_id


def _table(node: LexborNode) -> Iterator[Part]:
    rows = [tuple(one_line(c.text(deep=True)) for c in _own(row, "th, td", "tr")) for row in _own(node, "tr", "table")]
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    if width:
        full = [(*row, *("",) * (width - len(row))) for row in rows]
        yield Grid(full[0], tuple(full[1:]))
