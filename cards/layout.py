"""The one frame of every page. The look is in style.css beside it."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from cards.words import one_line

PRODUCT = "Social Value Assistant"
STYLE_PATH = "/static/style.css"

_FRAME = Markup(
    """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} – {product}</title>
<link rel="stylesheet" href="{style}">
</head>
<body>
<a class="skip" href="#main">Skip to the main content</a>
<header><div class="frame"><a class="product" href="/">{product}</a></div></header>
<main id="main" class="frame">
{main}
</main>
<footer><div class="frame"><nav aria-label="About this service"><ul>
<li><a href="/privacy">Privacy</a></li>
<li><a href="/terms">Terms of use</a></li>
<li><a href="/support">Support</a></li>
</ul></nav></div></footer>
</body>
</html>
"""
)


def document(title: str, main: Markup) -> str:
    """A whole HTML page. `main` begins with the page's h1."""
    return str(_FRAME.format(title=one_line(title), product=PRODUCT, style=STYLE_PATH, main=main))


def style() -> str:
    """The style sheet, read from its file."""
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")
