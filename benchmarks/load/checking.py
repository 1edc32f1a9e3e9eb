"""After a run the database is asked: is every receipt there exactly once, and nothing else?"""

from __future__ import annotations

import sqlalchemy as sa


def newest(url: str) -> int:
    return int(_ask(url, "SELECT coalesce(max(id), 0) FROM submission")[0][0])


def receipts(url: str, given: list[list[str]], *, after: int) -> list[str]:
    """What is wrong, in sentences; nothing where every receipt is one submission with its words."""
    sent = {row.reference: row.id for row in _ask(url, "SELECT reference, id FROM submission WHERE id > :after", after)}
    query = "SELECT submission_id, text FROM comment WHERE submission_id > :after"
    said: dict[int, set[str]] = {}
    for row in _ask(url, query, after):
        said.setdefault(row.submission_id, set()).add(row.text)
    wrong = [words for reference, words in given if said.get(sent.get(reference, 0)) != {words}]
    faults = []
    if wrong:
        faults.append(f"{len(wrong)} receipts are without their submission or its words")
    if len({reference for reference, _ in given}) != len(given):
        faults.append("a reference was given twice")
    if len(sent) != len(given):
        faults.append(f"{len(sent)} submissions are stored and {len(given)} receipts were given")
    return faults


def points(url: str, given: list[list[object]], *, wanted: int) -> list[str]:
    stored = {row.once: row.id for row in _ask(url, "SELECT once, id FROM note")}
    wrong = [once for once, number, state in given if state != "stored" or number not in stored.values()]
    faults = [f"{len(wrong)} points have no receipt that is stored"] if wrong else []
    if not len(stored) == len(given) == wanted:
        faults.append(f"{wanted} points were written, {len(given)} receipts given, {len(stored)} stored")
    return faults


def marked(url: str, *, words: str) -> tuple[int, int, int]:
    """How many with these words are stored; how many of them wait for a look; how many others do."""
    query = (
        "SELECT count(DISTINCT s.id), count(DISTINCT CASE WHEN c.text = :after THEN s.id END),"
        " count(DISTINCT CASE WHEN c.text = :after THEN r.submission_id END), count(DISTINCT r.submission_id)"
        " FROM submission s JOIN comment c ON c.submission_id = s.id"
        " LEFT JOIN review_mark r ON r.submission_id = s.id"
    )
    _, theirs, theirs_marked, all_marked = _ask(url, query, words)[0]
    return theirs, theirs_marked, all_marked - theirs_marked


def _ask(url: str, query: str, after: object = None) -> list[sa.Row]:  # type: ignore[type-arg]
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            values = {"after": after} if ":after" in query else {}
            return list(connection.execute(sa.text(query), values))
    finally:
        engine.dispose()
