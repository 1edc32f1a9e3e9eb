"""What a check finds: one thing to mend, where it is and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing to mend: an error keeps a survey from being opened, a warning asks for a second look."""

    instrument: str
    face: str = ""
    place: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = f"{self.instrument}, {self.face}" if self.face else self.instrument
        return f"{where}, {self.place}: {self.message}. {self.remedy}. ({self.severity})"


@dataclass(frozen=True)
class Found:
    """A problem before it is known in which instrument it was found."""

    place: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
