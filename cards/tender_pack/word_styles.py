"""How the Word document looks: A4, Arial, headings, tables, and British English. Changes python-docx's template."""

from __future__ import annotations

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

FONT = "Arial"
LANGUAGE = "en-GB"
TEXT_WIDTH = 17.0
"""Centimetres between the margins of an A4 page."""
TO_USE = "Text to use"
"""Style of the wording that the officer copies; the rest explains it."""
WARNING = "Warning"
SMALL = "Table text"
HEADER_FILL = "DCE6F1"

_INK = RGBColor(0x1F, 0x2A, 0x44)
_SIZES = {
    "Title": (24, 0, 4),
    "Subtitle": (14, 0, 12),
    "Heading 1": (18, 24, 8),
    "Heading 2": (14, 16, 6),
    "Heading 3": (12, 12, 4),
}
"""Points of the letters, and of the space before and after."""
_KEPT_IN_FONT = ("ascii", "hAnsi", "cs", "eastAsia")


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """An element of WordprocessingML, such as `element("w:lang", val="en-GB")`."""
    made: BaseOxmlElement = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def apply(document: Document) -> None:
    """Sets page, fonts, language and styles of a document made from python-docx's own template."""
    _page(document)
    _fonts_and_language(document)
    _headings(document)
    _body(document)
    _current_word(document)


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2)
    section.header_distance = section.footer_distance = Cm(1)


def _fonts_and_language(document: Document) -> None:
    """Every style's own font goes, so that the one set here holds everywhere."""
    root = document.styles.element
    for fonts in root.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for kind in _KEPT_IN_FONT:
            fonts.set(qn(f"w:{kind}"), FONT)
    for language in root.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    normal = document.styles["Normal"].element.get_or_add_rPr()
    normal.append(element("w:lang", val=LANGUAGE))


def _headings(document: Document) -> None:
    for name, (size, before, after) in _SIZES.items():
        style = _paragraph_style(document, name)
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), _INK
        style.font.bold, style.font.italic = name != "Subtitle", False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = True
        for spacing in list(style.element.iter(qn("w:spacing"))):
            if spacing.get(qn("w:val")):  # between letters
                spacing.getparent().remove(spacing)
    _set_border(_paragraph_style(document, "Title"), ())


def _body(document: Document) -> None:
    normal = _paragraph_style(document, "Normal")
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.15
    for name in ("List Bullet", "List Number"):
        _paragraph_style(document, name).paragraph_format.space_after = Pt(4)
        for contextual in _paragraph_style(document, name).element.iter(qn("w:contextualSpacing")):
            contextual.set(qn("w:val"), "0")
    for name in ("Header", "Footer"):
        style = _paragraph_style(document, name)
        style.font.size, style.font.color.rgb = Pt(9), _INK
        for stop in list(style.paragraph_format.tab_stops):
            stop.alignment = WD_TAB_ALIGNMENT.CLEAR
        style.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    small = _new_style(document, SMALL)
    small.font.size = Pt(9.5)
    small.paragraph_format.space_before = small.paragraph_format.space_after = Pt(2)
    small.paragraph_format.line_spacing = 1.0
    _boxed(_new_style(document, TO_USE), ("left",), "2F5597")
    _boxed(_new_style(document, WARNING), ("top", "left", "bottom", "right"), "9C5700")


def _boxed(style: ParagraphStyle, sides: tuple[str, ...], colour: str) -> None:
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Cm(0.3)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(8), Pt(10)
    _set_border(style, sides, colour)


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is no style of paragraphs")
    return style


def _new_style(document: Document, name: str) -> ParagraphStyle:
    document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style = _paragraph_style(document, name)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    return style


def _set_border(style: ParagraphStyle, sides: tuple[str, ...], colour: str = "auto") -> None:
    """Lines on those sides of the paragraph and nowhere else."""
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
    if not sides:
        return
    border = element("w:pBdr")
    for side in sides:
        size = "24" if len(sides) == 1 else "8"
        border.append(element(f"w:{side}", val="single", sz=size, space="6", color=colour))
    later = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr")
    properties.insert_element_before(border, *later)


def _current_word(document: Document) -> None:
    """Word opens the document as one of its present format, not in compatibility mode, and in our language."""
    settings = document.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)
