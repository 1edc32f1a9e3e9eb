"""The demonstration: an invented consultation, loaded once, with its themes found; then served.

People, comments and events in demo_content/ were written one by one; ratings and choices are drawn with a fixed seed.
"""

from __future__ import annotations

import csv
import os
import random
import re
import shutil
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import singledispatch
from pathlib import Path
from typing import Any

import click
from flask import Flask

import surveys as questionnaires
from consult import demo_coding, demo_events, demo_faces, demo_plan
from consult.app import create_app
from consult.environment import INSTANCE, OIDC, read_settings
from consult.extensions import db
from consult.jobs import worker
from consult.models.listening import Method, NoteKind
from consult.models.people import Role, User
from consult.models.surveys import Survey
from consult.services import intake, listening, screening, sign_in, surveys, theme_finding
from consult.services.background_work import Progress
from consult.serving import check_port, serve
from consult.store import schema
from surveys import Instrument, ManyChoices, Number, OneChoice, Question, Ranking, Scale, Value
from surveys.sources import revised

CONTENT = Path(__file__).parent / "demo_content"
WAVE, TITLE = "plan-2024", "Plan 2024"
SUBMISSIONS = 900
SEED = 2024
DAYS_OPEN, DAYS_LEFT = 42, 28
PASSWORD = "big conversation demo"  # shown on the screen
USERS = {
    Role.FACILITATOR: ("fern@demo.example", "Fern Adeyemi"),
    Role.STRATEGIST: ("sol@demo.example", "Sol Marchetti"),
    Role.SAFEGUARDING_LEAD: ("grace@demo.example", "Grace Oyelaran"),
    Role.SAFEGUARDING_DEPUTY: ("dev@demo.example", "Dev Thackeray"),
    Role.MANAGER: ("mina@demo.example", "Mina Kowalczyk"),
    Role.ADMINISTRATOR: ("ade@demo.example", "Ade Whitlock"),
}
BANDS = {  # the question that holds what the file calls a band, and the value for each
    "children": ("age-band", demo_faces.AGES),
    "parents": ("childrens-ages", {"0-4": "0-3", "5-10": "6-8", "11-15": "13-17", "16-25": "18-25"}),
    "partners": ("organisation-kind", {"police": "police-and-justice", "early-years": "school"}),
    "staff": (
        "role-kind",
        {
            "early-help": "early-help-and-youth",
            "send": "send-and-education",
            "education": "send-and-education",
            "health": "health-and-therapy",
            "management": "another",
        },
    ),
}
FILES = {"children.csv": "children", "parents.csv": "parents", "letters.csv": "parents", "partners.csv": "partners"}
FILES["staff.csv"] = "staff"
SHARE = {"children": 0.42, "parents": 0.33, "partners": 0.08, "staff": 0.17}  # of those who wrote nothing
AREA_SHARE = {"kingston": 33, "richmond": 34, "windsor-and-maidenhead": 28, "elsewhere": 2, "prefer-not-to-say": 3}
EQUALITY_SHARE = 0.75  # of everybody
EQUALITY = {  # what those say who answer these questions
    "sex": {"female": 58, "male": 34, "another": 2, "prefer-not-to-say": 6},
    "ethnic-group": {"asian": 9, "black": 3, "mixed": 9, "white": 70, "other": 3, "prefer-not-to-say": 6},
    "disability": {"yes": 15, "no": 77, "prefer-not-to-say": 8},
    "care-experience": {"yes": 4, "no": 90, "prefer-not-to-say": 6},
    "carer": {"yes": 6, "no": 88, "prefer-not-to-say": 6},
    "home-language": {"english": 84, "english-and-another": 10, "another": 2, "prefer-not-to-say": 4},
}


@dataclass
class Invented:
    """One invented respondent and what they wrote."""

    audience: str
    area: str
    band: str = ""
    words: dict[str, str] = field(default_factory=dict)


def start(*, host: str, port: int, is_fresh: bool, show: Progress) -> None:
    check_port(host, port)
    instance = Path(os.environ.get("CONSULT_INSTANCE", INSTANCE)).resolve()
    home, half_made = instance / "demo", instance / "demo.part"
    if is_fresh:
        shutil.rmtree(home, ignore_errors=True)
    if not home.is_dir():
        make(half_made, show)
        half_made.rename(home)  # a demonstration that is there is whole
    app = _open(home)
    with app.app_context():
        schema.upgrade(db.engine)  # one that an earlier version made
        db.engine.dispose()
    serve(app, host=host, port=port, ready=lambda: _say_where(host, port))


def make(folder: Path, show: Progress) -> None:
    """Everything the demonstration holds, in a folder of its own: database, secret key, themes found."""
    shutil.rmtree(folder, ignore_errors=True)
    app = _open(folder)
    with app.app_context():
        show("making the database", 0.0)
        schema.upgrade(db.engine)
        users = {role: _user(role) for role in USERS}
        show("loading listening events", 0.05)
        _load_events(users[Role.FACILITATOR])
        _load_submissions(show)
        demo_events.load(facilitator=users[Role.FACILITATOR].id, manager=users[Role.MANAGER].id)
        screening.run(lambda stage, done: show(stage, 0.5 + done / 20))
        theme_finding.start(by=users[Role.STRATEGIST].id)
        worker.work_once(app, "demo", show=lambda stage, done: show(stage, 0.55 + 0.45 * done))
        demo_coding.load(first=users[Role.STRATEGIST].id, second=users[Role.MANAGER].id)
        demo_plan.load(writer=users[Role.STRATEGIST].id, second=users[Role.MANAGER].id)
        db.session.close()
        db.engine.dispose()


def _open(folder: Path) -> Flask:
    """Its own settings and nothing of a real installation's; the worker processes inherit them."""
    os.environ |= {"CONSULT_INSTANCE": str(folder), "CONSULT_HTTPS": "no", "CONSULT_DEMO": "yes"}
    for name in list(os.environ):
        if name in ("CONSULT_DATABASE_URL", "CONSULT_SECRET_KEY") or name.startswith(OIDC):
            del os.environ[name]
    return create_app(read_settings())


def _user(role: Role) -> User:
    email, name = USERS[role]
    return sign_in.add_user(email=email, name=name, role=role, password=PASSWORD, is_shown_to_all=True)


def _load_events(facilitator: User) -> None:
    notes: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows("notes.csv"):
        notes[row["event"]].append(row)
    for event in tomllib.loads((CONTENT / "events.toml").read_text(encoding="utf-8"))["event"]:
        key, days_ago = event.pop("key"), event.pop("days_ago")
        held_on = date.today() - timedelta(days=days_ago)
        method = Method(event.pop("method"))
        made = listening.add_event(**event, method=method, held_on=held_on, by=facilitator.id)
        for number, row in enumerate(notes[key]):
            kind, once = NoteKind(row["kind"]), f"demo-{key}-{number}"
            listening.add_note(event_id=made.id, kind=kind, text=row["text"], once=once, by=facilitator.id)


def _load_submissions(show: Progress) -> None:
    now = datetime.now(UTC)
    opens_at, closes_at = now - timedelta(days=DAYS_OPEN), now + timedelta(days=DAYS_LEFT)
    sources = [_brought_up_to_date(source, closes_at.date()) for source in surveys.shipped_sources()]
    opened = surveys.open_wave(WAVE, TITLE, opens_at, closes_at, sources=sources)
    by_audience: dict[str, Survey] = {survey.audience: survey for survey in opened}
    instruments = {survey.audience: surveys.get_instrument(survey.instrument_version_id) for survey in opened}
    chance = random.Random(SEED)  # noqa: S311  # nosec B311 (invented answers, no secrets)
    about_them = random.Random(SEED + 1)  # noqa: S311  # nosec B311
    about_faces = random.Random(SEED + 2)  # noqa: S311  # nosec B311
    people = list(_people(chance))
    for number, person in enumerate(people):
        if number % 25 == 0:
            show("loading submissions", 0.1 + 0.4 * number / len(people))
        instrument = demo_faces.choose(instruments[person.audience], person.band, person.words.keys(), about_faces)
        answers = _answers(instrument, person, chance)
        sent_at = opens_at + (now - opens_at) * chance.random()
        equality = _equality_answers(instrument, about_them)
        survey, face = by_audience[person.audience], instrument.face_id
        intake.record(survey, answers, submitted_at=sent_at, equality=equality, face=face)


def _brought_up_to_date(source: str, closes_on: date) -> str:
    """The demonstration is open today, so what its surveys promise has to lie ahead."""
    starts = f"April {closes_on.year + 1}"
    decision, feedback = closes_on + timedelta(days=60), closes_on + timedelta(days=180)

    def later(text: str) -> str:
        text = re.sub(r"^decision_date = .*$", f"decision_date = {decision}", text, flags=re.MULTILINE)
        text = re.sub(r"^feedback_date = .*$", f"feedback_date = {feedback}", text, flags=re.MULTILINE)
        return text.replace("April 2024", starts)

    return revised(source, later)


def _people(chance: random.Random) -> Iterator[Invented]:
    """Those who wrote something, then as many who only ticked as make up the number."""
    writers: dict[str, Invented] = {}
    for file, audience in FILES.items():
        for row in _rows(file):
            person = writers.setdefault(row["respondent"], Invented(audience, row["area"], row.get("band", "")))
            person.words[row["question"]] = row["text"]
    silent = [
        Invented(_draw(chance, SHARE), _draw(chance, AREA_SHARE)) for _ in range(max(SUBMISSIONS - len(writers), 0))
    ]
    everybody = [*writers.values(), *silent]
    chance.shuffle(everybody)
    yield from everybody


def _draw(chance: random.Random, weights: dict[str, Any]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _answers(instrument: Instrument, person: Invented, chance: random.Random) -> questionnaires.Answers:
    """Walk the questionnaire as a respondent would, page by page, so that only what is asked is answered."""
    answers = questionnaires.Answers({})
    page = questionnaires.path(instrument, answers)[0]
    while True:
        for question in page.questions:
            answers = answers.with_answer(question.id, _answer(question, person, chance))
        after = questionnaires.page_after(instrument, answers, page)
        if after is None:
            return answers
        page = after


def _equality_answers(instrument: Instrument, chance: random.Random) -> questionnaires.Answers:
    """Three of four answer them; some groups are heard less than others, as in any consultation."""
    if chance.random() > EQUALITY_SHARE:
        return questionnaires.Answers({})
    asked = [question for page in instrument.equality_pages for question in page.questions]
    shares = [(question.id, EQUALITY[question.id]) for question in asked if question.id in EQUALITY]
    return questionnaires.Answers({question_id: _draw(chance, weights) for question_id, weights in shares})


def _answer(question: Question, person: Invented, chance: random.Random) -> Value:
    band_question, values = BANDS[person.audience]
    if question.id == "area":
        return person.area
    if question.id == band_question and person.band:
        band = values.get(person.band, person.band)
        return (band,) if isinstance(question, ManyChoices) else band
    if question.id in person.words:
        return person.words[question.id]
    return invented(question, chance)


@singledispatch
def invented(question: Question, chance: random.Random) -> Value:
    """Free text is never invented here: it is skipped."""
    return questionnaires.SKIPPED


@invented.register
def _(question: OneChoice, chance: random.Random) -> Value:
    weights = [1 if choice.value == questionnaires.PREFER_NOT_TO_SAY else 8 for choice in question.choices]
    return chance.choices(question.choices, weights)[0].value


@invented.register
def _(question: Scale, chance: random.Random) -> Value:
    """Each question leans its own way, so that pictures differ."""
    lean = 0.35 + (sum(question.id.encode()) % 30) / 60
    points = question.points
    place = min(int(chance.betavariate(4 * lean, 4 * (1 - lean)) * len(points)), len(points) - 1)
    return questionnaires.SKIPPED if chance.random() < 0.06 else points[place].value


@invented.register
def _(question: ManyChoices, chance: random.Random) -> Value:
    plain = [choice.value for choice in question.choices if not choice.exclusive]
    chosen = set(chance.sample(plain, chance.randint(1, min(question.most or 3, len(plain)))))
    return tuple(value for value in plain if value in chosen)


@invented.register
def _(question: Ranking, chance: random.Random) -> Value:
    values = [choice.value for choice in question.choices]
    return tuple(chance.sample(values, chance.randint(1, question.places)))


@invented.register
def _(question: Number, chance: random.Random) -> Value:
    return chance.randint(question.least, min(question.most, question.least + 12))


@invented.register
def _(question: questionnaires.Consent, chance: random.Random) -> Value:
    return not question.refuse_text or chance.random() < 0.75


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (CONTENT / file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _say_where(host: str, port: int) -> None:
    address = f"http://{host}:{port}"
    with_names = "\n".join(f"  {email:24} {role}" for role, (email, _name) in USERS.items())
    lines = [f"\nThe demonstration is ready. Everything in it is invented.\n\nSurveys ({address}/ leads to all four):"]
    lines += [f"  {address}/survey/{audience}" for audience in SHARE]
    lines += [f"\nStaff: {address}/staff/sign-in", with_names, f"  password for all: {PASSWORD}"]
    lines += ["\nCtrl-C stops it.\n"]
    click.echo("\n".join(lines))
