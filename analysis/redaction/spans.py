"""What masking finds: a place in the text and the kind of personal data that stands there."""

from __future__ import annotations

import re
from dataclasses import dataclass

NAME, SCHOOL, SETTING, ADDRESS, POSTCODE = "name", "school", "setting", "address", "postcode"
PHONE, EMAIL, HANDLE, WEB_ADDRESS = "phone", "e-mail", "handle", "web address"
NHS_NUMBER, NI_NUMBER, BANK_NUMBER, BIRTH = "NHS number", "NI number", "bank number", "date of birth"
KINDS = (
    *(NAME, SCHOOL, SETTING, ADDRESS, POSTCODE, PHONE, EMAIL, HANDLE, WEB_ADDRESS),
    *(NHS_NUMBER, NI_NUMBER, BANK_NUMBER, BIRTH),
)
MASK = re.compile(r"\[(?:" + "|".join(map(re.escape, KINDS)) + r")\]")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start..end (end not included) of the original text, and what kind of personal data stood there."""

    start: int
    end: int
    kind: str
