"""What is frozen: one value → the same bytes every time, their hash, and where two of them differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

Value = Any  # dict, list, str, int, bool or None; never a float, which machines write differently


def to_bytes(value: Value) -> bytes:
    """Canonical JSON in UTF-8: keys sorted, no spaces, one line. Raises ValueError for a value it cannot hold."""
    _refuse_floats(value)
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return written.encode("utf-8", "replace") + b"\n"


def from_bytes(content: bytes) -> Value:
    return json.loads(content)


def digest(content: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def differences(before: Value, after: Value, path: str = "") -> Iterator[str]:
    """The paths of everything that differs: “themes/3/people”."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            there = f"{path}/{key}".lstrip("/")
            if key in before and key in after:
                yield from differences(before[key], after[key], there)
            else:
                yield there or "everything"
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from differences(old, new, f"{path}/{place}")
    elif to_bytes(before) != to_bytes(after):  # to JSON, True is not 1
        yield path or "everything"


def _refuse_floats(value: Value) -> None:
    if isinstance(value, float):
        raise ValueError("a frozen report holds whole numbers and words only")
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        _refuse_floats(part)
