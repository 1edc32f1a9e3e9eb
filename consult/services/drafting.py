"""Sections of the plan: begun, written, saved as numbered versions. Two who write at once overwrite nothing.

Every save names the version its writer saw. Where that is no longer the newest, nothing is stored and both are shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from analysis.codebook import UNSURE
from consult.models.plan import PlanSection, SectionApproval, SectionVersion
from consult.plan.citations import list_citations
from consult.services import citing
from consult.services.citing import CitedSentence, CitedText, Known
from consult.services.theme_review import priority_names
from consult.settings import AREAS
from consult.store import areas, people
from consult.store import plan as store
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction

LONGEST_TEXT = 60_000  # characters: about 10,000 words
ALL_AREAS = "all"
PLAN_AREAS = {ALL_AREAS: "All areas"} | {
    area: name for area, name in AREAS.items() if area not in ("elsewhere", "not-said")
}
PLAN_PRIORITIES = {priority: name for priority, name in priority_names().items() if priority != UNSURE}


class SavedMeanwhile(Conflict):
    """Somebody else saved this section while it was open. Nothing was stored; both texts are here."""

    def __init__(self, now: SectionVersion | None, wanted: str) -> None:
        super().__init__("Somebody else saved this section while you had it open. Nothing was overwritten.")
        self.now = now
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class Draft:
    """A section with all its versions, oldest first, and its approvals by version id."""

    section: PlanSection
    versions: tuple[SectionVersion, ...]
    approvals: dict[int, SectionApproval]

    @property
    def title(self) -> str:
        priority = PLAN_PRIORITIES.get(self.section.priority, self.section.priority)
        return f"{priority}: {PLAN_AREAS.get(self.section.area, self.section.area)}"

    @property
    def newest(self) -> SectionVersion | None:
        return self.versions[-1] if self.versions else None

    @property
    def seen(self) -> int:
        """What a form carries to say which version its writer saw."""
        return len(self.versions)

    @property
    def approved(self) -> SectionVersion | None:
        """The newest version that a second person approved."""
        return next((version for version in reversed(self.versions) if version.id in self.approvals), None)

    @property
    def is_approved(self) -> bool:
        """Its newest version is."""
        return self.newest is not None and self.newest.id in self.approvals

    @property
    def writers(self) -> frozenset[int]:
        """Whoever saved a version since the last one that was approved: none of them approves the next."""
        done = self.approved.number if self.approved and not self.is_approved else 0
        return frozenset(version.user_id for version in self.versions if version.number > done)

    def version(self, number: int) -> SectionVersion:
        for version in self.versions:
            if version.number == number:
                return version
        raise NotFound(f"no version {number}")


@dataclass(frozen=True, slots=True)
class DraftInList:
    """One line of the plan's page. points: what is amiss in the newest version; amiss: in the approved one."""

    draft: Draft
    points: int
    amiss: int
    remarks: int


@dataclass(frozen=True, slots=True)
class Use:
    """A sentence of the plan that cites a theme."""

    draft: Draft
    version: SectionVersion
    cited: CitedSentence


def list_drafts() -> tuple[Draft, ...]:
    """In the order of the priorities and areas."""
    sections = store.list_sections()
    ids = [section.id for section in sections]
    drafts = _drafts(sections, store.list_versions(ids), store.list_approvals(ids))
    priorities, places = list(PLAN_PRIORITIES), list(PLAN_AREAS)
    return tuple(
        sorted(drafts, key=lambda each: (priorities.index(each.section.priority), places.index(each.section.area)))
    )


def list_lines() -> tuple[DraftInList, ...]:
    """Of the areas that may be seen here."""
    drafts, remarks = _seen(list_drafts()), store.count_open_remarks()
    known = citing.look_up(version.text for draft in drafts for version in (draft.newest, draft.approved) if version)
    return tuple(
        DraftInList(
            draft,
            _count_points(draft.newest, known),
            0 if draft.is_approved else _count_points(draft.approved, known),
            remarks.get(draft.section.id, 0),
        )
        for draft in drafts
    )


def own_areas() -> dict[str, str]:
    """Areas of the plan that may be seen here, with their names: what is about all of them always."""
    return {area: name for area, name in PLAN_AREAS.items() if area == ALL_AREAS or areas.may_see(area)}


def get_draft(section_id: int, *, of_any_area: bool = False) -> Draft:
    """Of an area that may be seen here, where it is not said that any will do."""
    section = store.get_section(section_id)
    if not of_any_area and section.area not in own_areas():
        raise NotFound(f"no section {section_id}")
    return next(_drafts([section], store.list_versions([section_id]), store.list_approvals([section_id])))


def read_version(version: SectionVersion) -> CitedText:
    """As it was saved, with what its citations lead to now."""
    return citing.read(version.text, citing.look_up([version.text]), version.figures)


def list_uses(theme_id: int) -> tuple[Use, ...]:
    """The sentences that cite this theme, in the newest version of every section that may be seen here."""
    newest = [(draft, draft.newest) for draft in _seen(list_drafts()) if draft.newest]
    known = citing.look_up(version.text for _, version in newest)
    return tuple(
        Use(draft, version, cited)
        for draft, version in newest
        for cited in citing.read(version.text, known, version.figures).sentences
        if any(citation.theme_id == theme_id for citation in cited.sentence.citations if not citation.fault)
    )


def list_cited_themes() -> frozenset[int]:
    """Themes that the newest version of any section cites, by themselves or by a figure."""
    texts = (draft.newest.text for draft in list_drafts() if draft.newest)
    cited = (citation for text in texts for citation in list_citations(text) if not citation.fault)
    return frozenset(citation.theme_id for citation in cited if citation.theme_id)


def start_section(priority: str, area: str, *, by: int) -> int:
    """The new section's id, or that of the one that is there already."""
    if priority not in PLAN_PRIORITIES or area not in own_areas():
        raise Conflict("Choose a priority and an area from the lists.")
    try:
        with transaction():
            if already := store.find_section(priority, area):
                return already.id
            made = store.add_section(priority=priority, area=area, made_by=by)
            people.record(user_id=by, action="plan section begun", subject=f"section {made.id}")
            return made.id
    except IntegrityError:  # a colleague began it in the same moment
        return start_section(priority, area, by=by)


def save(section_id: int, text: str, *, seen: int, by: int) -> int:
    """Store it as a version of its own and say its number; a text that nobody changed is no new version.

    Figures are kept as they are now. Raises Conflict for what cannot be stored, SavedMeanwhile where another was
    quicker.
    """
    plain = "\n".join(line.rstrip() for line in text.splitlines()).strip()
    _refuse_what_is_too_long(plain)
    figures = citing.read_figures(plain, citing.look_up([plain]))
    try:
        with transaction():
            store.one_at_a_time()
            draft = get_draft(section_id)
            if draft.seen != seen:
                raise SavedMeanwhile(draft.newest, plain)
            if draft.newest and (draft.newest.text, draft.newest.figures) == (plain, figures):
                return seen
            store.add_version(section_id=section_id, number=seen + 1, text=plain, figures=figures, user_id=by)
            people.record(user_id=by, action="plan section saved", subject=f"section {section_id} version {seen + 1}")
            return seen + 1
    except IntegrityError as error:  # the other version was stored in the same moment
        raise SavedMeanwhile(get_draft(section_id).newest, plain) from error


def _refuse_what_is_too_long(text: str) -> None:
    if not text:
        raise Conflict("Write something before you save.")
    if len(text) > LONGEST_TEXT:
        raise Conflict(
            f"This text has {len(text):,} characters; a section can have {LONGEST_TEXT:,}. Put a part of it into"
            " another section, then save."
        )


def _seen(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    mine = own_areas()
    return tuple(draft for draft in drafts if draft.section.area in mine)


def _count_points(version: SectionVersion | None, known: Known) -> int:
    return len(citing.read(version.text, known, version.figures).points) if version else 0


def _drafts(
    sections: Iterable[PlanSection], versions: Iterable[SectionVersion], approvals: Iterable[SectionApproval]
) -> Iterator[Draft]:
    of_section: dict[int, list[SectionVersion]] = defaultdict(list)
    for version in versions:
        of_section[version.section_id].append(version)
    by_version = {approval.version_id: approval for approval in approvals}
    for section in sections:
        mine = tuple(of_section[section.id])
        yield Draft(section, mine, {each.id: by_version[each.id] for each in mine if each.id in by_version})
