"""The report as files for other programs: Word, a workbook, JSON with its schema. Each is recorded.

The libraries that write them are loaded when the first file is asked for: no page waits for them.
"""

from __future__ import annotations

import json

from analysis.page import report_json
from analysis.schema import report_schema
from consult.services.exports import Export, file_name, newest_run, recorded
from consult.services.run_records import to_take_away

_OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = f"{_OFFICE}.wordprocessingml.document"
SHEETS = f"{_OFFICE}.spreadsheetml.sheet"
JSON, SCHEMA = "application/json", "application/schema+json"


def word(*, by: int | None) -> Export:
    from analysis.document.chapters import word_file

    run = newest_run()
    away = to_take_away(run)
    return recorded("theme-report", "docx", WORD, word_file(away.report, away.record), run=run, by=by)


def sheets(*, by: int | None) -> Export:
    from analysis.workbook import workbook

    run = newest_run()
    away = to_take_away(run)
    return recorded("theme-report", "xlsx", SHEETS, workbook(away.report, away.record), run=run, by=by)


def as_json(*, by: int | None) -> Export:
    run = newest_run()
    return recorded("theme-report", "json", JSON, report_json(to_take_away(run).report).encode(), run=run, by=by)


def schema() -> Export:
    """What the JSON follows: the same for every report, so nobody is recorded."""
    content = json.dumps(report_schema(), indent=1).encode()
    return Export(file_name("theme-report-schema", "json"), SCHEMA, content)
