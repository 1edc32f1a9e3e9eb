"""An instrument's words by their addresses, said in another language; what a translation lacks. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from surveys.catalogues import Catalogue
from surveys.questionnaire import Instrument, Page
from surveys.sources import digest

NOT_WORDS = frozenset({"id", "value", "version", "language", "default_face", "picture", "look", "shown_if", "answers"})
OF_PAGES = ("title", "intro")
Say = Callable[[str, str], str]  # address, English → words


@dataclasses.dataclass(frozen=True)
class Gaps:
    """Addresses whose words are not translated, and those whose English has changed since they were."""

    missing: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.stale


def texts(shown: Instrument) -> dict[str, str]:
    """Address → text, for everything that this face says, in the order in which it is read."""
    found: dict[str, str] = {}

    def note(address: str, text: str) -> str:
        found[address] = text
        return text

    reworded(shown, note)
    return found


def find_gaps(shown: Instrument, catalogue: Catalogue) -> Gaps:
    """What a translator has still to do. A text that only moved to another address keeps its translation."""
    known = _by_english(catalogue)
    waiting = [address for address, text in texts(shown).items() if not known.get(text)]
    stale = tuple(address for address in waiting if address in catalogue.entries)
    return Gaps(missing=tuple(address for address in waiting if address not in stale), stale=stale)


def languages(shown: Instrument) -> tuple[str, ...]:
    """In which this face can be shown: its own first, then each with a complete translation."""
    complete = (one.language for one in shown.catalogues if find_gaps(shown, one).is_complete)
    return (shown.language, *sorted(complete))


def translated(shown: Instrument, catalogue: Catalogue) -> Instrument:
    """The same instrument in the words of this catalogue: same ids, same paths. What it lacks stays as it is."""
    known = _by_english(catalogue)

    def say(address: str, text: str) -> str:
        entry = catalogue.entries.get(address)
        return entry.words if entry and entry.english == text and entry.words else known.get(text, text)

    said = reworded(shown, say)
    privacy = dataclasses.replace(said.privacy, version=privacy_version(said.privacy))
    return dataclasses.replace(said, language=catalogue.language, privacy=privacy)


def privacy_version(privacy: Any) -> str:
    """Changes with every word of the promise, and so with its language."""
    said = (*privacy.confidentiality, *privacy.anonymous, *privacy.about_your_answers, privacy.notice)
    return digest("\n".join(said))


def _by_english(catalogue: Catalogue) -> dict[str, str]:
    return {entry.english: entry.words for entry in reversed(list(catalogue.entries.values())) if entry.words}


# --- every text of an instrument -------------------------------------------------------------------------------------


def reworded(shown: Instrument, say: Say) -> Instrument:
    """The instrument with each of its texts said anew."""
    return dataclasses.replace(
        shown,
        title=say("title", shown.title),
        face_question=_said(shown.face_question, "face_question", say),
        face_hint=_said(shown.face_hint, "face_hint", say),
        face=_said(shown.face, "face", say),
        purpose=_said(shown.purpose, "purpose", say),
        privacy=_said(shown.privacy, "privacy", say),
        pages=tuple(_page(page, say) for page in shown.pages),
        equality_intro=_said(shown.equality_intro, "equality_intro", say),
        equality_pages=tuple(_page(page, say) for page in shown.equality_pages),
    )


def _page(page: Page, say: Say) -> Page:
    return dataclasses.replace(
        page,
        section=_said(page.section, f"sections.{page.section.id}", say),
        questions=tuple(_said(question, f"questions.{question.id}", say) for question in page.questions),
        **{name: _said(getattr(page, name), f"pages.{page.id}.{name}", say) for name in OF_PAGES},
    )


def _said(value: Any, address: str, say: Say) -> Any:
    """Texts are said; what holds texts is looked through; everything else stays."""
    if type(value) is str:
        return say(address, value) if value else value
    if isinstance(value, tuple):
        return tuple(_said(item, f"{address}.{_name(item, place)}", say) for place, item in enumerate(value))
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    fields = [one.name for one in dataclasses.fields(value) if one.init and one.name not in NOT_WORDS]
    return dataclasses.replace(
        value, **{name: _said(getattr(value, name), f"{address}.{name}", say) for name in fields}
    )


def _name(item: Any, place: int) -> str:
    """Of one among several: its own id or value, which do not move; a paragraph has only its place."""
    return str(getattr(item, "value", "") or getattr(item, "id", "") or place + 1)
