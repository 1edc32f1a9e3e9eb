"""Files as they come from a phone: a photo that knows where it was taken, and some that are no pictures."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

PLACE = b"51 deg 24 N"  # what must not be left of a photo


def photo(size: tuple[int, int] = (80, 60), *, kind: str = "JPEG", orientation: int = 1, colour: str = "red") -> bytes:
    """With a place, a description and words after its end."""
    image = Image.new("RGB", size, colour)
    told = Image.Exif()
    told[0x010E] = "taken at home " + PLACE.decode()
    told[0x0112] = orientation
    told[0x8825] = {1: "N", 2: (51.0, 24.0, 30.0), 3: "W", 4: (0.0, 18.0, 0.0)}
    target = BytesIO()
    image.save(target, kind, exif=told)
    return target.getvalue() + PLACE


def large_png(width: int, height: int) -> bytes:
    """A few kilobytes that would fill gigabytes: one colour, all alike."""
    target = BytesIO()
    Image.new("1", (width, height)).save(target, "PNG")
    return target.getvalue()
