"""Every bar of the trust report has a test, a command, or a sentence that says why not; and what is named is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BARS = {"A": 26, "B": 10, "C": 17, "D": 17, "E": 15, "F": 10, "G": 17, "H": 23}
ALL_BARS = [f"{part}{number}" for part, last in BARS.items() for number in range(1, last + 1)]
ROW = re.compile(r"^\| ([A-H]\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
LOOKS_NAMED = re.compile(r"test_\w+")
COMMAND = re.compile(r"`(?:python3 go\.py|python -m|consult) [^`]+`")
MODULE = re.compile(r"`python -m (benchmarks\.\w+)[^`]*`")
REASON = re.compile(r"(?:Not yet|Not shown|There (?:is|are) no|Nothing can|No photo)\b.{20,}", re.DOTALL)


@pytest.fixture(scope="module")
def table() -> dict[str, str]:
    rows = ROW.findall((ROOT / "docs/security.md").read_text(encoding="utf-8"))
    assert len(rows) == len({bar for bar, _, _ in rows}), "a bar stands in the table twice"
    return {bar: shown for bar, _, shown in rows}


def names_in(file: Path) -> set[str]:
    """Their names, read and not imported."""
    return {n.name for n in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(n, ast.FunctionDef)}


def test_every_bar_is_in_the_table_and_no_other(table):
    assert list(table) == ALL_BARS


def test_every_bar_has_a_test_a_command_or_a_reason(table):
    bare = [bar for bar, shown in table.items() if not (NAMED.search(shown) or COMMAND.search(shown))]
    assert [bar for bar in bare if not REASON.match(table[bar])] == []


def test_every_test_that_the_table_names_is_there(table):
    named = [(bar, *one) for bar, shown in table.items() for one in NAMED.findall(shown)]
    found = {file: names_in(ROOT / "tests" / file) for _, file, _ in named if (ROOT / "tests" / file).is_file()}
    missing = [f"{bar}: {file}::{test}" for bar, file, test in named if test not in found.get(file, set())]
    assert missing == [], "named in docs/security.md, and not there"


def test_a_test_is_always_named_with_its_file(table):
    loose = {bar: LOOKS_NAMED.findall(NAMED.sub("", shown)) for bar, shown in table.items()}
    assert {bar: names for bar, names in loose.items() if names} == {}


def test_every_benchmark_that_the_table_names_is_there(table):
    modules = {module for shown in table.values() for module in MODULE.findall(shown)}
    places = {m: ROOT / m.replace(".", "/") for m in modules}
    files = {m: (at.with_suffix(".py"), at / "__main__.py") for m, at in places.items()}
    assert [m for m, either in files.items() if not any(file.is_file() for file in either)] == []
