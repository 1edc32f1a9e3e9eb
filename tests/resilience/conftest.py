"""How long these tests take, told at the end of a thorough run."""

from __future__ import annotations

import pytest

FIGURES: list[str] = []


@pytest.fixture
def figure(request: pytest.FixtureRequest):
    """Keeps a line that the end of the run prints."""
    return lambda words: FIGURES.append(f"{request.node.name}: {words}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FIGURES:
        terminalreporter.section("figures")
        for line in FIGURES:
            terminalreporter.write_line(line)
