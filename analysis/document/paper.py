"""The parts of any document: headings, sentences, excerpts, tables and pictures with captions, on A4."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Inches

from analysis.archives import settled
from analysis.document.fields import LEVELS, Entry, bookmark, contents, field
from analysis.document.grids import grid
from analysis.document.plain import LONGEST_DESCRIPTION, one_line, plain
from analysis.document.styles import LANGUAGE, dress
from analysis.pictures import Png
from analysis.reported import Table

SHORT, LONG, MARGIN = 21.0, 29.7, 2.3  # centimetres of A4
INCH = 2.54
MOST_COLUMNS = 7  # of a table on an upright page; a wider one lies across
LONGEST_PROPERTY = 255  # characters of a document's property (Open Packaging Conventions)


class Paper:
    """A Word file in the making. Text may be anything that somebody typed."""

    def __init__(self, title: str, *, subject: str, author: str, made_at: datetime) -> None:
        self._document: Any = docx.Document()
        self._entries: list[Entry] = []
        self._numbers = {"Table": 0, "Figure": 0}
        self._styles: dict[str, str] = {}
        self._contents: Any = None
        self._is_across = False
        self._lay(self._document.sections[0])
        dress(self._document, self._width)
        self._name(title, subject, author, made_at)
        _settle(self._document)

    @property
    def _width(self) -> float:
        """Of the text, in inches."""
        return ((LONG if self._is_across else SHORT) - 2 * MARGIN) / INCH

    def _name(self, title: str, subject: str, author: str, made_at: datetime) -> None:
        about = self._document.core_properties
        about.title, about.subject = one_line(title, LONGEST_PROPERTY), one_line(subject, LONGEST_PROPERTY)
        about.author = about.last_modified_by = one_line(author, LONGEST_PROPERTY)
        about.language, about.comments, about.keywords = LANGUAGE, "", ""
        moment = made_at.astimezone(UTC).replace(tzinfo=None) if made_at.tzinfo else made_at
        about.created = about.modified = moment.replace(microsecond=0)
        about.revision = 1

    def _add(self, text: str, style: str = "") -> Any:
        """A paragraph. Identifiers of styles are kept: python-docx would look through all of them each time."""
        paragraph = self._document.add_paragraph(text)
        if style:
            if style not in self._styles:
                self._styles[style] = self._document.styles[style].style_id
            paragraph._p.style = self._styles[style]
        return paragraph

    def front(self, title: str, lines: Iterable[str]) -> None:
        """The title, what stands under it, and the contents."""
        self._add(one_line(title), "Title")
        for line in lines:
            self._add(plain(line), "Subtitle")
        self._add("Contents", "TOC Heading")
        self._contents = self._add("")

    def foot(self, text: str) -> None:
        """What stands at the bottom of every page, with its number."""
        paragraph = self._document.sections[0].footer.paragraphs[0]
        paragraph.add_run(f"{one_line(text, 90)} · page ")
        for run in field("PAGE", "1"):
            paragraph._p.append(run)

    def chapter(self, text: str) -> None:
        self._turn(is_across=False)
        self.heading(text, 1)
        if len(self._entries) == 1:
            self._document.paragraphs[-1].paragraph_format.page_break_before = True

    def heading(self, text: str, level: int = 2) -> None:
        shown = one_line(text) or "(no name)"
        paragraph = self._add(shown, f"Heading {level}")
        number = len(self._entries) + 1
        name = f"_Toc{number:08}"
        bookmark(paragraph._p, name, number)
        self._entries.append(Entry(shown, level, name))

    def say(self, *sentences: str) -> None:
        """A paragraph each."""
        for sentence in sentences:
            self._add(plain(sentence))

    def noted(self, pieces: Iterable[str | int], style: str = "") -> None:
        """A paragraph with note numbers: the numbers among the pieces stand raised behind their words."""
        paragraph = self._add("", style)
        for piece in pieces:
            run = paragraph.add_run(plain(piece) if isinstance(piece, str) else str(piece))
            run.font.superscript = isinstance(piece, int) or None

    def note(self, text: str) -> None:
        self._add(plain(text), "Note")

    def points(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._add(plain(line), "List Bullet")

    def fact(self, name: str, value: str) -> None:
        paragraph = self._add("", "Fact")
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(plain(value))

    def excerpt(self, words: str, said_by: str) -> None:
        by = f" ({plain(said_by)})" if said_by else ""
        self._add(f"“{plain(words)}”{by}", "Quote")

    def table(self, table: Table) -> None:
        """With its caption above and its note below; a wide one on a page that lies across."""
        self._turn(is_across=len(table.columns) > MOST_COLUMNS)
        self._caption("Table", table.caption)
        anchor = self._add(plain(table.note), "Note")
        anchor._p.addprevious(grid(table, self._width))

    def picture(self, drawn: Png, *, says: str, title: str, alt: str) -> None:
        """After a sentence that says what it shows; with a description for who does not see it, its caption below."""
        self._turn(is_across=False)
        self._add(plain(says)).paragraph_format.keep_with_next = True
        paragraph = self._add("")
        paragraph.paragraph_format.keep_with_next = True
        inline = paragraph.add_run().add_picture(io.BytesIO(drawn.content), Inches(min(drawn.width, self._width)))
        about = inline._inline.docPr
        about.set("name", f"Figure {self._numbers['Figure'] + 1}")
        about.set("title", one_line(title))
        about.set("descr", one_line(alt, LONGEST_DESCRIPTION))
        self._caption("Figure", title, stays_with_next=False)

    def _caption(self, kind: str, text: str, *, stays_with_next: bool = True) -> None:
        self._numbers[kind] += 1
        paragraph = self._add(f"{kind} ", "Caption")
        paragraph.paragraph_format.keep_with_next = stays_with_next
        for run in field(f"SEQ {kind} \\* ARABIC", str(self._numbers[kind])):
            paragraph._p.append(run)
        paragraph.add_run(f": {one_line(text)}")

    def _turn(self, *, is_across: bool) -> None:
        """A new section where the page has to be turned."""
        if is_across != self._is_across:
            self._is_across = is_across
            self._lay(self._document.add_section(WD_SECTION.NEW_PAGE))

    def _lay(self, section: Any) -> None:
        width, height = (LONG, SHORT) if self._is_across else (SHORT, LONG)
        section.orientation = WD_ORIENT.LANDSCAPE if self._is_across else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Cm(width), Cm(height)
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, Cm(MARGIN))

    def finished(self) -> bytes:
        """The file; the same document gives the same bytes."""
        if self._contents is not None:
            for paragraph in contents([entry for entry in self._entries if entry.level <= LEVELS]):
                self._contents._p.addprevious(paragraph)
            self._contents._p.getparent().remove(self._contents._p)
        written = io.BytesIO()
        self._document.save(written)
        return settled(written.getvalue())


def _settle(document: Any) -> None:
    """Word works out the contents when it opens the file; the template's own small picture goes."""
    ask = parse_xml(f'<w:updateFields {nsdecls("w")} w:val="true"/>')
    document.settings.element.find(qn("w:compat")).addprevious(ask)
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]
