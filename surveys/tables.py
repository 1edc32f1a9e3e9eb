"""A table of TOML → a frozen value: unknown, missing and wrongly typed keys are named. Knows no instrument."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_type_hints

Table = Mapping[str, Any]
T = TypeVar("T")


class BadInstrument(ValueError):
    """A definition that cannot be used; the message names file, place, fault and remedy."""


@dataclasses.dataclass(frozen=True)
class Place:
    """Where in a definition we are, to name it when something is wrong."""

    file: str
    words: str = ""

    def inside(self, words: str) -> Place:
        return Place(self.file, words)

    def bad(self, fault: str, remedy: str) -> BadInstrument:
        where = f"{self.file}, {self.words}" if self.words else self.file
        return BadInstrument(f"{where}: {fault}. {remedy}.")


def build(cls: type[T], table: Table, place: Place, **given: object) -> T:
    """A value of this class: `given` as it is, every other field read from the key of the same name."""
    hints = get_type_hints(cls)
    fields = [one for one in dataclasses.fields(cls) if one.init and one.name not in given]  # type: ignore[arg-type]
    names = [one.name for one in fields]
    unknown = [key for key in table if key not in names and key not in given]
    if unknown:
        raise place.bad(f"unknown key {unknown[0]!r}", f"Use only: {', '.join(names)}")
    missing = [one.name for one in fields if one.name not in table and _is_required(one)]
    if missing:
        raise place.bad(f"{missing[0]} is missing", f"Add {missing[0]} = …")
    read = {name: _read(hints[name], table[name], name, place) for name in names if name in table}
    return cls(**read, **given)


def _is_required(one: dataclasses.Field[Any]) -> bool:
    return one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING


def table_of(table: Table, key: str, place: Place) -> Table:
    """The table under this key; empty when there is none."""
    found = table.get(key, {})
    if not isinstance(found, Mapping):
        raise place.bad(f"{key} is not a table", f"Write it as [{key}]")
    return found


def tables_of(table: Table, key: str, place: Place) -> list[Table]:
    """The list of tables under this key; empty when there is none."""
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
        raise place.bad(f"{key} is not a list of tables", f"Write each as [[{key}]]")
    return found


def register_reader(hint: object, reader: Callable[[Any, str, Place], object]) -> None:
    """Teach `build` to read fields with this annotation."""
    _READERS[hint] = reader


def _read(hint: object, value: Any, name: str, place: Place) -> object:
    return _READERS[hint](value, name, place)


def _text(value: Any, name: str, place: Place) -> str:
    if not isinstance(value, str):
        raise place.bad(f"{name} is not text", "Write it in double quotes")
    return " ".join(value.split())


def _texts(value: Any, name: str, place: Place) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise place.bad(f"{name} is not a list of texts", f'Write {name} = ["…", "…"]')
    return tuple(_text(item, name, place) for item in value)


def _claim(value: Any, name: str, place: Place) -> bool:
    if not isinstance(value, bool):
        raise place.bad(f"{name} is neither true nor false", f"Write {name} = true or {name} = false")
    return value


def _whole_number(value: Any, name: str, place: Place) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise place.bad(f"{name} is not a whole number", f"Write {name} = 3, without quotes")
    return value


def _date(value: Any, name: str, place: Place) -> datetime.date:
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        raise place.bad(f"{name} is not a date", f"Write {name} = 2024-02-29, without quotes")
    return value


_READERS: dict[object, Callable[[Any, str, Place], object]] = {
    str: _text,
    tuple[str, ...]: _texts,
    bool: _claim,
    int: _whole_number,
    int | None: _whole_number,
    datetime.date | None: _date,
}
