"""What the tags of HTML do to the lines that a reader sees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_NAME = re.compile(r"</?([a-zA-Z][\w:-]{0,30})")
_ATTRIBUTE = re.compile(r"""\b(class|id|style|hidden|type)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)|(?=[\s/>]))""", re.I)

_UNSEEN = frozenset({"head", "style", "script", "title", "template", "object", "svg", "iframe", "select", "map"})
BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    }
)
PARAGRAPHS = frozenset(
    {
        "p",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "dl",
        "blockquote",
    }
)
VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    }
)
CELLS = frozenset({"td", "th"})
_ACTING = BLOCKS | CELLS | _UNSEEN | {"br"}
ENDS_PARAGRAPH = BLOCKS - {"body", "html", "tbody", "thead", "tfoot"}

_QUOTING = re.compile(r"gmail_attr|moz-cite-prefix|\bquote_attribution")
_SIGNING = re.compile(
    r"gmail_signature|moz-signature|mobile-signature|applemailsignature|protonmail_signature|zmail_signature"
    r"|ydp\w{0,20}signature|(?:^| )(?:x_)?(?:mail-)?signature(?:$| )"
)
_TURNING = re.compile(
    r"divrplyfwdmsg|appendonsend|olk_src_body_section|reference-message-container|mobile-reference-message"
    r"|originalmessage|outlookmessageheader"
)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden")
LONGEST_TAG = 4_000


@dataclass(frozen=True)
class Tag:
    """What one tag, as it is written, does to the page."""

    name: str
    closes: bool = False
    hides: bool = False
    quotes: bool = False
    signs: bool = False
    turns: bool = False
    tight: bool = False
    """A paragraph of a program that puts no empty line between paragraphs."""

    @cached_property
    def is_inert(self) -> bool:
        """Whether it only changes how words look."""
        return not (self.name in _ACTING or self.is_marked or self.turns)

    @property
    def is_marked(self) -> bool:
        return self.hides or self.quotes or self.signs


def tag_of(written: str) -> Tag:
    named = _NAME.match(written)
    if named is None:
        return Tag("")
    name = named[1].lower()
    if written[1] == "/":
        return Tag(name, closes=True)
    found = {key.lower(): value.strip("\"'").lower() for key, value in _ATTRIBUTE.findall(written[:LONGEST_TAG])}
    marks = f"{found.get('class', '')} {found.get('id', '')}"[:300].strip()
    style = found.get("style", "")[:1_000]
    return Tag(
        name,
        hides=name in _UNSEEN or "hidden" in found or bool(_HIDDEN.search(style)),
        quotes=name == "blockquote" or bool(_QUOTING.search(marks)),
        signs=bool(_SIGNING.search(marks)),
        turns=bool(_TURNING.search(marks)),
        tight="mso" in marks or "margin:0" in style.replace(" ", ""),
    )
