"""What may be kept of a file that somebody hands in: told by its content, made anew or refused with what to do."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.services import document_files
from consult.services.document_files import CAN_RUN, DAMAGED, LOCKED, NOTHING, TAKEN, TOO_LARGE, NotTaken
from tests.consult.drawn import PLACE, photo
from tests.consult.handed_in import MAIL, open_text, package, pdf, word

EMPTY_ZIP = b"PK\x05\x06" + b"\0" * 18


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (pdf(b"/Type /Page"), "pdf"),
        (word(), "docx"),
        (open_text(), "odt"),
        ("Dear all, more swings — please".encode(), "txt"),
        ("Schön\r\nand £5".encode("cp1252"), "txt"),
    ],
)
def test_what_is_on_the_list_is_kept_as_it_is(content, ending):
    kept = document_files.read(content)
    assert kept.ending == ending
    assert ending == "txt" or kept.content == content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_made_anew_without_its_place(kind):
    kept = document_files.read(photo(kind=kind))
    assert kept.ending == "jpg"
    assert PLACE not in kept.content
    assert b"Exif" not in kept.content


def test_of_an_e_mail_the_words_are_kept_and_its_attachments_named():
    kept = document_files.read(MAIL)
    words = kept.content.decode()
    assert (kept.ending, kept.left_out) == ("txt", ("run.exe",))
    assert "Subject: The park" in words
    assert "More swings" in words
    assert "[Attachment not kept: run.exe]" in words
    assert "alert" not in words
    assert "MZ" not in words


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", NOTHING),
        (b" \n ", NOTHING),
        (b"x" * (document_files.MOST_BYTES + 1), TOO_LARGE),
        (b"MZ\x90\x00\x03", TAKEN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", TAKEN),
        (b"<!DOCTYPE html><script>alert(1)</script>", TAKEN),
        (b"  <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", TAKEN),
        (b"{\\rtf1 words}", TAKEN),
        (package({"a.txt": b"words"}), TAKEN),
        (package({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), TAKEN),
        (word(word__vbaProject_bin=b"", **{"word/vbaProject.bin": b"Sub"}), CAN_RUN),
        (word(**{"word/activeX/activeX1.xml": b""}), CAN_RUN),
        (word(**{"word/embeddings/oleObject1.bin": b""}), CAN_RUN),
        (word(**{"word/_rels/settings.xml.rels": b'<Relationship Type="http://x/attachedTemplate"/>'}), CAN_RUN),
        (package({"[Content_Types].xml": b"x.macroEnabled.main+xml", "word/document.xml": b""}), CAN_RUN),
        (word()[:60], DAMAGED),
        (pdf(b"/S /JavaScript /JS (x)"), CAN_RUN),
        (pdf(b"/S /J#61vaScript /JS (x)"), CAN_RUN),
        (pdf(packed=b"<</S /JavaScript /JS (x)>>"), CAN_RUN),
        (pdf(b"/Type /Action /S /Launch"), CAN_RUN),
        (pdf(b"/Names <</EmbeddedFiles 3 0 R>>"), CAN_RUN),
        (pdf(b"/Encrypt 4 0 R"), LOCKED),
        (pdf(packed=b"a" * (document_files.LARGEST_PIECE + 9)), TOO_LARGE),
    ],
)
def test_what_is_not_on_the_list_or_could_run_is_refused_with_what_to_do(content, says):
    with pytest.raises(NotTaken) as refused:
        document_files.read(content)
    assert str(refused.value) == says


def test_a_damaged_photo_is_refused_in_words():
    with pytest.raises(NotTaken, match=r"damaged.*\.$"):
        document_files.read(photo()[:200])


@settings(max_examples=60)
@given(
    st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", b"\xff\xd8\xff", b"From: a\nDate: b\n", MAIL[:170]]),
    st.binary(max_size=300),
)
def test_whatever_comes_is_kept_or_refused_in_words(beginning, rest):
    with contextlib.suppress(NotTaken):
        assert document_files.read(beginning + rest).ending in ("pdf", "docx", "odt", "txt", "jpg")
