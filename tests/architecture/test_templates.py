"""Templates only show: everything escaped, nothing inline, nothing imported in vain."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from jinja2 import nodes

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NAMES = sorted(file.relative_to(TEMPLATES).as_posix() for file in TEMPLATES.rglob("*.html"))
INLINE = re.compile(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b[^>]*>", re.IGNORECASE)
LONGEST = 120


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(application, name):
    application.jinja_env.get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_never_switches_escaping_off(application, name):
    tree = application.jinja_env.parse(source(name))
    used = {node.name for node in tree.find_all(nodes.Filter)} | {node.name for node in tree.find_all(nodes.Name)}
    assert not used & {"safe", "Markup"}
    assert not list(tree.find_all(nodes.ScopedEvalContextModifier))


@pytest.mark.parametrize("name", NAMES)
def test_a_template_has_nothing_inline(name):
    assert INLINE.findall(source(name)) == []
    for script in SCRIPT.findall(source(name)):
        is_data = 'type="application/json"' in script
        assert is_data or ("src=" in script and 'nonce="{{ csp_nonce() }}"' in script), script


@pytest.mark.parametrize("name", NAMES)
def test_every_macro_that_is_imported_is_used(application, name):
    tree = application.jinja_env.parse(source(name))
    imported = [
        wanted[1] if isinstance(wanted, tuple) else wanted
        for node in tree.find_all(nodes.FromImport)
        for wanted in node.names
    ] + [node.target for node in tree.find_all(nodes.Import)]
    used = Counter(node.name for node in tree.find_all(nodes.Name) if node.ctx == "load")
    assert [macro for macro in imported if not used[macro]] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_form_that_changes_something_carries_its_token(name):
    for form in re.findall(r"<form\b.*?</form>", source(name), re.IGNORECASE | re.DOTALL):
        assert 'method="post"' not in form.lower() or "csrf_token" in form, f"a form of {name} without csrf_token"


@pytest.mark.parametrize("name", NAMES)
def test_a_template_stays_small_enough_to_read(name):
    assert source(name).count("\n") <= LONGEST
