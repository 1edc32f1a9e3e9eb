"""A table that was explored, as a file: the same cells as on the page. Who took it is written down."""

from __future__ import annotations

import json

from analysis.explore import Explored
from consult.models.themes import AnalysisRun
from consult.services.exports import CSV, Export, csv_bytes, recorded


def as_csv(run: AnalysisRun, explored: Explored, *, by: int | None) -> Export:
    table = explored.table
    lines = [(table.caption,), table.columns, *table.rows, (table.note,)]
    return recorded(table.id, "csv", CSV, csv_bytes(lines), run=run, by=by)


def as_json(run: AnalysisRun, explored: Explored, *, by: int | None) -> Export:
    table = explored.table
    plain = {
        "title": table.caption,
        "dimensions": explored.dimensions,
        "columns": table.columns,
        "rows": table.rows,
        "note": table.note,
    }
    content = json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
    return recorded(table.id, "json", "application/json", content.encode(), run=run, by=by)
