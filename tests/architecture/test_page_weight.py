"""What a phone on a slow line has to fetch for a page of a survey, and that every class it names has rules."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from flask import Flask

from consult.web.assets import asset
from tests.consult.asking import open_wave

MOST_SENT = 60 * 1024  # bytes of HTML, CSS, scripts and fonts, without pictures, on the line: the bar is 150
MOST_UNPACKED = 170 * 1024
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
CLASS = re.compile(r'(?:class|classes)"?[=:] ?"([^"]*)"')
PACKED, PLAIN = {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}


def address(application: Flask, name: str) -> str:
    with application.test_request_context():
        return asset(name)


def test_a_page_of_a_survey_is_light(application):
    with application.app_context():
        open_wave()
    client = application.test_client()
    page = client.get("/survey/children", base_url="https://localhost").data
    names = {name.decode() for name in re.findall(rb'(?:href|src)="(/assets/[^"]+\.(?:css|js))"', page)}
    names.add(address(application, "govuk-frontend.min.js"))  # which consult.js asks for
    assert len(names) > 6
    for headers, most in ((PLAIN, MOST_UNPACKED), (PACKED, MOST_SENT)):
        sizes = {}
        for name in names:
            with client.get(name, headers=headers) as answer:
                sizes[name] = len(answer.data)
        assert len(page) + sum(sizes.values()) < most, sizes


def test_a_page_is_packed_only_where_no_other_site_made_the_browser_ask_for_it(application):
    """Else its length would tell, bit by bit, what is in it."""
    with application.app_context():
        open_wave()
    client = application.test_client()
    packed = {"same-origin": True, "none": True, "cross-site": False, "same-site": False, "": False}
    for site, is_packed in packed.items():
        answer = client.get("/survey/children", headers={**PACKED, "Sec-Fetch-Site": site})
        assert (answer.headers.get("Content-Encoding") == "gzip") is is_packed, site
        page = gzip.decompress(answer.data) if is_packed else answer.data
        assert b"</html>" in page
        assert {"Accept-Encoding", "Sec-Fetch-Site"} <= answer.vary.as_set(preserve_casing=True)
    assert "Content-Encoding" not in client.get("/survey/children", headers={"Sec-Fetch-Site": "none"}).headers


def test_style_sheets_come_packed_to_whoever_can_unpack_them_and_plain_to_others(application):
    client, path = application.test_client(), address(application, "respond.css")
    with client.get(path) as plain, client.get(path, headers=PACKED) as packed:
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert len(packed.data) < len(plain.data) / 2
        assert packed.mimetype == plain.mimetype == "text/css"
        assert "immutable" in packed.headers["Cache-Control"]
        assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


def test_every_govuk_class_of_a_respondents_template_has_rules_in_the_smaller_style_sheet(application):
    rules = ""
    for name in ("govuk-respond.css", "respond.css"):
        with application.test_client().get(address(application, name), headers=PLAIN) as answer:
            rules += answer.get_data(as_text=True).replace("\\", "")
    files = [file for folder in ("respond", "publish") for file in (TEMPLATES / folder).rglob("*.html")]
    named = {name for file in files for words in CLASS.findall(file.read_text("utf-8")) for name in words.split()}
    ours = {name for name in named if name.startswith("govuk-") and "{" not in name}
    assert len(ours) > 20
    assert {name for name in ours if f".{name}" not in rules} == set()
