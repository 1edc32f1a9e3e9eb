"""How the document looks: one sans-serif type, British English, headings and captions as real styles."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from analysis.drawing import INK

TYPE = "Arial"
LANGUAGE = "en-GB"
SIZES = {"Title": 26, "Subtitle": 13, "Heading 1": 18, "Heading 2": 14, "Heading 3": 12, "TOC Heading": 18,
         "Caption": 10, "Quote": 11, "List Bullet": 11, "Normal": 11, "Footer": 9}  # fmt: skip
OURS = {"Table Text": 9, "Table Head": 9, "Table Figure": 9, "Note": 9, "Fact": 11, "toc 1": 11, "toc 2": 10}
_INK = RGBColor.from_string(INK.removeprefix("#").upper())


def dress(document: Any, width: float) -> None:
    """Give a new document its styles. width: of the page's text, in inches."""
    _say_the_language(document)
    for name, size in OURS.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.quick_style = True
        _set(style, size)
    for name, size in SIZES.items():
        _set(document.styles[name], size)
    _space(document, width)
    compatibility = document.settings.element.find(qn("w:compat"))
    compatibility.find(qn("w:compatSetting")).set(qn("w:val"), "15")  # the present Word, not an older one's ways


def _say_the_language(document: Any) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:val"), LANGUAGE)
    document.settings.element.find(qn("w:themeFontLang")).set(qn("w:val"), LANGUAGE)


def _set(style: Any, size: int) -> None:
    style.font.size, style.font.color.rgb, style.font.italic = Pt(size), _INK, False
    style.font.bold = style.name.startswith(("Heading", "Title", "Caption", "TOC Heading", "Table Head"))
    old = style.element.rPr.find(qn("w:rFonts"))
    if old is not None:
        style.element.rPr.remove(old)
    fonts = f'<w:rFonts {nsdecls("w")} w:ascii="{TYPE}" w:hAnsi="{TYPE}" w:cs="{TYPE}" w:eastAsia="{TYPE}"/>'
    style.element.rPr.insert(0, parse_xml(fonts))


def _space(document: Any, width: float) -> None:
    styles = document.styles
    styles["Normal"].paragraph_format.space_after = Pt(8)
    styles["Normal"].paragraph_format.line_spacing = 1.15
    for name in ("Table Text", "Table Head", "Table Figure"):
        styles[name].paragraph_format.space_after = styles[name].paragraph_format.space_before = Pt(2)
        styles[name].paragraph_format.line_spacing = 1.0
    styles["Table Head"].paragraph_format.keep_with_next = True
    styles["Fact"].paragraph_format.space_after = Pt(2)
    styles["Fact"].paragraph_format.keep_with_next = True
    styles["Note"].paragraph_format.space_before = Pt(4)
    styles["Note"].paragraph_format.space_after = Pt(14)
    styles["Quote"].paragraph_format.left_indent = Cm(0.8)
    styles["Caption"].paragraph_format.space_before = Pt(10)
    styles["Caption"].paragraph_format.space_after = Pt(6)
    styles["Heading 1"].paragraph_format.space_before = Pt(18)
    styles["Heading 1"].paragraph_format.space_after = Pt(8)
    styles["Heading 2"].paragraph_format.space_before = Pt(16)
    styles["Heading 2"].paragraph_format.space_after = Pt(4)
    for level in (1, 2):
        style = styles[f"toc {level}"]
        style.paragraph_format.space_after = Pt(3)
        style.paragraph_format.left_indent = Cm(0.6 * (level - 1))
        style.paragraph_format.right_indent = Cm(1.2)
        style.paragraph_format.tab_stops.add_tab_stop(Cm(2.54 * width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
