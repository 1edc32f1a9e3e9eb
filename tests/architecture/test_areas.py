"""Role by route by object: things of three areas, opened by users of six roles whose work is about one of them or all.

Only what is listed here is answered with a page. And on no page of anybody stands a word of an area that is not theirs.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment, Screened
from consult.models.documents import DocumentKind
from consult.models.identities import UserArea
from consult.models.listening import ListeningEvent, Note
from consult.models.people import Role
from consult.models.plan import SectionRemark
from consult.models.submissions import Submission
from consult.models.themes import CandidateTheme, Coding
from consult.services import approving, areas, documents, drafting, sign_in
from consult.services import excerpt_masking as masking
from consult.store.transaction import transaction
from consult.web.access import TOKEN
from tests.architecture.routes import ROUTES
from tests.architecture.test_guards import guard_of
from tests.architecture.test_roles import PASSWORD
from tests.consult import received, unpacked

AREAS = ("kingston", "richmond", "windsor-and-maidenhead")
LISTENERS = {Role.FACILITATOR, Role.STRATEGIST, Role.MANAGER}
DECIDERS = {Role.STRATEGIST, Role.MANAGER}
READERS = {*LISTENERS, Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY}
OF_ONE_AREA = {  # endpoint and method → who may, where the object is of an area of theirs; what comes then
    ("facilitate.event", "GET"): (LISTENERS, 200),
    ("facilitate.event", "POST"): (LISTENERS, 200),  # with nothing typed: the page says so
    ("facilitate.correct", "GET"): (LISTENERS, 200),
    ("facilitate.correct", "POST"): (LISTENERS, 200),
    ("facilitate.finish", "GET"): (LISTENERS, 302),  # to who was there, which is not said yet
    ("facilitate.finish", "POST"): (LISTENERS, 302),
    ("pack.pack", "GET"): (LISTENERS, 200),
    ("pack.code", "GET"): (LISTENERS, 404),  # in no wave: there is no survey to lead to
    ("prompting.prompts", "GET"): (LISTENERS, 200),
    ("prompting.prompts", "POST"): (LISTENERS, 302),
    ("prompting.take_out", "POST"): (LISTENERS, 302),
    ("planning.plan", "GET"): (LISTENERS, 200),
    ("planning.change", "GET"): (LISTENERS, 200),
    ("planning.change", "POST"): (LISTENERS, 200),  # with nothing typed: the page says so
    ("planning.arrange", "GET"): (LISTENERS, 200),
    ("planning.arrange", "POST"): (LISTENERS, 302),  # nothing changed
    ("planning.room", "GET"): (LISTENERS, 200),
    ("planning.room", "POST"): (LISTENERS, 409),  # with another mark than the page gave
    ("facilitate.reopen", "POST"): (LISTENERS, 302),
    ("facilitate.worried", "GET"): (LISTENERS, 200),
    ("facilitate.worried", "POST"): (LISTENERS, 200),
    ("points.send", "POST"): (LISTENERS, 400),  # with nothing sent
    ("points.changes", "GET"): (LISTENERS, 200),
    ("summary.page", "GET"): (LISTENERS, 200),
    ("summary.sheet", "GET"): (LISTENERS, 200),
    ("summary.word", "GET"): (LISTENERS, 200),
    ("point_files.start", "GET"): (LISTENERS, 200),
    ("point_files.start", "POST"): (LISTENERS, 200),
    ("point_files.plain", "GET"): (LISTENERS, 200),
    ("point_files.workbook", "GET"): (LISTENERS, 200),
    ("documents.document", "GET"): (READERS, 200),
    ("documents.document", "POST"): (READERS, 200),
    ("documents.file", "GET"): (READERS, 200),
    ("documents.points", "GET"): (READERS, 200),
    ("documents.points", "POST"): (READERS, 200),
    ("documents.read", "POST"): (READERS, 302),
    ("documents.close", "POST"): (READERS, 409),  # nobody has said where it is answered
    ("documents.reopen", "POST"): (READERS, 302),
    ("changing.taken_out", "GET"): (LISTENERS, 200),
    ("changing.conflicts", "GET"): (LISTENERS, 200),
    ("changing.join", "GET"): (LISTENERS, 200),
    ("changing.join", "POST"): (LISTENERS, 200),  # with nothing chosen
    ("changing.split", "GET"): (LISTENERS, 200),
    ("changing.split", "POST"): (LISTENERS, 200),  # with nothing typed
    ("changing.settle", "POST"): (LISTENERS, 409),  # with nothing pressed
    ("flipchart.type_in", "GET"): (LISTENERS, 200),
    ("flipchart.type_in", "POST"): (LISTENERS, 200),
    ("flipchart.save", "POST"): (LISTENERS, 200),
    ("read_back.screen", "GET"): (LISTENERS, 200),
    ("read_back.change", "GET"): (LISTENERS, 200),
    ("read_back.change", "POST"): (LISTENERS, 200),
    ("read_back.agreed", "POST"): (LISTENERS, 302),
    ("drafting.section", "GET"): (DECIDERS, 200),
    ("drafting.version", "GET"): (DECIDERS, 200),
    ("drafting.comparison", "GET"): (DECIDERS, 200),
    ("drafting.write", "GET"): ({Role.STRATEGIST}, 200),
    ("drafting.write", "POST"): ({Role.STRATEGIST}, 200),  # with nothing pressed: the editor
    ("drafting.add_remark", "POST"): (DECIDERS, 422),
    ("drafting.settle_remark", "POST"): (DECIDERS, 302),
    ("drafting.approve", "POST"): (DECIDERS, {Role.STRATEGIST: 409, Role.MANAGER: 302}),  # the first wrote it
    ("safeguard.raise_concern", "POST"): (READERS, 302),
    ("excerpts.propose", "GET"): ({Role.STRATEGIST}, 200),
    ("excerpts.propose", "POST"): ({Role.STRATEGIST}, 200),
    ("excerpts.excerpt", "GET"): (DECIDERS, 200),
    ("excerpts.hide", "POST"): ({Role.STRATEGIST}, 200),
    ("excerpts.original", "GET"): ({Role.STRATEGIST}, 200),
    ("excerpts.show", "POST"): ({Role.STRATEGIST}, 200),
    ("excerpts.confirm", "POST"): ({Role.STRATEGIST}, 200),
    ("excerpts.decide", "POST"): (DECIDERS, 200),
    ("excerpts.withdraw", "POST"): (DECIDERS, 409),  # another version than the one that is there
}


@dataclass(frozen=True)
class World:
    """Per area: what its event, note and comment are numbered. And a survey, a theme, a sign-in of each role."""

    numbers: dict[str, dict[str, int]]
    shared: dict[str, int | str]
    tokens: dict[Role, str]


def words_of(area, door):
    return f"Quixotic {area} {door}"


@pytest.fixture
def world(application):
    with application.app_context():
        users = {role: sign_in.add_user(email=f"{role}@example.org", name=f"Test {role}", role=role, password=PASSWORD)
                 for role in Role}  # fmt: skip
        survey = received.open_wave()["children"]
        with transaction():
            by, survey = users[Role.FACILITATOR], db.session.merge(survey)
            numbers = {area: fill(area, by, survey) for area in AREAS}
            theme = share_out()
        for own in numbers.values():
            proposed = masking.propose(own["quoted"], first=1, last=1, by=users[Role.STRATEGIST].id)
            own["excerpt_id"] = proposed.id
        for area, own in numbers.items():
            own |= write(area, users[Role.STRATEGIST].id)
        tokens = {role: sign_in.sign_in(someone.email, PASSWORD) for role, someone in users.items()}
        shared = {"survey_id": survey.id, "theme_id": theme, "priority_id": "none"}
        db.session.close()
    return World(numbers, shared, tokens)


def fill(area, by, survey):
    """One of everything that has an area."""
    held = received.event(by, title=words_of(area, "event"))
    note = received.note(held, words_of(area, "note"))
    sent = received.submission(survey, texts={"change": words_of(area, "answer")})
    file = received.imported()
    said, sad, quoted = (
        received.comment(words_of(area, door), import_id=file.id, row_number=row, may_quote=True)
        for row, door in enumerate(("letter", "worry", "excerpt"), start=1)
    )
    held.area = sent.area = area
    mine = sa.or_(Comment.note_id == note.id, Comment.submission_id == sent.id, Comment.import_id == file.id)
    db.session.execute(sa.update(Comment).where(mine).values(area=area, screening=Screened.CLEAR))
    return {"event_id": held.id, "note_id": note.id, "comment_id": said.id, "worry": sad.id, "quoted": quoted.id}


def write(area, by):
    """A section of the plan with a remark, and a letter."""
    section = drafting.start_section("stronger-families", area, by=by)
    drafting.save(section, words_of(area, "section"), seen=0, by=by)
    approving.add_remark(section, 1, words_of(area, "remark"), by=by)
    remark = db.session.scalars(sa.select(SectionRemark.id).order_by(SectionRemark.id.desc())).first()
    letter = documents.receive(
        words_of(area, "letter").encode(), name="a.txt", kind=DocumentKind.LETTER, received_on=received.SAID_ON,
        area=area, event_id=None, by=by,
    )  # fmt: skip
    return {"document_id": letter.number, "section_id": section, "number": 1, "remark_id": remark}


def share_out():
    """The answer of each area in no theme, all else in one, and quoted for it."""
    found = list(db.session.scalars(sa.select(Comment).order_by(Comment.id)))
    answers = [comment.id for comment in found if comment.submission_id]
    run = received.run(theme=[c.id for c in found if c.id not in answers], no_theme=answers, excluded={})
    run.received = len(found)
    run.finished_at = run.started_at
    theme = db.session.scalars(sa.select(CandidateTheme)).one()
    theme.excerpts = theme.dissenting = [str(comment.id) for comment in found]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Coding)) == len(found) == 15
    return theme.id


def limit(application, *chosen):
    """Everybody's work is about these areas, as far as that can be said of them."""
    with application.app_context():
        with transaction():
            db.session.execute(sa.delete(UserArea))
            users = db.session.execute(sa.text("SELECT id FROM user_account")).scalars().all()
            db.session.add_all(UserArea(user_id=user, area=area) for user in users for area in chosen)
        db.session.close()


def client_of(application, world, role):
    client = application.test_client()
    with client.session_transaction(base_url="https://localhost") as session:
        session[TOKEN] = world.tokens[role]
    return client


def address(application, endpoint, **parts):
    rule = next(application.url_map.iter_rules(endpoint))
    known = {name: parts.get(name, "x" if "token" in name else 1) for name in rule.arguments}
    return str(application.url_map.bind("localhost").build(endpoint, known))


def staff_rules(application):
    return [rule for rule in application.url_map.iter_rules() if guard_of(application, rule.endpoint) != "public"]


@pytest.mark.parametrize("own", [(), ("kingston",), ("kingston", "richmond")])
def test_only_the_listed_cells_open(application, world, own):
    application.config["WTF_CSRF_ENABLED"] = False
    limit(application, *own)
    wrong = []
    for role in Role:
        client = client_of(application, world, role)
        for (endpoint, method), (allowed, status) in OF_ONE_AREA.items():
            for area in AREAS:
                is_theirs = not own or area in own or role not in areas.LIMITED
                opened = status if isinstance(status, int) else status.get(role)
                expected = 403 if role not in allowed else opened if is_theirs else 404
                parts = world.numbers[area]
                if endpoint == "safeguard.raise_concern":
                    parts = parts | {"comment_id": parts["worry"]}
                path = address(application, endpoint, **parts)
                found = client.open(path, method=method, base_url="https://localhost").status_code
                if found != expected:
                    wrong.append(f"{role} {method} {endpoint} {area}: {found}, not {expected}")
    assert wrong == []


def test_every_address_of_one_thing_is_in_the_matrix_or_said_to_be_about_all():
    listed = {endpoint for endpoint, _ in OF_ONE_AREA}
    apart = (
        "documents.",
        "changing.",
        "drafting.",
        "excerpts.",
        "flipchart.",
        "facilitate.",
        "pack.",
        "planning.",
        "point_files.",
        "points.",
        "prompting.",
        "read_back.",
        "summary.",
    )
    areas_apart = {name for name in ROUTES if name.startswith(apart)}
    lists = {"facilitate.events", "planning.new", "excerpts.index", "excerpts.choose", "drafting.index"}
    lists |= {"drafting.start_section", "documents.index", "documents.new"}
    lists |= {"point_files.check", "point_files.take_in"}  # of a file of one’s own: test_point_files
    lists |= {"documents.raise_concern"}  # withholds it from the next who looks: test_documents
    lists |= {"changing.take_out", "changing.undo"}  # changes the point for the next who looks: test_log_page
    assert areas_apart - listed == lists, "think about the area of what it shows"


@pytest.mark.parametrize("role", sorted(areas.LIMITED))
def test_no_page_and_no_download_shows_a_word_of_another_area(application, world, role):
    limit(application, "kingston")
    client, leaks, shown = client_of(application, world, role), [], set()
    for rule in staff_rules(application):
        if "GET" not in rule.methods or role not in guard_of(application, rule.endpoint).split():
            continue
        for area in AREAS:
            path = address(application, rule.endpoint, **world.shared, **world.numbers[area])
            answer = client.get(path, base_url="https://localhost")
            body = html.unescape(unpacked.words_of(answer))
            leaks += [f"{path}: {words_of(a, '…')}" for a in AREAS[1:] if f"Quixotic {a}" in body]
            shown |= {rule.endpoint} if "Quixotic kingston" in body else set()
    assert leaks == []
    assert "facilitate.event" in shown
    assert role != Role.STRATEGIST or {"strategy.theme", "strategy.no_theme", "downloads.project"} <= shown
    assert role != Role.STRATEGIST or {"drafting.section", "drafting.write"} <= shown
    assert role != Role.STRATEGIST or {"excerpts.choose", "excerpts.index", "excerpts.propose"} <= shown
    assert role != Role.MANAGER or "manage.submissions_csv" in shown


def test_without_limits_the_same_pages_show_every_area(application, world):
    for role, endpoint in ((Role.STRATEGIST, "strategy.theme"), (Role.MANAGER, "manage.submissions_csv"),
                           (Role.FACILITATOR, "facilitate.events")):  # fmt: skip
        answer = client_of(application, world, role).get(
            address(application, endpoint, **world.shared), base_url="https://localhost"
        )
        body = answer.get_data(as_text=True)
        assert [area for area in AREAS if f"Quixotic {area}" in body] == list(AREAS), endpoint


def test_what_is_sent_to_another_area_changes_nothing_there(application, world):
    application.config["WTF_CSRF_ENABLED"] = False
    limit(application, "kingston")
    client = client_of(application, world, Role.FACILITATOR)
    there = world.numbers["richmond"]
    for endpoint, form in (
        ("facilitate.event", {"text": "Words", "kind": "verbatim", "once": "a"}),
        ("facilitate.correct", {"text": "Words", "kind": "verbatim", "once": "b"}),
        ("facilitate.finish", {"worried": "no"}),
        ("facilitate.worried", {"day": "4 5 2026", "clock": "15:40", "reference": "1"}),
    ):
        path = address(application, endpoint, **there)
        assert client.post(path, data=form, base_url="https://localhost").status_code == 404
    new = {"title": "Walk", "day": "4", "month": "5", "year": "2026", "place": "Hall", "audience": "children",
           "method": "walk", "expected": "6-10", "area": "richmond"}  # fmt: skip
    answer = client.post("/staff/events/new", data=new, base_url="https://localhost")
    assert "Choose one of the answers on this page" in answer.get_data(as_text=True)
    assert client.post("/staff/events/new", data=new | {"area": "kingston"}, base_url="https://localhost").location
    with application.app_context():
        events = list(db.session.scalars(sa.select(ListeningEvent.area).order_by(ListeningEvent.id)))
        assert events == [*AREAS, "kingston"]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Note)) == len(AREAS)
        assert db.session.scalars(sa.select(ListeningEvent.closed_at)).all() == [None] * 4
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == len(AREAS)
        db.session.close()


def test_a_section_for_another_area_cannot_be_begun(application, world):
    application.config["WTF_CSRF_ENABLED"] = False
    limit(application, "kingston")
    client = client_of(application, world, Role.STRATEGIST)
    found = {}
    for area in ("richmond", "kingston", "all"):
        form = {"priority": "none", "area": area}
        found[area] = client.post("/staff/plan/sections", data=form, base_url="https://localhost").location
    assert found["richmond"] == "/staff/plan"
    assert found["kingston"].endswith("/write")
    assert found["all"].endswith("/write")
