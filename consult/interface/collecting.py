"""Every sentence the interface can say to a respondent, with where it is said: read from templates and programs.

python -m consult.interface.collecting      brings the shipped PO files up to date (for developers)
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from jinja2 import Environment, nodes

from consult.languages import INTERFACE, list_shipped, read_catalogue

PROGRAM = Path(__file__).resolve().parents[1]
SPOKEN = {"_", "say", "lazy", "mark", "Message"}
PACKAGES = {PROGRAM: SPOKEN, PROGRAM.parent / "surveys": {"Message"}}  # what says a sentence there
FROM_FILES = (  # said of what an installation may change: these are shipped
    "Emergency",
    "free, any time, for anyone under 19",
    "if you or someone else is in danger now",
)


def collect() -> dict[str, list[str]]:
    """Sentence → the files that say it, both sorted."""
    found: dict[str, set[str]] = defaultdict(set)
    for root, spoken in PACKAGES.items():
        for file in root.rglob("*.py"):
            for sentence in _in_program(file.read_text(encoding="utf-8"), spoken):
                found[sentence].add(file.relative_to(PROGRAM.parent).as_posix())
    folder = next(folder for folder in (PROGRAM / "templates", PROGRAM.parent / "templates") if folder.is_dir())
    for file in folder.rglob("*.html"):
        for sentence in _in_template(file.read_text(encoding="utf-8")):
            found[sentence].add(f"templates/{file.relative_to(folder).as_posix()}")
    for sentence in FROM_FILES:
        found[sentence].add("consult/help_lines.toml")
    return {sentence: sorted(found[sentence]) for sentence in sorted(found)}


def _in_program(source: str, spoken: Collection[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in spoken and node.args:
            yield from _literals(node.args[0])


def _literals(node: ast.expr) -> Iterator[str]:
    """One sentence, or the two of “this if so else that”."""
    if isinstance(node, ast.IfExp):
        yield from (*_literals(node.body), *_literals(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _in_template(source: str) -> Iterator[str]:
    for call in Environment(extensions=["jinja2.ext.do"], autoescape=True).parse(source).find_all(nodes.Call):
        is_spoken = isinstance(call.node, nodes.Name) and call.node.name in SPOKEN
        if is_spoken and call.args and isinstance(call.args[0], nodes.Const):
            yield str(call.args[0].value)


def update() -> None:
    """Add what is new to each shipped catalogue, in order; what nobody says any more goes."""
    sentences = collect()
    template = Catalog(project="consult", charset="utf-8", fuzzy=False)
    for sentence, places in sentences.items():
        template.add(sentence, locations=[(place, 0) for place in places])
    write(template, INTERFACE / "interface.pot")
    for code in list_shipped():
        before = read_catalogue(INTERFACE / f"{code}.po")
        after = Catalog(locale=code, project="consult", charset="utf-8", fuzzy=False)
        for sentence, places in sentences.items():
            known = before.get(sentence)
            after.add(sentence, known.string if known else "", locations=[(place, 0) for place in places])
        write(after, INTERFACE / f"{code}.po")


def write(catalogue: Catalog, file: Path) -> None:
    with file.open("wb") as target:
        write_po(target, catalogue, width=120, omit_header=False, include_lineno=False)


if __name__ == "__main__":
    update()
