"""What pages of the strategy team say: short sentences for people who are not data scientists."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from analysis.codebook import NONE, UNSURE
from analysis.decisions import DecisionKind
from analysis.reported import ReportedTheme
from analysis.reviewing import ASPECTS
from consult.models.jobs import Job, JobState
from consult.models.themes import AnalysisRun
from consult.services.deciding import WORDS as DONE
from consult.services.theme_finding import JOIN, KIND
from consult.services.theme_review import DecidedMeanwhile, priority_names
from consult.services.theme_states import AllThemes

OPEN = (JobState.WAITING, JobState.RUNNING)
BEGUN = {KIND: "Finding themes", JOIN: "Adding what is new"}
DONE_WITH = {KIND: "Themes were found", JOIN: "What is new was added"}
FAILED = {KIND: "Themes could not be found", JOIN: "What is new could not be added"}


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a page and the sentences under it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far the newest finding of themes is."""

    heading: str
    words: str
    percent: int = 0
    job_id: int | None = None
    is_open: bool = False
    is_done: bool = False


def percent(share: float) -> str:
    """0.874 → 87%. Never 100% or 0% for what is only nearly so."""
    whole = round(100 * share)
    if whole in (0, 100) and share not in (0, 1):
        whole = min(max(whole, 1), 99)
    return f"{whole}%"


def names_of(everything: AllThemes) -> dict[int, str]:
    """Theme → what it is called now."""
    return {key: theme.name for key, theme in everything.themes.items()}


def page_number() -> int:
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def number_in_address(name: str) -> int | None:
    """None where it is not in the address; 0, which nothing has, where it is no number."""
    text = request.args.get(name)
    if text is None:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def people_of(size: ReportedTheme | None) -> int:
    return size.people if size else 0


def progress(job: Job | None) -> Progress:
    if job is None:
        return Progress(heading="Themes are not being looked for now", words="")
    done = round(100 * job.progress)
    if job.state == JobState.WAITING:
        words = job.error or (
            "Waiting for its turn. If this does not change within a minute, tell an administrator:"
            " the part that does the work may not be running."
        )
        return Progress(heading=BEGUN[job.kind], words=words, job_id=job.id, is_open=True)
    if job.state == JobState.RUNNING:
        words = "Stopping…" if job.cancel_requested else f"{_sentence(job.stage)}: {done // 10 * 10}% done."
        return Progress(heading=BEGUN[job.kind], words=words, percent=done, job_id=job.id, is_open=True)
    return _ended(job)


def _ended(job: Job) -> Progress:
    if job.state == JobState.DONE:
        return Progress(heading=DONE_WITH[job.kind], words="The work is finished.", job_id=job.id, is_done=True)
    if job.state == JobState.CANCELLED:
        words = "It was stopped before it was finished. Nothing was changed."
        return Progress(heading=f"{BEGUN[job.kind]} was cancelled", words=words, job_id=job.id)
    return Progress(heading=FAILED[job.kind], words=job.error or "Something went wrong.", job_id=job.id)


def _sentence(stage: str) -> str:
    return (stage[:1].upper() + stage[1:]) if stage else "Starting"


def versions(clash: DecidedMeanwhile) -> list[tuple[str, str, str]]:
    """Label, as it is now, as it was asked for."""
    now, names, kind = clash.now, priority_names(), clash.wanted.kind
    wanted = {"name": now.name, "description": now.description, "priority": now.priority, "status": str(now.status)}
    rows = [("Name", "name"), ("Priority", "priority"), ("Status", "status")]
    if kind in ASPECTS:
        wanted[ASPECTS[kind]] = clash.wanted.after
    if kind is DecisionKind.DESCRIBE:
        rows.append(("Description", "description"))
    shown = [(label, str(getattr(now, name)), wanted[name]) for label, name in rows]
    told = [(label, names.get(is_now, is_now), names.get(asked, asked)) for label, is_now, asked in shown]
    if kind not in ASPECTS:
        told.append(("What you asked for", "not done", _ASKED.get(kind, "a decision taken back")))
    return told


OF_KIND = {kind: said.capitalize() for kind, said in DONE.items()}  # of a decision, in a list
_ASKED = {
    DecisionKind.MERGE: "merge it into another theme",
    DecisionKind.PART: "part it again",
    DecisionKind.SPLIT: "split it",
    DecisionKind.PUT: "put comments in",
    DecisionKind.TAKE: "take comments out",
    DecisionKind.MOVE: "move comments to another theme",
    DecisionKind.STANCE: "set the stance of comments",
}


def no_theme() -> Heading:
    return Heading(
        "Comments in no theme",
        (
            "These comments were read, but they fit none of the themes. They are often about one person’s own case,"
            " or about something that few others mentioned.",
            "They count in all totals. Read them: a new idea is often said by one person first.",
        ),
    )


def not_sure() -> Heading:
    return Heading(
        "Comments the machine is not sure about",
        (
            "These comments may belong to a theme, but not surely enough to count in it. A person should read them.",
            "They count in all totals, and in no theme.",
        ),
    )


def excluded(run: AnalysisRun) -> Heading:
    return Heading(
        "Comments that were left out",
        (
            f"Run {run.id} could not look for themes in these comments. Each has its reason.",
            "They count as received. Nothing was deleted.",
        ),
    )


def priority(priority_id: str, name: str) -> Heading:
    said = {
        NONE: "These comments are about something that none of the six priorities covers. They come first in the"
        " report, because a plan that only hears what fits it is not listening.",
        UNSURE: "The machine could not decide where these comments belong. A person should read them.",
    }
    first = said.get(priority_id, f"The machine mapped these comments to the priority “{name}”.")
    return Heading(
        name,
        (
            first,
            "Themes stand where a person put them, or else where the machine did. Each comment stands where the machine"
            " put it; “Why” gives its reason. It can be wrong: check before you rely on it.",
        ),
    )
