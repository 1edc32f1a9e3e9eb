"""What somebody typed, without what no store can keep and what only deceives the eye. Every letter stays. Pure.

Taken out: control characters, characters that turn the direction of what follows (U+202A to U+202E, U+2066 to U+2069:
“Trojan Source”, CVE-2021-42574), and characters without width that join nothing. Kept: what joins letters and emoji
(U+200C, U+200D), the marks of direction that Arabic is typed with (U+200E, U+200F, U+061C), and flags.
"""

from __future__ import annotations

import re
import unicodedata

CONTROLS = "\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff"
TURNING = "\u202a-\u202e\u2066-\u2069"
WITHOUT_WIDTH = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\uffa0\ufff9-\ufffb"
UNWANTED = re.compile(f"[{CONTROLS}{TURNING}{WITHOUT_WIDTH}]")
FLAG_OR_TAG = re.compile("(\U0001f3f4[\U000e0020-\U000e007f]+)|[\U000e0000-\U000e0fff]")
UNSEEN = {"Cc", "Cf", "Cs", "Mn", "Zl", "Zp", "Zs"}  # categories that leave no ink by themselves
BLANK = "\u2800"  # a braille sign without a dot


def clean(text: str) -> str:
    """The text with tidy line ends and edges. Nothing, where nothing can be seen in it."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    honest = FLAG_OR_TAG.sub(lambda found: found[1] or "", UNWANTED.sub("", lines)).strip()
    return honest if any(is_seen(sign) for sign in honest) else ""


def is_seen(sign: str) -> bool:
    return sign != BLANK and unicodedata.category(sign) not in UNSEEN
