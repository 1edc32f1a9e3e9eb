"""The documents name what there is: every folder and module, every word of the glossary."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TERMS = (
    "Instrument", "Page", "Question", "Choice", "kind", "Respondent", "User", "Audience", "Role", "Answer",
    "Submission", "Wave", "ListeningEvent", "Note", "Comment", "Corpus", "Topic", "CandidateTheme", "Theme",
    "Codebook", "Coding", "Excerpt", "StrategicPriority", "ThemeReport", "Concern", "Ledger", "form", "models",
    "store", "service", "view",
)  # fmt: skip


BY_RULE = ("consult/models/", "consult/store/", "consult/web/")  # one file per aggregate; views and forms per area


def parts(package: str) -> list[str]:
    """Every folder, and every module whose place no rule explains."""
    files = sorted((ROOT / package).rglob("*.py"))
    modules = [file.relative_to(ROOT).as_posix() for file in files if file.name != "__init__.py"]
    names = [module for module in modules if not module.startswith(BY_RULE)]
    folders = {file.parent.relative_to(ROOT).as_posix() + "/" for file in files}
    return sorted({*names, *folders})


@pytest.mark.parametrize("package", ["analysis", "consult", "surveys"])
def test_the_picture_of_the_house_names_every_room(package):
    picture = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    unnamed = [part for part in parts(package) if Path(part).name not in picture and Path(part).stem not in picture]
    assert not unnamed, "docs/architecture.md does not name:\n" + "\n".join(unnamed)


def test_the_glossary_explains_every_word():
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    assert [term for term in TERMS if term not in glossary] == []
