"""What these tests measured, told at the end of the run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

FIGURE = "figure"


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Keeps a line that the end of the run prints, whichever process the test ran in."""
    return lambda words: request.node.user_properties.append((FIGURE, words))


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    told = [report for report in terminalreporter.stats.get("passed", []) if report.when == "call"]
    lines = [(report.nodeid, words) for report in told for name, words in report.user_properties if name == FIGURE]
    if lines:
        terminalreporter.section("figures")
    for test, words in lines:
        terminalreporter.write_line(f"{test.rpartition('::')[2]}: {words}")
