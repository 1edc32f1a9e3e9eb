"""Every survey in every face that is shipped, and how a respondent comes to it: a new face needs no line here."""

from __future__ import annotations

from dataclasses import dataclass

from surveys import load_all


@dataclass(frozen=True)
class Way:
    """One survey in one face; the words of its card, or of the button where there is only one face."""

    audience: str
    face: str
    card: str

    def __str__(self) -> str:
        return f"{self.audience} {self.face}"


def _ways() -> tuple[Way, ...]:
    found = []
    for instrument in load_all().values():
        cards = {face.id: face.name for face in instrument.faces} if len(instrument.faces) > 1 else {"": "Start now"}
        found += [Way(str(instrument.audience), face, card) for face, card in cards.items()]
    return tuple(found)


WAYS = _ways()
