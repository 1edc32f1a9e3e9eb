"""What Word works out by itself: page numbers, numbers of tables and figures, the contents. As XML (ECMA-376)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape  # nosec B406 (it writes, and parses nothing)

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

LEVELS = 2  # of headings in the contents


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading as the contents name it. bookmark: where it stands."""

    text: str
    level: int
    bookmark: str


def field(instruction: str, shown: str = "") -> list[Any]:
    """The runs of a field. shown: what stands there until Word works it out."""
    return [
        _run('<w:fldChar w:fldCharType="begin"/>'),
        _run(f'<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText>'),
        _run('<w:fldChar w:fldCharType="separate"/>'),
        _run(f"<w:t>{escape(shown)}</w:t>"),
        _run('<w:fldChar w:fldCharType="end"/>'),
    ]


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """Give the whole paragraph a name that links and the contents lead to."""
    start = parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{number}" w:name="{name}"/>')
    first = 1 if paragraph.pPr is not None else 0
    paragraph.insert(first, start)
    paragraph.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{number}"/>'))


def contents(entries: Sequence[Entry]) -> list[Any]:
    """The paragraphs of the contents: one field around them all, each entry a link.

    Only a word processor knows on which page a heading falls: Word adds the pages when it opens the file, and who opens
    it elsewhere has the links.
    """
    paragraphs = [_entry(entry) for entry in entries]
    begin = [
        _run('<w:fldChar w:fldCharType="begin"/>'),
        _run(f'<w:instrText xml:space="preserve"> TOC \\o "1-{LEVELS}" \\h \\z \\u </w:instrText>'),
        _run('<w:fldChar w:fldCharType="separate"/>'),
    ]
    for place, run in enumerate(begin, start=1):  # after the paragraph's properties
        paragraphs[0].insert(place, run)
    paragraphs[-1].append(_run('<w:fldChar w:fldCharType="end"/>'))
    return paragraphs


def _entry(entry: Entry) -> Any:
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="TOC{entry.level}"/></w:pPr>'
        f'<w:hyperlink w:anchor="{entry.bookmark}" w:history="1"><w:r><w:t xml:space="preserve">{escape(entry.text)}'
        "</w:t></w:r></w:hyperlink></w:p>"
    )


def _run(inside: str) -> Any:
    return parse_xml(f"<w:r {nsdecls('w')}>{inside}</w:r>")
