"""What the columns of a report's tables mean, in words: the codebook that goes with the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.reported import BANDS_NOTE, NOT_SAID, REST, Table

MEANINGS = {
    "All": "Everybody, whatever the group or the way in.",
    "Theme": "Name of the theme: a person's where somebody chose one, else the program's. “No theme” and “Not sure "
    "which theme” are no themes and are counted beside them.",
    "Keywords": "Words that tell the theme apart from the others, the most telling first.",
    "People": "How many people raised the theme. Somebody who wrote several comments counts once.",
    "Comments": "How many comments.",
    "Different texts": "Comments without copies: a letter that many sent counts once.",
    "In words": BANDS_NOTE,
    "Priority": "Strategic priority: a person's choice where somebody made one, else the program's. “None of the six” "
    "is an answer of its own.",
    "Probability of the proposed priority": "How sure the program is of the priority it proposes, 0 to 1.",
    "Status": "proposed: nobody has decided; accepted or rejected: by whom and when.",
    "Proposed by the program": "Name and priority as the program proposed them, before anybody decided.",
    "Themes": "Names of the themes with this priority that stand.",
    "Comments in these themes": "Comments in any theme with this priority; each is counted once.",
    "Comments mapped one by one": "Comments that the program maps to this priority, each read by itself.",
    "Per cent": "Of all comments mapped one by one.",
    "Firmness": "firm, fair or loose: how well the theme is found again when comments are drawn anew.",
    "Comes back": "How much of the theme is found again when a fifth of the points is left out, in the mean.",
    "Comments that rather do not belong": "Comments with a probability of belonging under one half.",
    "Comments for": "Comments that seem to speak for what the theme is about: a weak signal.",
    "Comments against": "Comments that seem to speak against what the theme is about: a weak signal.",
    "Comments mixed": "Comments that seem to speak for and against.",
    "Comments unclear": "Comments whose side the program cannot tell.",
    "Tone": "Mean tone of the theme's comments from -1 (negative) to +1 (positive): a weak signal.",
    "Of the group": "Per cent of the group's people who raised the theme, from rounded counts.",
    "Of everybody": "Per cent of all people who raised the theme, from rounded counts.",
    "Difference in points": "The group's per cent less everybody's.",
    "Where": "Where comments went. Each comment is in exactly one line below the first.",
    NOT_SAID: "People who did not say which group they belong to.",
    REST: "Groups beyond the twelve largest, together.",
}
BY_GROUP = "People of this group: rounded to 5, “[c]” where too few; in brackets per cent of the group's people."
BY_PRIORITY = "Comments of the theme that the program, reading each by itself, maps to this priority."
OF_THE_LEDGER = "Comments that came in this way."


def codebook_rows(shown: Sequence[Table], sheets: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """One line for each column of each sheet: sheet, column, what it says."""
    for table, sheet in zip(shown, sheets, strict=True):
        for place, column in enumerate(table.columns):
            yield sheet, column or "What", _meaning(table, column, is_first=place == 0)


def _meaning(table: Table, column: str, *, is_first: bool) -> str:
    if is_first and not column:
        return MEANINGS["Where"]
    if table.id == "matrix" and not is_first:
        return BY_PRIORITY
    if table.id == "ledger" and column not in MEANINGS:
        return OF_THE_LEDGER
    if table.id.startswith(("by-", "priorities-by-")) and column not in MEANINGS:
        return BY_GROUP
    return MEANINGS.get(column, f"{table.caption}: {column.lower()}.")
