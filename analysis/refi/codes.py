"""The codebook: the priorities, under each its themes that stand, in the standard's words “codes” and “sets”."""

from __future__ import annotations

from collections import defaultdict

from analysis.drawing import style
from analysis.in_short import status_words
from analysis.method import RunRecord
from analysis.refi.writing import HEAD, ORIGIN, element, guid, text
from analysis.reported import ReportedTheme, ThemeReport

CODEBOOK = "urn:QDA-XML:codebook:1.0"


def codebook_file(report: ThemeReport, record: RunRecord) -> bytes:
    """A .qdc file: priorities and the themes nobody rejected, with descriptions, and larger themes as sets.

    Valid against the standard's Codebook.xsd; the same report and record give the same bytes.
    """
    sets = "".join(
        element("Set", [("guid", guid(record.name, "group", group)), ("name", group)], *members)
        for group, members in _groups(report, record, "guid").items()
    )
    root = [("xmlns", CODEBOOK), ("origin", ORIGIN)]
    book = element("CodeBook", root, codes(report, record), element("Sets", (), sets) if sets else "")
    return (HEAD + book + "\n").encode()


def codes(report: ThemeReport, record: RunRecord, *, with_memos: bool = False) -> str:
    """The element Codes. with_memos: each theme leads to its note (in a project only)."""
    themes: defaultdict[str, list[ReportedTheme]] = defaultdict(list)
    for theme in report.standing:
        themes[theme.priority].append(theme)
    priorities = dict.fromkeys([*(share.id for share in report.priorities), *themes])
    return element("Codes", (), *(_priority(report, record, key, themes[key], with_memos) for key in priorities))


def _priority(
    report: ThemeReport, record: RunRecord, priority: str, themes: list[ReportedTheme], with_memos: bool
) -> str:
    colour = str(style(priority, report.priority_names)["color"])
    children = (
        element(
            "Code",
            [("guid", code_guid(record, theme.id)), ("name", theme.name), ("isCodable", "true"), ("color", colour)],
            text("Description", describe(report, theme)),
            element("NoteRef", [("targetGUID", memo_guid(record, theme.id))]) if with_memos else "",
        )
        for theme in themes
    )
    about = [
        ("guid", guid("priority", priority)),
        ("name", report.priority_name(priority)),
        ("isCodable", "false"),
        ("color", colour),
    ]
    return element("Code", about, text("Description", "A strategic priority; its themes are below it."), *children)


def describe(report: ThemeReport, theme: ReportedTheme) -> str:
    """What a theme is about, for somebody who codes by it."""
    words = ", ".join(theme.proposed.keywords)
    parts = [
        theme.proposed.description,
        f"Words: {words}." if words else "",
        f"Raised by {theme.people:,} of {report.ledger.people:,} people ({theme.band}).",
    ]
    return " ".join(part for part in parts if part)


def memo(report: ThemeReport, theme: ReportedTheme) -> str:
    """What the program proposed and what people decided, kept with the code."""
    proposed = f"{theme.proposed.name}; {report.priority_name(theme.proposed.priority)}"
    lines = [
        f"Proposed by the program: {proposed} (probability {theme.proposed.priority_probability:.2f}).",
        f"Now: {theme.name}; {report.priority_name(theme.priority)}; {status_words(theme)}.",
    ]
    if theme.proposed.firmness:
        lines.append(f"Firmness: {theme.proposed.firmness}, {round(100 * theme.proposed.stability)}% comes back.")
    return "\n".join(lines)


def group_sets(report: ThemeReport, record: RunRecord) -> list[str]:
    """The larger themes as sets of a project."""
    return [
        element("Set", [("guid", guid(record.name, "group", group)), ("name", group)], *members)
        for group, members in _groups(report, record, "targetGUID").items()
    ]


def _groups(report: ThemeReport, record: RunRecord, attribute: str) -> dict[str, list[str]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for theme in report.standing:
        if theme.group:
            groups[theme.group].append(element("MemberCode", [(attribute, code_guid(record, theme.id))]))
    return dict(groups)


def code_guid(record: RunRecord, theme_id: str) -> str:
    """The same from run to run, where the theme has a number that lasts."""
    return guid("theme", *_identity(record, theme_id))


def memo_guid(record: RunRecord, theme_id: str) -> str:
    return guid("memo", record.name, *_identity(record, theme_id))


def _identity(record: RunRecord, theme_id: str) -> tuple[object, ...]:
    return (record.lasting[theme_id],) if theme_id in record.lasting else (record.name, theme_id)
