"""What each page of the report says: read from what was counted, with names and verdicts as they are now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis import heard
from analysis.codebook import NONE, UNSURE
from analysis.differences import Difference, differences
from analysis.explore import Explored, explore
from analysis.group_tables import slug
from analysis.heard import Heard, Quiet, Share
from analysis.minority import MinorityView, minority_views
from analysis.overview import Overview
from analysis.reported import NOT_SAID, REST, UNTHEMED, PriorityShare, ReportedTheme, ThemeReport
from analysis.tabulating import Tally
from consult.models.themes import AnalysisRun
from consult.services import counted_groups, excerpts, theme_counting, theme_reports, theme_states
from consult.services.excerpts import ApprovedExcerpt
from consult.services.theme_counting import Counted
from consult.services.theme_reports import StrategyReport
from consult.store import runs
from consult.store.errors import NotFound

DIMENSIONS = {"audience": "audience", "area": "area", "age-band": "age band"}  # as addresses name them
MOST_DIFFERENCES = 12
MOST_EXCERPTS = 6


@dataclass(frozen=True)
class Book:
    """The report of one run, opened: what was counted, and what people decided since."""

    run: AnalysisRun
    counted: Counted
    report: StrategyReport
    is_behind: bool

    @property
    def themes(self) -> ThemeReport:
        return self.report.themes

    @property
    def overview(self) -> Overview:
        return self.counted.overview

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Of themes and priorities by id; a rejected theme says so."""
        said = {theme.id: theme.name + (" (rejected)" if theme.is_rejected else "") for theme in self.themes.themes}
        return {**theme_states.priority_names(), **said, **UNTHEMED}

    @cached_property
    def standing(self) -> Mapping[str, ReportedTheme]:
        return {theme.id: theme for theme in self.themes.standing}

    def heard(self, said: Tally) -> tuple[Heard, ...]:
        return heard.heard(self.overview, said)

    def of_theme(self, theme: ReportedTheme) -> tuple[Heard, ...]:
        return self.heard(self.overview.themes[theme.id])

    def against(self, theme: ReportedTheme) -> int:
        return self.overview.against[theme.id].comments

    def share(self, priority_id: str) -> PriorityShare:
        found = next((share for share in self.themes.priorities if share.id == priority_id), None)
        if found is None:
            raise NotFound(f"no priority {priority_id}")
        return found

    def themes_of(self, share: PriorityShare) -> list[ReportedTheme]:
        return [self.standing[theme] for theme in share.themes]

    def tally(self, share: PriorityShare) -> Tally:
        nobody = Tally(comments=0, texts=0, voices=(0,) * len(self.overview.ways))
        return self.overview.priorities.get(share.id, nobody)


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupPage:
    """One audience, area or age band. themes, priorities: with ids for labels. raises: where it differs."""

    dimension: str
    name: str
    size: Share
    themes: tuple[Share, ...]
    priorities: tuple[Share, ...]
    differs: tuple[Difference, ...]
    excerpts: tuple[ApprovedExcerpt, ...]

    @property
    def is_told(self) -> bool:
        """Whether anything may be said of a group as small as this."""
        return self.size.count.value is not None


@dataclass(frozen=True, slots=True)
class Gaps:
    """priorities: of the six, those without a theme. themes: those that stand and are in none of the six."""

    priorities: tuple[PriorityShare, ...]
    themes: tuple[ReportedTheme, ...]


def open_book() -> Book | None:
    """The newest run; None before the first. Raises theme_counting.NotCountedYet while a large one is counted first."""
    run = runs.find_newest_run()
    if run is None:
        return None
    shown = theme_counting.look(run)
    return Book(run, shown.counted, theme_reports.report_of(shown.counted), shown.is_behind)


def get_theme(book: Book, theme_id: int) -> ReportedTheme:
    """One that stands in this run and holds comments. A merged or rejected one has its page among the themes."""
    found = book.standing.get(str(theme_id))
    if found is None:
        raise NotFound(f"no theme {theme_id} in the report")
    return found


def groups_by(book: Book, row_id: str, of: str) -> dict[str, tuple[Share, ...]]:
    """A theme or priority by each dimension of groups. of: "theme" or "priority"."""
    found = {by: heard.across(book.overview.table(of, by), row_id) for by in DIMENSIONS.values()}
    return {by: shares for by, shares in found.items() if shares}


def list_groups(book: Book) -> dict[str, tuple[Share, ...]]:
    """The groups of each dimension, those with a page of their own."""
    found = {key: heard.group_sizes(book.overview, by) for key, by in DIMENSIONS.items()}
    return {key: sizes for key, sizes in found.items() if sizes}


def get_group(book: Book, dimension: str, group: str) -> GroupPage:
    """dimension, group: as the address names them."""
    by = DIMENSIONS.get(dimension, "")
    size = next((each for each in heard.group_sizes(book.overview, by) if slug(each.label) == group), None)
    if size is None:
        raise NotFound(f"no {dimension} {group}")
    table = book.overview.table("theme", by)
    found = differences(table) if table else ()
    return GroupPage(
        dimension=dimension,
        name=size.label,
        size=size,
        themes=tuple(share for share in heard.down(table, size.label) if share.label in book.standing),
        priorities=heard.down(book.overview.table("priority", by), size.label),
        differs=tuple(each for each in found if each.group == size.label and each.theme_id in book.standing),
        excerpts=_shown(lambda excerpt: excerpt.said_by == size.label),
    )


def list_differences(book: Book) -> dict[str, tuple[Difference, ...]]:
    """Where audiences, areas and age bands differ most from everybody."""
    tables = {by: book.overview.table("theme", by) for by in DIMENSIONS.values()}
    found = {by: differences(table) for by, table in tables.items() if table}
    kept = {by: [each for each in listed if each.theme_id in book.standing] for by, listed in found.items()}
    return {by: tuple(listed[:MOST_DIFFERENCES]) for by, listed in kept.items()}


def list_quiet(book: Book) -> tuple[Quiet, ...]:
    return tuple(quiet for by in DIMENSIONS.values() for quiet in heard.quiet_groups(book.overview, by))


def list_against(book: Book) -> list[ReportedTheme]:
    """Themes with comments that speak against what the theme is about, most first."""
    disputed = [theme for theme in book.themes.standing if book.against(theme)]
    return sorted(disputed, key=lambda theme: (-book.against(theme), theme.name))


def list_minority(book: Book) -> list[MinorityView]:
    return minority_views(book.overview, book.themes.standing, counted_groups.list_unprotected())


def find_gaps(book: Book) -> Gaps:
    return Gaps(
        tuple(share for share in book.themes.priorities if not share.themes and share.id not in (NONE, UNSURE)),
        tuple(theme for theme in book.themes.standing if theme.priority in (NONE, UNSURE)),
    )


def explore_table(book: Book, asked: Iterable[str]) -> Explored | None:
    return explore(book.overview, tuple(asked), book.names)


def excerpts_of_theme(book: Book, theme_id: str) -> tuple[ApprovedExcerpt, ...]:
    return _shown(lambda excerpt: theme_id in book.counted.sheet.themes_of(excerpt.comment_id))


def excerpts_of_priority(book: Book, share: PriorityShare) -> tuple[ApprovedExcerpt, ...]:
    sheet = book.counted.sheet
    return _shown(lambda excerpt: sheet.priority_of(excerpt.comment_id) == share.id)


def dissenting_excerpts() -> tuple[ApprovedExcerpt, ...]:
    return _shown(lambda excerpt: excerpt.is_dissenting)


def _shown(is_wanted: Callable[[ApprovedExcerpt], bool]) -> tuple[ApprovedExcerpt, ...]:
    """What two people agreed to publish, of areas that this session may see."""
    return tuple(excerpt for excerpt in excerpts.list_approved_here() if is_wanted(excerpt))[:MOST_EXCERPTS]


def is_group(label: str) -> bool:
    return label not in (NOT_SAID, REST)
