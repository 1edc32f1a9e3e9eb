"""The tables of pages and questions → values, with what a definition says once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from surveys.conditions import condition_from
from surveys.questionnaire import Choice, Drawing, Look, Page, Question, Section, TextQuestion
from surveys.tables import Place, Table, build, register_reader, tables_of


@dataclass(frozen=True, kw_only=True)
class PageReader:
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
        if issubclass(kind, TextQuestion | Drawing):
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


def _look(value: Any, name: str, place: Place) -> Look:
    try:
        return Look(value)
    except ValueError:
        raise place.bad(f"{value!r} is not a look", f"Use one of: {', '.join(Look)}") from None


register_reader(Look, _look)
