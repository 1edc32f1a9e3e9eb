"""Every check, in the order in which a fault is cheapest to find: `python3 go.py test`.

With words of your own only pytest runs: `python3 go.py test -k ledger`. The tests of what is killed, full and cut off
have a long form of ten to thirty minutes, with its figures at the end: `python3 go.py test --thorough`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
OURS = ["analysis", "consult", "surveys"]
CHECKS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "imports": ["lint-imports", "--no-cache"],
    "dependencies": ["deptry", "."],
    "security": ["bandit", "-q", "-r", *OURS, "-c", "pyproject.toml"],
}
PYTEST = [sys.executable, "-m", "pytest"]
LONG_TESTS = [*PYTEST, "-m", "thorough", "-p", "no:randomly", "-n", "2", "--durations=0", "tests/resilience"]
ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}  # the program is started a hundred times: compiled once
ALL_TESTS = [*PYTEST, "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-rs"]


def main(words: list[str]) -> int:
    if words == ["--thorough"]:
        return subprocess.call(LONG_TESTS, cwd=ROOT, env=ENVIRONMENT)
    if words:
        return subprocess.call([*PYTEST, *words], cwd=ROOT, env=ENVIRONMENT)
    failed = [name for name, command in CHECKS.items() if not passes(name, [str(BIN / command[0]), *command[1:]])]
    if not passes("tests", ALL_TESTS):
        failed.append("tests")
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nEverything passed.")
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    print(f"\n── {name} ", flush=True)
    start = time.monotonic()
    code = subprocess.call(command, cwd=ROOT, env=ENVIRONMENT)
    print(f"   {name}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - start:.0f} s", flush=True)
    return code == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
