"""The project: masked comments as text sources, who coded them as what, and where every other comment went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC

from analysis.archives import zip_stream
from analysis.codebook import NOT_SURE, OTHER
from analysis.method import RunRecord, method_parts
from analysis.redact import mask
from analysis.refi.codes import code_guid, codes, group_sets, memo, memo_guid
from analysis.refi.writing import HEAD, ORIGIN, clean, element, guid, text
from analysis.reported import UNTHEMED, ReportedTheme, ThemeReport

PROJECT = "urn:QDA-XML:project:1.0"
MACHINE = "The program"
REJECTED = "Only in themes that people rejected"
VARIABLES = (
    ("comment", "Comment", "Text", "The number of the comment in the platform."),
    ("question", "Question", "Text", "The question that was asked."),
    ("group", "Group", "Text", "One group of the person, where it has ten people or more."),
    ("priority", "Priority read by the program", "Text", "The program's own reading of the comment by itself."),
    ("may-quote", "May be quoted", "Boolean", "Whether the person allowed the words to be quoted."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceCoding:
    """One comment is in one theme (or OTHER, NOT_SURE), said by a person's name or by MACHINE."""

    theme_id: str
    coder: str = MACHINE


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One comment for the project; its text is masked on the way in, whatever was done to it before.

    group: one coarse group of ten people or more, or empty. left_out: why it was not analysed, or empty.
    """

    comment_id: str
    text: str
    question: str = ""
    group: str = ""
    priority: str = ""
    may_quote: bool = False
    left_out: str = ""
    codings: tuple[SourceCoding, ...] = ()


def project_file(report: ThemeReport, sources: Iterable[Source], record: RunRecord) -> Iterator[bytes]:
    """A .qdpx file, piece by piece: masked texts as they come, project.qde last.

    Hand in no comment whose words are withheld. Valid against the standard's Project.xsd; the same report, sources in
    the same order and record give the same bytes. A theme that people rejected is no code.
    """
    return zip_stream(_members(report, sources, record))


def _members(report: ThemeReport, sources: Iterable[Source], record: RunRecord) -> Iterator[tuple[str, bytes]]:
    project = _Project(report, record)
    for source in sources:
        words = clean(mask(source.text).text)
        project.add(source, words)
        yield f"Sources/{project.guid_of(source)}.txt", words.encode()
    yield "project.qde", project.xml()


@dataclass(slots=True)
class _Project:
    """project.qde in the making."""

    report: ThemeReport
    record: RunRecord
    sources: list[str] = field(default_factory=list)
    sets: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    coders: dict[str, None] = field(default_factory=lambda: {MACHINE: None})
    themes: dict[str, ReportedTheme] = field(init=False)  # those that are codes
    run: str = field(init=False)

    def __post_init__(self) -> None:
        self.themes = {theme.id: theme for theme in self.report.standing}
        self.run = self.record.name

    def add(self, source: Source, words: str) -> None:
        place = self.guid_of(source)
        inside = [coding for coding in source.codings if coding.theme_id in self.themes]
        for group in self._sets_of(source, is_coded=bool(inside)):
            self.sets[group].append(element("MemberSource", [("targetGUID", place)]))
        about = [
            ("guid", place),
            ("name", f"Comment {source.comment_id}"),
            ("plainTextPath", f"internal://{place}.txt"),
            ("creatingUser", self._user(MACHINE)),
            ("creationDateTime", self._moment),
        ]
        self.sources.append(element("TextSource", about, self._selection(source, inside, words), *_values(source)))

    def _selection(self, source: Source, codings: list[SourceCoding], words: str) -> str:
        """The whole comment, with its codings: the program codes comments, not words."""
        if not codings or not words:
            return ""
        about = [
            ("guid", guid(self.run, "selection", source.comment_id)),
            ("startPosition", "0"),
            ("endPosition", str(len(words))),
            ("creatingUser", self._user(codings[0].coder)),
            ("creationDateTime", self._moment),
        ]
        return element("PlainTextSelection", about, *(self._coding(source, coding) for coding in codings))

    def _coding(self, source: Source, coding: SourceCoding) -> str:
        about = [
            ("guid", guid(self.run, "coding", source.comment_id, coding.theme_id, coding.coder)),
            ("creatingUser", self._user(coding.coder)),
            ("creationDateTime", self._moment),
        ]
        code = element("CodeRef", [("targetGUID", code_guid(self.record, coding.theme_id))])
        return element("Coding", about, code)

    def _sets_of(self, source: Source, *, is_coded: bool) -> Iterator[str]:
        """Every comment is coded or in a set that says why not, so that they add up to what was received."""
        if source.left_out:
            yield f"Left out: {source.left_out}"
        elif not is_coded:
            places = {coding.theme_id for coding in source.codings}
            rejected = places - {NOT_SURE, OTHER}
            yield REJECTED if rejected else UNTHEMED[NOT_SURE] if NOT_SURE in places else UNTHEMED[OTHER]

    def guid_of(self, source: Source) -> str:
        return guid(self.run, "comment", source.comment_id)

    def _user(self, coder: str) -> str:
        self.coders.setdefault(coder)
        return guid("user", coder)

    @property
    def _moment(self) -> str:
        at = self.record.finished_at
        return f"{at.astimezone(UTC) if at.tzinfo else at:%Y-%m-%dT%H:%M:%SZ}"

    def xml(self) -> bytes:
        root = [
            ("xmlns", PROJECT),
            ("name", f"{self.report.title} ({self.run})"),
            ("origin", ORIGIN),
            ("creatingUserGUID", guid("user", MACHINE)),
            ("creationDateTime", self._moment),
        ]
        parts = (
            self._all(
                "Users", [element("User", [("guid", guid("user", each)), ("name", each)]) for each in self.coders]
            ),
            element("CodeBook", (), codes(self.report, self.record, with_memos=True)),
            self._all("Variables", list(_variables())),
            self._all("Sources", self.sources),
            self._all("Notes", [self._memo(theme) for theme in self.themes.values()]),
            self._all("Sets", [*group_sets(self.report, self.record), *self._source_sets()]),
            text("Description", self._description()),
        )
        return (HEAD + element("Project", root, *parts) + "\n").encode()

    def _all(self, name: str, inside: list[str]) -> str:
        return element(name, (), *inside) if inside else ""

    def _memo(self, theme: ReportedTheme) -> str:
        about = [
            ("guid", memo_guid(self.record, theme.id)),
            ("name", f"Decisions: {theme.name}"),
            ("creatingUser", self._user(MACHINE)),
            ("creationDateTime", self._moment),
        ]
        return element("Note", about, text("PlainTextContent", memo(self.report, theme)))

    def _source_sets(self) -> list[str]:
        return [
            element("Set", [("guid", guid(self.run, "set", name)), ("name", name)], *members)
            for name, members in sorted(self.sets.items())
        ]

    def _description(self) -> str:
        said = [" ".join((part.heading + ":", *part.sentences)) for part in method_parts(self.report, self.record)]
        rules = "Personal data are masked. Comments whose words are withheld are not in this file."
        return "\n\n".join([rules, *self.record.remarks, *said])


def _variables() -> Iterator[str]:
    for key, name, kind, meaning in VARIABLES:
        about = [("guid", guid("variable", key)), ("name", name), ("typeOfVariable", kind)]
        yield element("Variable", about, text("Description", meaning))


def _values(source: Source) -> Iterator[str]:
    said = (source.comment_id, source.question, source.group, source.priority)
    for (key, *_), value in zip(VARIABLES, said, strict=False):
        if value:
            yield _value(key, text("TextValue", value))
    yield _value("may-quote", text("BooleanValue", "true" if source.may_quote else "false"))


def _value(key: str, value: str) -> str:
    return element("VariableValue", (), element("VariableRef", [("targetGUID", guid("variable", key))]), value)
