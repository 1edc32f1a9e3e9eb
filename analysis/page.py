"""ThemeReport → one page that needs nothing else, and JSON: same report, same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from plotly.offline import get_plotlyjs

from analysis.charts import charts
from analysis.method import RunRecord, method_parts
from analysis.reported import ThemeReport, readable
from analysis.tables import tables


def report_json(report: ThemeReport) -> str:
    """The report as JSON: same report, same bytes."""
    return json.dumps(_readable(asdict(report)), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _readable(value: Any) -> Any:
    """Every text in a nested value made readable."""
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, Mapping):
        return {readable(str(key)): _readable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(each) for each in value]
    return value


def _one_readable(value: Any) -> Any:
    """What a template prints, without characters that no page can hold; markup made by templates stays as it is."""
    return readable(value) if type(value) is str else value


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    finalize=_one_readable,
    trim_blocks=True,
    lstrip_blocks=True,
)


def report_html(report: ThemeReport, record: RunRecord | None = None) -> str:
    """One self-contained page: styles, pictures and their program inside it, nothing fetched from anywhere.

    record: what is known about the run; with it the page ends with the whole account of the method.
    """
    pictures = charts(report)
    page = _TEMPLATES.get_template("report.html")
    drawn = {picture.table.id for picture in pictures}
    return page.render(
        report=report,
        method=method_parts(report, record) if record else (),
        pictures=pictures,
        tables=[table for table in tables(report) if table.id not in drawn],
        figures=[json.loads(picture.figure.to_json()) for picture in pictures],
        plotly_js=get_plotlyjs() if pictures else "",
    )
