"""What the machine found, as rows of a run: for the full finding and for what only adds to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from analysis.codebook import NOT_SURE, OTHER, Findings
from consult.models.themes import CandidateTheme, Coding, Exclusion, PriorityCoding
from consult.store import runs

WITHHELD = "withheld for safeguarding"
UNSCREENED = "waiting for screening"


def add_themes(findings: Findings, run_id: int, theme_ids: Mapping[str, int], kept: Collection[str] = ()) -> None:
    """theme_ids: key in the findings → the theme that it is."""
    runs.add_all(CandidateTheme, _theme_rows(findings, run_id, theme_ids, kept))


def add_comments(
    findings: Findings, run_id: int, ids: Mapping[str, int], withheld: Sequence[int], unscreened: Sequence[int]
) -> None:
    """What became of each comment that has not been deleted meanwhile. ids: key in the findings → the run's theme."""
    read = [int(each.comment_id) for each in findings.codings]
    read += [int(each.comment_id) for each in findings.excluded]
    there = runs.list_existing_ids([*read, *withheld, *unscreened])
    left_out = [(int(each.comment_id), each.reason) for each in findings.excluded]
    left_out += [(comment_id, WITHHELD) for comment_id in withheld]
    left_out += [(comment_id, UNSCREENED) for comment_id in unscreened]
    runs.add_all(Coding, _coding_rows(findings, run_id, ids, there))
    runs.add_all(PriorityCoding, _priority_rows(findings, run_id, there))
    runs.add_all(
        Exclusion,
        (
            {"run_id": run_id, "comment_id": comment_id, "reason": reason[:100]}
            for comment_id, reason in left_out
            if comment_id in there
        ),
    )


def _theme_rows(
    findings: Findings, run_id: int, theme_ids: Mapping[str, int], kept: Collection[str]
) -> list[dict[str, Any]]:
    return [
        {
            "run_id": run_id,
            "theme_id": theme_ids[theme.id],
            "key": theme.id,
            "name": theme.name[:200],
            "keywords": list(theme.keywords),
            "comments": theme.comments,
            "excerpts": list(theme.excerpts),
            "priority": theme.priority,
            "priority_probability": theme.priority_probability,
            "description": theme.description,
            "phrases": list(theme.phrases),
            "diverse": list(theme.diverse),
            "dissenting": list(theme.dissenting),
            "firmness": theme.firmness,
            "stability": theme.stability,
            "larger": theme.group[:200],
            "is_kept": theme.id in kept,
        }
        for theme in findings.themes
    ]


def _coding_rows(findings: Findings, run_id: int, ids: Mapping[str, int], there: set[int]) -> list[dict[str, Any]]:
    return [
        {
            "run_id": run_id,
            "comment_id": int(coding.comment_id),
            "theme_id": None if coding.theme_id in (OTHER, NOT_SURE) else ids[coding.theme_id],
            "probability": coding.probability,
            "is_unsure": coding.theme_id == NOT_SURE,
            "stance": coding.stance,
            "tone": coding.tone,
        }
        for coding in findings.codings
        if int(coding.comment_id) in there
    ]


def _priority_rows(findings: Findings, run_id: int, there: set[int]) -> list[dict[str, Any]]:
    return [
        {
            "run_id": run_id,
            "comment_id": int(mapped.comment_id),
            "priority": mapped.priority,
            "probability": mapped.probability,
            "second": mapped.second,
            "second_probability": mapped.second_probability,
            "reason": mapped.reason,
        }
        for mapped in findings.priorities
        if int(mapped.comment_id) in there
    ]
