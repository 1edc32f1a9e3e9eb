"""A condition of TOML → a value: which answers open a page; and what is left of it when some answers are certain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import singledispatch
from typing import Any

from surveys.answers import Value
from surveys.questionnaire import AllOf, AnyOf, Condition, IsOneOf, Not
from surveys.routing import holds
from surveys.tables import Place, Table

Settled = Condition | bool


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


# --- what is certain -------------------------------------------------------------------------------------------------


@singledispatch
def settled(condition: Condition, asked: frozenset[str], said: Mapping[str, Value]) -> Settled:
    """What is left to find out, where only these questions are asked and these answers are said from the start."""
    raise TypeError(f"No rule for {type(condition).__name__}")


@settled.register
def _(condition: IsOneOf, asked: frozenset[str], said: Mapping[str, Value]) -> Settled:
    return condition if condition.question_id in asked else holds(condition, said)


@settled.register
def _(condition: AllOf, asked: frozenset[str], said: Mapping[str, Value]) -> Settled:
    parts = [settled(part, asked, said) for part in condition.conditions]
    open_parts = tuple(part for part in parts if not isinstance(part, bool))
    return False if False in parts else _joined(AllOf, open_parts, empty=True)


@settled.register
def _(condition: AnyOf, asked: frozenset[str], said: Mapping[str, Value]) -> Settled:
    parts = [settled(part, asked, said) for part in condition.conditions]
    open_parts = tuple(part for part in parts if not isinstance(part, bool))
    return True if True in parts else _joined(AnyOf, open_parts, empty=False)


@settled.register
def _(condition: Not, asked: frozenset[str], said: Mapping[str, Value]) -> Settled:
    part = settled(condition.condition, asked, said)
    return not part if isinstance(part, bool) else Not(condition=part)


def _joined(kind: type[AllOf] | type[AnyOf], parts: tuple[Condition, ...], *, empty: bool) -> Settled:
    if len(parts) > 1:
        return kind(conditions=parts)
    return parts[0] if parts else empty
