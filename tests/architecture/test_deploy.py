"""What stands in deploy/ and in docs/operations.md agrees with the program: commands, settings, ports, paths."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from consult.app import LONGEST_REQUEST
from consult.cli import main
from consult.environment import defaults_of_settings, known_names, unknown_names

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
FILES = sorted(file for file in DEPLOY.rglob("*") if file.is_file())
NAME = re.compile(r"\bCONSULT_[A-Z_]+\b")
COMMAND = re.compile(r"-m consult\.cli ([^\n'|;)]+)|(?:`|^)consult ([a-z-]+)", re.MULTILINE)
SHELL = re.compile(r"\$\([^)]*\)")
HOST = re.compile(r"\b(?:[a-z0-9-]+\.)+(?:io|com|org|net|dev|cloud)\b")
HARD = ("NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp", "CapabilityBoundingSet", "SystemCallFilter")


def compose() -> dict:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def lists_of_words() -> Iterator[list[str]]:
    """Every command of ours that a container runs."""
    yield from (service["command"] for service in compose()["services"].values() if "command" in service)
    found = re.search(r"^CMD (\[.+\])$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    yield json.loads(found[1])


def unit(file: Path) -> configparser.ConfigParser:
    """Keys may stand twice; the last is kept."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(file, encoding="utf-8")
    return parser


def refuse_unknown(words: list[str]) -> None:
    """The command is there and takes these words: read by click itself, and not run."""
    command = main.commands[words[0]]
    for expression in ("%i", "%p", "%f"):
        words = [word.replace(expression, "short" if expression == "%i" else __file__) for word in words]
    command.make_context(words[0], words[1:]).close()


def test_every_command_in_the_files_is_there_and_takes_its_words(monkeypatch):
    monkeypatch.setenv("CONSULT_BACKUP_KEY", "")
    texts = (SHELL.sub("now", file.read_text(encoding="utf-8")) for file in FILES)
    lines = [line for text in texts for line in text.splitlines()]
    found = [shlex.split(m[1]) for line in lines if (m := COMMAND.search(line)) and m[1]]
    assert len(found) >= 7
    for words in (*found, *(words[3:] for words in lists_of_words() if words[1:3] == ["-m", "consult.cli"])):
        try:
            refuse_unknown(words)
        except click.UsageError as error:
            assert "does not exist" in str(error), f"{words}: {error}"  # noqa: PT017 (a key file that is elsewhere)


def test_every_command_that_operations_names_is_there():
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    named = {match[2] for match in COMMAND.finditer(text) if match[2]}
    assert sorted(named - set(main.commands)) == []
    hidden = {name for name, command in main.commands.items() if command.hidden}
    assert sorted(set(main.commands) - hidden - named) == [], "docs/operations.md does not name these"


def test_every_setting_in_the_files_is_read_by_the_program():
    named = {name for file in FILES for name in NAME.findall(file.read_text(encoding="utf-8"))}
    assert sorted(named - known_names() - {"CONSULT_UPSTREAM"}) == []


def test_every_setting_is_in_the_table_of_operations_with_what_holds_where_it_is_not_set():
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`CONSULT_[^|]+) \| ([^|]+) \| [^|]+ \|$", text, re.MULTILINE)
    told = {name: default for names, defaults in rows for name, default in one_each(names, defaults)}
    assert sorted(known_names() - {"CONSULT_TEST_PG_URL"} ^ set(told)) == []
    for name, default in defaults_of_settings().items():
        if name in told and (default.isdecimal() or default in ("yes", "no", "lines", "required")):
            assert told[name] == f"`{default}`" or told[name] == "cores + 1", name


def one_each(names: str, defaults: str) -> Iterator[tuple[str, str]]:
    """Several in one row have one default, or each its own."""
    found, values = NAME.findall(names), [value.strip() for value in defaults.split(",")]
    yield from zip(found, values if len(values) == len(found) else [defaults.strip()] * len(found), strict=True)


def test_a_setting_that_nobody_reads_is_named_with_the_one_that_was_meant():
    unknown = unknown_names({"CONSULT_DATABASE_ULR": "x", "CONSULT_HTTPS": "no", "PATH": "/bin"})
    assert unknown == {"CONSULT_DATABASE_ULR": "CONSULT_DATABASE_URL"}


def test_no_address_of_a_registry_or_of_anybody_else_is_written_anywhere():
    found = {host for file in FILES for host in HOST.findall(file.read_text(encoding="utf-8"))}
    assert found <= {"consult.example.org"}


def test_ports_and_paths_agree():
    serve = next(words for words in lists_of_words() if "serve" in words)
    port = serve[serve.index("--port") + 1]
    upstream = (DEPLOY / "nginx/upstream.conf").read_text(encoding="utf-8")
    assert f":{port};" in upstream
    assert f":{port};" in compose()["configs"]["upstream"]["content"]
    assert f"--port {port}" in unit(DEPLOY / "systemd/consult-web.service")["Service"]["ExecStart"]
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert f"EXPOSE {port}" in dockerfile
    assert f"127.0.0.1:{port}/health/live" in dockerfile
    assert "CONSULT_INSTANCE=/var/lib/consult\n" in dockerfile
    assert "files:/var/lib/consult" in compose()["x-program"]["volumes"]


def test_the_web_server_takes_what_the_program_takes_and_adds_no_header_of_its_own():
    text = (DEPLOY / "nginx/consult.conf").read_text(encoding="utf-8")
    assert f"client_max_body_size {LONGEST_REQUEST // 1024**2}m;" in text
    pages = text[text.index("location / {") : text.index("location @away")]
    assert "add_header" not in pages
    assert "gzip off;" in text
    for header in ("X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme", "Host $host"):
        assert f"proxy_set_header {header};" in pages
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("file", [file for file in UNITS if file.suffix == ".service"], ids=lambda file: file.name)
def test_a_unit_may_do_no_more_than_it_needs(file):
    service = unit(file)["Service"]
    assert [name for name in HARD if name not in service] == []
    assert service["User"] != "root"
    assert service["ProtectSystem"] == "strict"


def test_containers_run_as_nobody_of_note_and_write_only_where_they_must():
    program = compose()["x-program"]
    assert program["read_only"] is True
    assert program["cap_drop"] == ["ALL"]
    assert "USER consult" in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes" in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_systemd_takes_the_units(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze here")
    for file in UNITS:  # the program is not installed here: whatever Python this is stands in for it
        text = file.read_text(encoding="utf-8").replace("/opt/consult/current/bin/python", sys.executable)
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
