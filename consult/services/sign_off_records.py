"""What the method page and the files say of double coding and sign-off: sentences and tables, without names."""

from __future__ import annotations

from datetime import datetime

from analysis.reported import Table, readable
from consult.models.themes import AnalysisRun
from consult.services import adjudicating, double_coding, sign_off, theme_states
from consult.services.deciding import WORDS
from consult.settings import LONDON


def say_coded_twice(run: AnalysisRun) -> tuple[str, ...]:
    found = double_coding.find_of_run(run.id)
    if found is None:
        return ()
    coding = found.coding
    drawn = (
        f"{coding.size:,} comments were drawn by chance (seed {coding.seed}) from {coding.population:,} with different "
        f"words, spread over themes and {coding.spread}s, for two people to code."
    )
    if not found.is_handed_in:
        return (drawn, "They have not finished.")
    third = f"They differ on {found.differ:,}; a third decision was made about {found.adjudicated:,} of these."
    return drawn, third


def list_agreement(run: AnalysisRun) -> tuple[Table, ...]:
    found = double_coding.find_of_run(run.id)
    return adjudicating.list_tables(found.coding) if found else ()


def say_signed_off(run: AnalysisRun) -> tuple[str, ...]:
    signed = sign_off.find_in_force()
    if signed is None:
        return ()
    which = "these themes" if signed.run_id == run.id else f"the themes of run {signed.run_id}"
    said = [f"A person signed off {which} on {_day(signed.at)}. The set has the hash {signed.sha256}."]
    if signed.without_double:
        said.append(f"Without a finished double coding, because: {readable(signed.without_double)}")
    if signed.left_open:
        said.append(f"With themes or conflicts undecided, because: {readable(signed.left_open)}")
    return (*said, "What was decided since is an amendment with its reason; the table lists each.")


def tabulate_amendments() -> Table | None:
    """None where nothing is signed off."""
    signed = sign_off.find_in_force()
    if signed is None:
        return None
    everything = theme_states.read_all().themes
    rows = [
        (
            f"{number}, on {_day(each.at)}",
            WORDS[each.kind].capitalize(),
            readable(everything[each.theme_id].name) if each.theme_id in everything else f"theme {each.theme_id}",
            readable(each.why),
        )
        for number, each in enumerate(sign_off.read(signed.id).amendments, start=1)
    ]
    return Table(
        id="amendments",
        caption="Amendments since the sign-off",
        columns=("Amendment", "What", "Theme", "Why"),
        rows=tuple(rows),
        note="" if rows else "There are none.",
    )


def _day(at: datetime) -> str:
    here = at.astimezone(LONDON)
    return f"{here.day} {here:%B %Y}"
