"""TOML → Instrument, read once at the edge. BadInstrument names the file, the place and the remedy."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from surveys.questionnaire import (
    AllOf,
    AnyOf,
    Audience,
    Choice,
    Condition,
    Instrument,
    IsOneOf,
    Not,
    Page,
    Privacy,
    Purpose,
    Question,
    Section,
    TextQuestion,
)
from surveys.structure import check_structure
from surveys.tables import BadInstrument, Place, Table, build, register_reader, table_of, tables_of

__all__ = ["BadInstrument", "kinds", "load", "load_all", "loads"]


LARGEST = 256 * 1024  # bytes; the surveys that are shipped have some fourteen thousand
DEEP_KEY = re.compile(
    r"""(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){16}"""
)  # takes the square of its length to read


def load_all(folder: Traversable | None = None) -> dict[str, Instrument]:
    """Every instrument of a folder by its id; the shipped ones when no folder is given."""
    folder = folder or files("surveys") / "instruments"
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    instruments = [loads(_text_of(item), item.name) for item in found]
    return {instrument.id: instrument for instrument in instruments}


def load(path: Path | str) -> Instrument:
    """The instrument in this file."""
    return loads(_text_of(Path(path)), Path(path).name)


def _text_of(source: Traversable) -> str:
    place = Place(source.name)
    try:
        with source.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise _too_large(place)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise place.bad("it is not UTF-8 text", "Save the file as UTF-8") from None
    except OSError as error:
        raise place.bad(f"it cannot be read ({error.strerror})", "Check the name and the folder") from None


def loads(text: str, name: str) -> Instrument:
    """The instrument in this TOML text. `name` is the file to name in errors; it must be the id and “.toml”."""
    place = Place(name)
    if len(text) > LARGEST:
        raise _too_large(place)
    source = text.replace("\r\n", "\n")
    if DEEP_KEY.search(source):
        raise place.bad("a name has too many parts with dots between them", "Write at most three")
    try:
        table = tomllib.loads(source)
    except RecursionError:
        raise place.bad("too many brackets stand in one another", "Close each where its list ends") from None
    except tomllib.TOMLDecodeError as error:
        raise place.bad(f"it is not valid TOML: {error}", "Mend that line") from None
    instrument = _instrument(table, place, version=_digest(source))
    check_structure(instrument, place)
    return instrument


def _too_large(place: Place) -> BadInstrument:
    return place.bad(f"it is larger than {LARGEST // 1024} KB", "Check that it is a survey")


def _refuse_version(table: Table, place: Place) -> None:
    if "version" in table:
        raise place.bad("the version cannot be chosen", "Take it out: it is worked out from the words")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _instrument(table: Table, place: Place, *, version: str) -> Instrument:
    _refuse_version(table, place)
    privacy = _privacy(table_of(table, "privacy", place), place.inside("privacy"))
    reader = _PageReader(
        sections={section.id: section for section in _sections(table, place)},
        choice_lists=table_of(table, "choice_lists", place),
        notice=privacy.notice,
        place=place,
    )
    return build(
        Instrument,
        {key: item for key, item in table.items() if key not in {"sections", "choice_lists"}},
        place,
        version=version,
        audience=_audience(table, place),
        purpose=build(Purpose, table_of(table, "purpose", place), place.inside("purpose")),
        privacy=privacy,
        pages=tuple(reader.pages(table, "pages")),
        equality_pages=tuple(reader.pages(table, "equality_pages")),
    )


def _privacy(table: Table, place: Place) -> Privacy:
    """Its version covers its words alone: a changed question is not a changed promise."""
    _refuse_version(table, place)
    privacy = build(Privacy, table, place, version="")
    said = (*privacy.confidentiality, *privacy.anonymous, *privacy.about_your_answers, privacy.notice)
    words = "\n".join(said)
    return replace(privacy, version=_digest(words))


def _sections(table: Table, place: Place) -> Iterator[Section]:
    for item in tables_of(table, "sections", place):
        yield build(Section, item, place.inside("sections"))


def _audience(table: Table, place: Place) -> Audience:
    try:
        return Audience(table.get("audience", ""))
    except ValueError:
        fault = f"unknown audience {table.get('audience')!r}"
        raise place.bad(fault, f"Use one of: {', '.join(Audience)}") from None


# --- pages and questions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _PageReader:
    """Reads pages with what the file says once for all of them: sections, lists of choices, the safety notice."""

    sections: dict[str, Section]
    choice_lists: Table
    notice: str
    place: Place

    def pages(self, table: Table, key: str) -> Iterator[Page]:
        for item in tables_of(table, key, self.place):
            yield self.page(item, self.place.inside(f"page {item.get('id', '?')}"))

    def page(self, table: Table, place: Place) -> Page:
        return build(
            Page,
            table,
            place,
            section=self.section(table.get("section"), place),
            questions=tuple(self.question(item) for item in tables_of(table, "questions", place)),
            shown_if=condition_from(table["shown_if"], place.inside(f"{place.words}, shown_if"))
            if "shown_if" in table
            else None,
        )

    def section(self, section_id: Any, place: Place) -> Section:
        section = self.sections.get(section_id) if isinstance(section_id, str) else None
        if section is None:
            raise place.bad(f"unknown section {section_id!r}", f"Use one of: {', '.join(self.sections)}")
        return section

    def question(self, table: Table) -> Question:
        place = self.place.inside(f"question {table.get('id', '?')}")
        known = kinds()
        kind = known.get(table.get("kind", ""))
        if kind is None:
            raise place.bad(f"unknown kind of question {table.get('kind')!r}", f"Use one of: {', '.join(known)}")
        filled = {key: item for key, item in table.items() if key != "kind"}
        if isinstance(filled.get("choices"), str):
            filled["choices"] = self.choice_list(filled["choices"], place)
        if issubclass(kind, TextQuestion):
            filled.setdefault("notice", self.notice)
        return build(kind, filled, place)

    def choice_list(self, name: str, place: Place) -> object:
        if name not in self.choice_lists:
            fault = f"there is no list of choices called {name!r}"
            raise place.bad(fault, f"Add it under [choice_lists] or use one of: {', '.join(self.choice_lists)}")
        return self.choice_lists[name]


def kinds() -> dict[str, type[Question]]:
    """Every kind of question by its name in TOML: each class below Question that has one."""
    found: dict[str, type[Question]] = {}
    waiting = list(Question.__subclasses__())
    while waiting:
        cls = waiting.pop(0)
        waiting += cls.__subclasses__()
        if cls.__dict__.get("kind"):
            found[cls.kind] = cls
    return found


def _choices(value: Any, name: str, place: Place) -> tuple[Choice, ...]:
    return tuple(build(Choice, item, place) for item in tables_of({name: value}, name, place))


register_reader(tuple[Choice, ...], _choices)


# --- conditions ------------------------------------------------------------------------------------------------------


def condition_from(table: Any, place: Place) -> Condition:
    """`{question = "area", is = ["kingston"]}`, `{all = […]}`, `{any = […]}` or `{not = {…}}`."""
    keys = frozenset(table) if isinstance(table, dict) else frozenset()
    if keys not in _CONDITIONS:
        raise place.bad("it is not a condition", 'Write {question = "…", is = ["…"]}, or use all, any or not')
    return _CONDITIONS[keys](table, place)


def _is_one_of(table: Table, place: Place) -> Condition:
    values = table["is"] if isinstance(table["is"], list) else [table["is"]]
    if not values or not all(isinstance(value, str | int) for value in values):
        raise place.bad("it names no answers", 'Write is = ["…"] with at least one answer')
    return IsOneOf(question_id=str(table["question"]), values=tuple(values))


def _parts(value: Any, place: Place) -> tuple[Condition, ...]:
    if not isinstance(value, list) or not value:
        raise place.bad("all and any need a list of conditions", 'Write all = [{question = "…", is = ["…"]}, …]')
    return tuple(condition_from(part, place) for part in value)


def _all_of(table: Table, place: Place) -> Condition:
    return AllOf(conditions=_parts(table["all"], place))


def _any_of(table: Table, place: Place) -> Condition:
    return AnyOf(conditions=_parts(table["any"], place))


def _not(table: Table, place: Place) -> Condition:
    return Not(condition=condition_from(table["not"], place))


_CONDITIONS: dict[frozenset[str], Callable[[Table, Place], Condition]] = {
    frozenset({"question", "is"}): _is_one_of,
    frozenset({"all"}): _all_of,
    frozenset({"any"}): _any_of,
    frozenset({"not"}): _not,
}
