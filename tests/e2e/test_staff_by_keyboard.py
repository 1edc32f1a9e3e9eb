"""What staff do in a day, by keyboard alone: log an event; import, find themes, rename one, download the report."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PASSWORD, Site
from tests.e2e.keyboard import Keyboard

DEMO = Path(__file__).resolve().parents[2] / "consult/demo_content"


def sign_in(site: Site, tab: Page, role: str) -> Keyboard:
    keys = Keyboard(tab)
    tab.goto(f"{site.url}/staff/sign-in")
    keys.fill("E-mail address", f"{role}@example.org")
    keys.fill("Password", PASSWORD)
    keys.press("Sign in")
    assert tab.inner_text("h1") == "What would you like to do?"
    return keys


@pytest.mark.browser
def test_a_facilitator_logs_an_event_with_three_notes(site: Site, tab: Page, check_access):
    keys = sign_in(site, tab, "facilitator")
    check_access(tab)
    keys.press("Listening events")
    check_access(tab)
    keys.press("Plan a new event")
    check_access(tab)
    keys.fill("Title", "Lunch club")
    today = date.today()  # in the wave that the site has open
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        keys.fill(part, str(value))
    keys.fill("Place", "Youth centre, kitchen")
    keys.select("Area", "Kin")
    keys.select("Who is it for?", "Chi")
    keys.choose("Talk")
    keys.select("About how many people do you expect?", "6")
    keys.press("Save and start the log")
    check_access(tab)
    for kind, words in (
        ("Their own words", "I only come because it is warm."),
        ("In my words", "Several would like to cook together more often."),
        ("Something I noticed", "The younger ones sat near the door."),
    ):
        if keys.focus.tag != "TEXTAREA":
            keys.go_to(label="What was said?")
        tab.keyboard.type(words)
        keys.choose(kind)
        keys.go_to(words="Add this point")
        tab.keyboard.press("Enter")
        expect(tab.get_by_label("What was said?")).to_have_value("")
        assert keys.focus.tag == "TEXTAREA"
    expect(tab.get_by_text("All sent")).to_have_count(2)
    check_access(tab)
    tab.reload()
    assert "3 points so far" in tab.inner_text("main")
    assert "I only come because it is warm." in tab.inner_text("main")


@pytest.mark.browser
def test_a_strategist_imports_comments_finds_themes_renames_one_and_downloads_the_report(
    site: Site, tab: Page, check_access, tmp_path: Path
):
    keys = sign_in(site, tab, "strategist")
    keys.press("Import comments")
    check_access(tab)
    rows = invented_comments(tmp_path / "comments.csv")
    tab.locator("input[type=file]").set_input_files(tmp_path / "comments.csv")
    keys.press("Continue")
    check_access(tab)
    keys.fill("Otherwise, all were said on", "1 March 2026")
    keys.press("Continue")
    check_access(tab)
    keys.press(f"Import {len(rows)} rows")
    tab.get_by_role("heading", name="The comments are imported").wait_for(timeout=60_000)
    check_access(tab)
    keys.press("Themes and priorities")
    check_access(tab)
    keys.press("Find themes")
    check_access(tab)
    tab.get_by_role("link", name="Read the themes").wait_for(timeout=120_000)
    check_access(tab)
    keys.press("Read the themes")
    check_access(tab)
    keys.press(first_theme(tab))
    check_access(tab)
    keys.fill(tab.locator("label[for=name]").inner_text(), "Places to meet after school")
    keys.press("Save name")
    assert tab.inner_text("h1") == "Places to meet after school"
    check_access(tab)
    tab.goto(f"{site.url}/staff/themes")
    keys.go_to(words=tab.locator("main a[href$='report.html']").inner_text())
    with tab.expect_download() as download:
        tab.keyboard.press("Enter")
    saved = tmp_path / "report.html"
    download.value.save_as(saved)
    assert "Places to meet after school" in saved.read_text(encoding="utf-8")


def first_theme(tab: Page) -> str:
    """The name of the largest theme, as its link says it."""
    links = tab.locator("main table a").evaluate_all("all => all.map(a => [a.pathname, a.innerText])")
    return next(words for path, words in links if path.removeprefix("/staff/themes/").isdigit())


def invented_comments(file: Path) -> list[dict[str, str]]:
    """The demonstration's parents, in a spreadsheet of their own."""
    with (DEMO / "parents.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    with file.open("w", encoding="utf-8", newline="") as target:
        written = csv.writer(target)
        written.writerow(["Comment", "Area", "Audience"])
        written.writerows([row["text"], row["area"], "Parents and carers"] for row in rows)
    return rows
