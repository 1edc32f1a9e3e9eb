"""What somebody sent as a picture → a picture made anew, or plain words on why not. Knows no store.

The file's first bytes say what it is, never its name. Only its points are kept: made anew as a JPEG it has no place,
no time, no device and no hidden part (EXIF, GPS, comments, anything after the end). How large it is, is read before
anything is unpacked, and only one is unpacked at a time, so that no file fills the memory.
"""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from surveys.messages import Message

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 15 * 1024 * 1024  # a photo of a phone has three to eight
MOST_POINTS = {"JPEG": 52_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}  # a JPEG is unpacked small
SIDE = 2000  # points; the longer side of what is kept
QUALITY = 85
BEGINNINGS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"RIFF": "WEBP"}
MEDIA_TYPE = "image/jpeg"
_one_at_a_time = threading.Lock()


class NotAPicture(ValueError):
    """`message` tells the respondent what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Picture:
    """content: a JPEG of ours. width and height in points."""

    content: bytes = field(repr=False)
    width: int
    height: int


def read(content: bytes) -> Picture:
    """The picture in this file. NotAPicture where it is none, or too large."""
    if len(content) > MOST_BYTES:
        raise NotAPicture(Message("This file is too large. Take the photo again, smaller, or choose another one"))
    kind = next((name for beginning, name in BEGINNINGS.items() if content.startswith(beginning)), None)
    if kind is None or (kind == "WEBP" and content[8:12] != b"WEBP"):
        raise NotAPicture(Message("This file is not a picture we can read. Choose a photo (JPEG, PNG or WebP)"))
    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd but readable files; how large it is, is checked by ourselves
            return _made_anew(content, kind)
    except NotAPicture:
        raise
    except Exception as error:  # whatever a decoder makes of a broken file: it is the file that is wrong
        raise NotAPicture(Message("We cannot read this picture: the file is damaged. Take the photo again")) from error


def _made_anew(content: bytes, kind: str) -> Picture:
    from PIL import Image, ImageOps

    with Image.open(BytesIO(content), formats=[kind]) as found:
        if found.width * found.height > MOST_POINTS[kind]:
            raise NotAPicture(Message("This picture has too many points. Take the photo again, smaller"))
        found.thumbnail((SIDE, SIDE))
        plain = _on_paper(ImageOps.exif_transpose(found))
    target = BytesIO()
    plain.save(target, "JPEG", quality=QUALITY)
    return Picture(target.getvalue(), plain.width, plain.height)


def _on_paper(image: Image) -> Image:
    """Three colours, what is transparent on white, and a new image that carries nothing else."""
    from PIL import Image

    paper = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        see_through = image.convert("RGBA")
        paper.paste(see_through, mask=see_through)
    else:
        paper.paste(image.convert("RGB"))
    return paper
