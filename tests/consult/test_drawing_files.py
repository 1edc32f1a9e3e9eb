"""A file that somebody sent as a picture: made anew, or refused in plain words."""

from __future__ import annotations

import contextlib
import random
from io import BytesIO

import pytest
from PIL import Image

from consult.services import drawing_files
from consult.services.drawing_files import NotAPicture, read
from tests.consult.drawn import PLACE, large_png, photo


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_its_points_is_left_of_a_photo(kind):
    sent = photo(kind=kind)
    assert PLACE in sent
    picture = read(sent)
    with Image.open(BytesIO(picture.content)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (80, 60)) == ("JPEG", (picture.width, picture.height))
        assert dict(kept.getexif()) == {}
        assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert PLACE not in picture.content


def test_a_photo_taken_sideways_stands_upright():
    picture = read(photo((80, 60), orientation=6))
    assert (picture.width, picture.height) == (60, 80)


def test_a_large_photo_is_made_smaller():
    picture = read(photo((5000, 2500)))
    assert (picture.width, picture.height) == (drawing_files.SIDE, drawing_files.SIDE // 2)


def test_what_is_transparent_is_white_paper():
    target = BytesIO()
    Image.new("RGBA", (9, 9), (255, 0, 0, 0)).save(target, "PNG")
    with Image.open(BytesIO(read(target.getvalue()).content)) as kept:
        assert min(kept.convert("L").tobytes()) > 250


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a picture we can read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not a picture we can read"),
        (b"GIF89a" + b"\0" * 50, "not a picture we can read"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "not a picture we can read"),
        (b"\xff\xd8\xff\xe0 and then a letter", "damaged"),
        (photo()[:200], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "damaged"),
        (photo() + b"\0" * drawing_files.MOST_BYTES, "too large"),
    ],
    ids=["empty", "svg", "gif", "sound", "a letter", "cut short", "no PNG", "many bytes"],
)
def test_a_file_that_is_not_the_picture_it_says_is_refused_in_plain_words(content, words):
    with pytest.raises(NotAPicture, match=words):
        read(content)


def test_a_small_file_of_very_many_points_is_refused_before_it_is_unpacked():
    bomb = large_png(12_000, 12_000)
    assert len(bomb) < 30_000
    with pytest.raises(NotAPicture, match="too many points"):
        read(bomb)


def test_no_bytes_bring_it_down():
    chance = random.Random(7)
    whole = photo()
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(8):
            broken[chance.randrange(3, len(broken))] = chance.randrange(256)
        with contextlib.suppress(NotAPicture):
            read(bytes(broken))
