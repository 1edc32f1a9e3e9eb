"""A file that was received → what may be kept of it, or plain words on why not. Knows no store.

The first bytes say what it is, never its name. A photo is made anew (drawing_files); of an e-mail its words are kept,
as plain text; a PDF, a Word or an OpenDocument file is kept as it is where nothing in it can run by itself.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from io import BytesIO

from consult.services import drawing_files

MOST_BYTES = drawing_files.MOST_BYTES
LARGEST_UNPACKED, MOST_PARTS, LARGEST_PIECE = 100 * 1024 * 1024, 2_000, 8 * 1024 * 1024
HEAD_OF_PART = 600  # bytes before a part of a PDF, in which it says what it is
TAKEN = (
    "We do not take files of this kind. Save it as a PDF, and hand that in. Taken are photos (JPEG, PNG, WebP), PDF, "
    "Word (.docx), OpenDocument text (.odt), e-mails (.eml) and plain text."
)
CAN_RUN = (
    "This file holds something that can run by itself (a macro, a script or a file inside it). "
    "Print it to a new PDF, and hand that in."
)
LOCKED = "This PDF is locked. Save it without a password, and hand that in."
DAMAGED = "This file is damaged: we cannot read it. Save it again, or print it to a PDF, and hand that in."
NOTHING = "This file is empty. Choose another one."
TOO_LARGE = "This file is too large. Hand in at most 15 MB: a smaller copy, or the document in parts."

PDF_RUNS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|Rendition|XFA)\b")
PDF_LOCKED = re.compile(rb"/Encrypt\b")
PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
PDF_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
ZIP_RUNS = re.compile(r"vbaproject|activex|embeddings/|^basic/|^scripts/|object \d|macros?/", re.IGNORECASE)
RELATION_RUNS = re.compile(rb"attachedTemplate|oleObject|subDocument|/frame\"|macroEnabled", re.IGNORECASE)
HEADERS = re.compile(
    rb"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]?[^\n]*\n(?:[ \t][^\n]*\n|[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\n)*"
)
OF_MAIL = re.compile(rb"^(?:from|date|received|message-id|mime-version):", re.IGNORECASE | re.MULTILINE)
OF_PAGES = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"{\\rtf")


class NotTaken(ValueError):
    """The sentence says what to do."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """ending: what kind of file it is, and how its name ends when it is given out. left_out: names of attachments."""

    content: bytes = field(repr=False)
    ending: str
    left_out: tuple[str, ...] = ()


def read(content: bytes) -> Kept:
    """What may be kept of this file. NotTaken where nothing may."""
    if not content.strip():
        raise NotTaken(NOTHING)
    if len(content) > MOST_BYTES:
        raise NotTaken(TOO_LARGE)
    if any(content.startswith(beginning) for beginning in drawing_files.BEGINNINGS):
        return _photo(content)
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _package(content)
    return _words(content)


def _photo(content: bytes) -> Kept:
    try:
        return Kept(content=drawing_files.read(content).content, ending="jpg")
    except drawing_files.NotAPicture as error:
        raise NotTaken(f"{error}.") from error


def _pdf(content: bytes) -> Kept:
    """Looked through as it is written and in its packed parts, each name in plain letters."""
    for piece in (content, *_unpacked(content)):
        plain = PDF_NAME.sub(lambda found: bytes([int(found[1], 16)]), piece)
        if PDF_RUNS.search(plain):
            raise NotTaken(CAN_RUN)
        if PDF_LOCKED.search(plain):
            raise NotTaken(LOCKED)
    return Kept(content=content, ending="pdf")


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Its packed parts: objects can hide there. What is no such part, such as a photo, is passed over."""
    room = LARGEST_UNPACKED
    for packed in PDF_STREAM.finditer(content):
        try:
            piece = zlib.decompressobj().decompress(packed[1], LARGEST_PIECE)
        except zlib.error:
            continue
        room -= len(piece)
        is_picture = b"/Image" in content[max(packed.start() - HEAD_OF_PART, 0) : packed.start()]
        if room < 0 or (len(piece) == LARGEST_PIECE and not is_picture):
            raise NotTaken(TOO_LARGE)
        yield piece


def _package(content: bytes) -> Kept:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            return Kept(content=content, ending=_ending_of(package))
    except NotTaken:
        raise
    except Exception as error:  # whatever zipfile makes of a broken file: it is the file that is wrong
        raise NotTaken(DAMAGED) from error


def _ending_of(package: zipfile.ZipFile) -> str:
    parts = package.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise NotTaken(TOO_LARGE)
    is_word, is_open = "word/document.xml" in names, "content.xml" in names and "mimetype" in names
    if not is_word and not (is_open and _small(package, "mimetype").endswith(b"opendocument.text")):
        raise NotTaken(TAKEN)
    said = [_small(package, name) for name in names if name.endswith((".rels", "[Content_Types].xml", "manifest.xml"))]
    if any(ZIP_RUNS.search(name) for name in names) or any(RELATION_RUNS.search(words) for words in said):
        raise NotTaken(CAN_RUN)
    return "docx" if is_word else "odt"


def _small(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(LARGEST_PIECE).strip()


def _words(content: bytes) -> Kept:
    if b"\x00" in content:
        raise NotTaken(TAKEN)
    head = HEADERS.match(content.replace(b"\r\n", b"\n"))
    if head and len(OF_MAIL.findall(head[0])) > 1:
        return _mail(content)
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = content.decode("cp1252", "replace")
    if words.lstrip().lower().encode().startswith(OF_PAGES):
        raise NotTaken(TAKEN)
    return Kept(content=words.encode(), ending="txt")


def _mail(content: bytes) -> Kept:
    """Who wrote, to whom, when, about what, and the words; no attachment, no picture, nothing that could load."""
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 (so says the policy)
    try:
        head = [f"{name}: {mail[name]}" for name in ("From", "To", "Date", "Subject") if mail[name]]
        body = mail.get_body(("plain", "html"))
        words = str(body.get_content()) if body else ""
        left_out = tuple(part.get_filename() or part.get_content_type() for part in mail.iter_attachments())
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise NotTaken(DAMAGED) from error
    if body is not None and body.get_content_subtype() == "html":
        words = _out_of_html(words)
    lines = [*head, "", words.strip(), *(f"[Attachment not kept: {name}]" for name in left_out)]
    return Kept(content="\n".join(lines).encode("utf-8", "replace"), ending="txt", left_out=left_out)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in ("script", "style")
        self.pieces.append("\n" if tag in ("p", "br", "div", "li", "tr") else "")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style") and self.hidden > 0

    def handle_data(self, data: str) -> None:
        self.pieces.append("" if self.hidden else data)


def _out_of_html(words: str) -> str:
    reader = _Words()
    reader.feed(words)
    reader.close()
    return re.sub(r"\n\s*\n+", "\n\n", "".join(reader.pieces))
