"""Files as people hand them in: harmless ones, and some that could run something on the reader's machine."""

from __future__ import annotations

import io
import zipfile
import zlib

MAIL = (
    b"From: Ann <ann@example.org>\r\nTo: us@example.org\r\nDate: Mon, 4 May 2026 10:00:00 +0100\r\n"
    b"Subject: The park\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<style>p {}</style><p>More <b>swings</b></p>"
    b"<script>alert(1)</script>\r\n"
    b"--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=run.exe\r\n\r\n"
    b"MZ\r\n--x--\r\n"
)


def pdf(*objects: bytes, packed: bytes = b"") -> bytes:
    """Not one that a reader would show, but one whose parts stand where those of a real one do."""
    parts = [b"%PDF-1.7", *(b"%d 0 obj <<%s>> endobj" % (n, each) for n, each in enumerate(objects, 1))]
    if packed:
        stream = zlib.compress(packed)
        parts.append(b"9 0 obj <</Type /ObjStm /Filter /FlateDecode>> stream\n" + stream + b"\nendstream endobj")
    return b"\n".join([*parts, b"%%EOF"])


def package(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


def word(**more: bytes) -> bytes:
    """more: further parts, by name; __ stands for /."""
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document>More swings</w:document>"}
    return package(parts | {name.replace("__", "/"): content for name, content in more.items()})


def open_text() -> bytes:
    return package({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x>More swings</x>"})
