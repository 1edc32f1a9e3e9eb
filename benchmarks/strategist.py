"""A strategist's whole way in a real browser: import, find, review, sign off, draft, freeze, take away, run again.

    python -m benchmarks.strategist FILE MORE [--folder DIR]

FILE, MORE: CSV files with the columns Comment, Area, Audience. It prints how long each step took and how many decisions
there were before and after the second run; every one of them has to be there. Pages are photographed into DIR.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from consult.app import create_app  # noqa: E402
from consult.environment import read_settings  # noqa: E402
from consult.extensions import db  # noqa: E402
from consult.models.people import Role  # noqa: E402
from consult.models.themes import ThemeDecision  # noqa: E402
from consult.services import plan_themes, sign_in  # noqa: E402
from consult.store import schema  # noqa: E402
from tests.browser import launched  # noqa: E402

PASSWORD = "correct horse battery"  # nosec B105 (of invented people in a database that goes away)
LONG = 900_000  # milliseconds
numbers = itertools.count(1)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("file", type=Path)
    asked.add_argument("more", type=Path)
    asked.add_argument("--folder", type=Path, default=Path(tempfile.mkdtemp(prefix="strategist-")))
    words = asked.parse_args()
    words.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as instance, served(Path(instance)) as (app, url), launched() as browser:
        strategist, manager = (
            Person(browser.new_page(), url, role, words.folder) for role in ("strategist", "manager")
        )
        go(app, strategist, manager, words)


def go(app, strategist: Person, manager: Person, words: argparse.Namespace) -> None:
    strategist.sign_in()
    manager.sign_in()
    strategist.bring_in(words.file)
    strategist.find_themes()
    strategist.review()
    strategist.sign_off()
    strategist.decide_outcomes()
    for section in ("positive-futures", "stronger-families"):
        manager.approve(strategist.draft(section))
    strategist.freeze()
    manager.read_version()
    strategist.take_away()
    before = everything_decided(app)
    strategist.bring_in(words.more)
    strategist.find_themes()
    strategist.look("/staff/themes/review/changes/1", "what changed")
    after = everything_decided(app)
    compare(before, after)


class Person:
    """Somebody at a browser; every step is timed and its page photographed."""

    def __init__(self, page: Page, url: str, role: str, folder: Path) -> None:
        self.page, self.url, self.role, self.folder = page, url, role, folder
        page.set_default_timeout(LONG)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.monotonic()
        yield
        print(f"{self.role:<11}{name:<44}{time.monotonic() - start:8.1f} s", flush=True)
        slug = re.sub(r"\W+", "-", name)
        self.page.screenshot(path=self.folder / f"{next(numbers):02}-{self.role}-{slug}.png", full_page=True)

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).first.click()
        self.page.wait_for_load_state()

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)

    def look(self, path: str, name: str) -> None:
        with self.step(name):
            self.open(path)

    def sign_in(self) -> None:
        self.open("/staff/sign-in")
        self.page.get_by_label("E-mail address").fill(f"{self.role}@example.org")
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign in")

    def bring_in(self, file: Path) -> None:
        with self.step(f"import {file.name}"):
            self.open("/staff/imports")
            self.page.locator("input[type=file]").set_input_files(file)
            self.press("Continue")
            self.page.get_by_label("Otherwise, all were said on").fill("1 March 2026")
            self.press("Continue")
            self.page.get_by_role("button", name=re.compile(r"^Import [\d,]+ rows")).click()
            self.page.get_by_role("heading", name="The comments are imported").wait_for()

    def find_themes(self) -> None:
        with self.step("find themes"):
            self.open("/staff/themes")
            self.page.get_by_role("button", name=re.compile("^Find themes")).click()
            self.page.get_by_role("link", name="Read the themes").wait_for()
        self.look("/staff/themes", "the report")

    def theme_ids(self) -> list[int]:
        self.open("/staff/themes/review")
        links = self.page.locator("nav.app-review__themes a").evaluate_all("all => all.map(a => a.search)")
        return [int(found[1]) for link in links if (found := re.search(r"theme=(\d+)", link))]

    def review(self) -> None:
        """Rename one, describe it, merge two, split one, take a comment out, reject the smallest, accept the others."""
        ids = self.theme_ids()
        with self.step(f"review {len(ids)} themes"):
            self.open(f"/staff/themes/review?theme={ids[0]}")
            self.page.get_by_label("Name of the theme", exact=True).fill("What matters most to people")
            self.press("Save name")
            self.page.get_by_label("What it is about, in a sentence").fill("Named by the strategist who read it.")
            self.press("Save description")
            self.open(f"/staff/themes/review?theme={ids[1]}")
            for number in (1, 2):
                self.page.locator("input[name=comment]").nth(number).check()
            self.page.get_by_label("Name of a theme to split off").fill("Split off by hand")
            self.press("Split off")
            self.open(f"/staff/themes/review?theme={ids[2]}")
            self.page.locator("input[name=comment]").first.check()
            self.press("Take out of this theme")
            self.open(f"/staff/themes/review?theme={ids[-1]}")
            self.page.get_by_label("Merge into").select_option(index=1)
            self.press("Merge")
            self.open(f"/staff/themes/review?theme={ids[-2]}")
            self.press("Reject theme")
            for theme in self.theme_ids():
                self.open(f"/staff/themes/review?theme={theme}")
                if self.page.get_by_role("button", name="Accept theme", exact=True).count():
                    self.press("Accept theme")
        self.look(f"/staff/themes/review?theme={ids[0]}", "the review workspace")

    def sign_off(self) -> None:
        with self.step("sign off the themes"):
            self.open("/staff/themes/sign-off")
            self.page.get_by_label("Why you sign off without a finished double coding").fill(
                "A measurement: nobody reads."
            )
            self.page.get_by_role("button", name=re.compile("^Sign off")).click()
            self.page.wait_for_load_state()

    def decide_outcomes(self) -> None:
        with self.step("outcomes of two themes"):
            for theme in self.theme_ids()[:2]:
                self.open(f"/staff/outcomes/{theme}")
                self.page.get_by_label("Taken forward", exact=True).check()
                for label, words in {
                    "Why?": "Many people raised it, and it can be done.",
                    "Who considered it?": "Directors’ meeting",
                    "When was it considered?": "20 11 2026",
                    "By when will people be told?": "30 1 2027",
                }.items():
                    self.page.get_by_label(label, exact=True).fill(words)
                self.page.get_by_label("Who sees to it?").select_option(index=1)
                self.press("Record the outcome")

    def draft(self, priority: str) -> str:
        """The address of the section."""
        first = self.theme_ids()[0]
        with self.step(f"draft {priority}"):
            self.open("/staff/plan")
            self.page.get_by_label("Priority", exact=True).select_option(priority)
            self.press("Open the section")
            address = self.page.url.removeprefix(self.url)
            if "/write" not in address:
                self.page.get_by_role("link", name=re.compile("^Write")).first.click()
            text = f"## What we heard\n\nThis was raised by [figure:theme/{first}/people] people [theme:{first}].\n\n"
            self.page.get_by_label("Text of the section").fill(text + "- We will act on it [source:our own promise].")
            self.page.get_by_role("button", name=re.compile("^Save as version")).click()
            self.page.wait_for_load_state()
        return self.page.url.removeprefix(self.url).removesuffix("/write")

    def approve(self, address: str) -> None:
        with self.step("approve a section"):
            self.open(address)
            self.page.get_by_role("button", name=re.compile("^Approve version")).click()
            self.page.wait_for_load_state()

    def freeze(self) -> None:
        with self.step("freeze the report"):
            self.open("/staff/report-versions")
            self.page.get_by_label("What is this version for?").fill("for the board")
            self.page.get_by_label("Test manager").check()
            self.press("Freeze the report as it stands now")

    def read_version(self) -> None:
        with self.step("read version 1 and say so"):
            self.open("/staff/report-versions/1")
            self.press("I have read version 1")

    def take_away(self) -> None:
        for name, path in {
            "plan.docx": "/staff/report-versions/1.docx",
            "report.docx": "/staff/themes/report.docx",
            "report.xlsx": "/staff/themes/report.xlsx",
            "project.qdpx": "/staff/themes/project.qdpx",
        }.items():
            with self.step(f"take away {name}"), self.page.expect_download() as download:
                self.page.evaluate("path => { location.href = path }", path)
                download.value.save_as(self.folder / name)


# --- the application --------------------------------------------------------------------------------------------------


@contextmanager
def served(instance: Path):
    """`consult serve` over a new database with two people in it."""
    environ = {
        **os.environ,
        "CONSULT_INSTANCE": str(instance),
        "CONSULT_HTTPS": "no",
        "CONSULT_SECOND_FACTOR": "optional",
    }
    app = create_app(read_settings(environ))
    with app.app_context():
        schema.upgrade(db.engine)
        for role in (Role.STRATEGIST, Role.MANAGER):
            sign_in.add_user(email=f"{role}@example.org", name=f"Test {role}", role=role, password=PASSWORD)
        db.engine.dispose()
    server = subprocess.Popen([sys.executable, "-m", "consult.cli", "serve", "--port", "5899"], cwd=ROOT, env=environ)
    try:
        time.sleep(8)
        yield app, "http://127.0.0.1:5899"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def everything_decided(app) -> tuple[Counter[str], dict[int, str]]:
    """How many decisions of each kind are stored; accepted themes and their names."""
    with app.app_context():
        kinds = Counter(map(str, db.session.scalars(sa.select(ThemeDecision.kind))))
        held = {theme.theme_id: theme.name for theme in plan_themes.list_themes() if plan_themes.stands(theme)}
        db.session.rollback()
    return kinds, held


def compare(before: tuple[Counter[str], dict[int, str]], after: tuple[Counter[str], dict[int, str]]) -> None:
    print(f"decisions before the second run: {dict(before[0])}, after it: {dict(after[0])}")
    lost = {theme: name for theme, name in before[1].items() if after[1].get(theme) != name}
    print(
        f"themes that stood before: {len(before[1])}; of them after the second run under another name, or none: {lost}"
    )
    if lost or before[0] - after[0]:
        sys.exit("something that people decided was lost")


if __name__ == "__main__":
    main()
