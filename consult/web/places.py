"""The staff's places and who may go there: the navigation and the home page are made from this list."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from consult.models.people import Role


@dataclass(frozen=True, kw_only=True)
class Place:
    endpoint: str
    title: str
    purpose: str
    roles: tuple[Role, ...]


PLACES = (
    Place(
        endpoint="facilitate.events",
        title="Listening events",
        purpose="Plan an event and log what was said, one point at a time.",
        roles=(Role.FACILITATOR, Role.STRATEGIST, Role.MANAGER),
    ),
    Place(
        endpoint="documents.index",
        title="Documents",
        purpose="Hand in what was received on paper or by e-mail; read each, and say where it is answered.",
        roles=(Role.FACILITATOR, Role.STRATEGIST, Role.MANAGER, Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY),
    ),
    Place(
        endpoint="strategy.report",
        title="Themes and priorities",
        purpose="Find themes in what people said, correct them, and see how they map to the six priorities.",
        roles=(Role.STRATEGIST,),
    ),
    Place(
        endpoint="double.index",
        title="Double coding",
        purpose="Code comments without seeing what others or the machine said, and see how far people agree.",
        roles=(Role.STRATEGIST, Role.MANAGER),
    ),
    Place(
        endpoint="pages.whole",
        title="What people said",
        purpose="Read the report: how many said what, who differs, who disagrees, and what was left out.",
        roles=(Role.STRATEGIST,),
    ),
    Place(
        endpoint="answered.index",
        title="What people answered",
        purpose="See how many chose each answer of a survey, by area and by age.",
        roles=(Role.STRATEGIST, Role.MANAGER),
    ),
    Place(
        endpoint="excerpts.index",
        title="Excerpts",
        purpose="Choose words that people said, mask them, and approve what a colleague has chosen.",
        roles=(Role.STRATEGIST, Role.MANAGER),
    ),
    Place(
        endpoint="drafting.index",
        title="The plan",
        purpose="Write the plan’s sections so that every sentence leads to what people said; approve and freeze them.",
        roles=(Role.STRATEGIST, Role.MANAGER),
    ),
    Place(
        endpoint="outcomes.index",
        title="What became of themes",
        purpose="See which themes have no outcome yet, and where people should have been told by now.",
        roles=(Role.STRATEGIST, Role.MANAGER, Role.ADMINISTRATOR),
    ),
    Place(
        endpoint="reach.index",
        title="Who was heard",
        purpose="See whose voice is missing, beside the people who live in the areas.",
        roles=(Role.STRATEGIST, Role.MANAGER),
    ),
    Place(
        endpoint="coverage.board",
        title="Coverage",
        purpose="See which groups have been heard so far, beside the targets, and who has not been heard at all.",
        roles=(Role.FACILITATOR, Role.STRATEGIST, Role.MANAGER),
    ),
    Place(
        endpoint="imports.start",
        title="Import comments",
        purpose="Bring in comments from a spreadsheet.",
        roles=(Role.STRATEGIST, Role.MANAGER),
    ),
    Place(
        endpoint="drawings.index",
        title="Drawings",
        purpose="Look at what people drew, before anybody else sees it.",
        roles=(Role.STRATEGIST, Role.MANAGER, Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY),
    ),
    Place(
        endpoint="safeguard.concerns",
        title="Concerns",
        purpose="Act on comments that may tell of harm to a child.",
        roles=(Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY),
    ),
    Place(
        endpoint="screening.watch",
        title="Screening and alerts",
        purpose="See whether every text is screened and every alert is sent; read the weekly sample.",
        roles=(Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY, Role.ADMINISTRATOR),
    ),
    Place(
        endpoint="manage.overview",
        title="Surveys and ledger",
        purpose="See what was received and where it went; open and close surveys.",
        roles=(Role.MANAGER, Role.ADMINISTRATOR),
    ),
    Place(
        endpoint="group_links.index",
        title="Group links",
        purpose="Make links, codes and sheets for schools, clubs and homes; see how many came by each.",
        roles=(Role.MANAGER,),
    ),
    Place(
        endpoint="reviews.index",
        title="Submissions to look at",
        purpose="Decide about what came in oddly: copies, very fast answers, crowds.",
        roles=(Role.MANAGER,),
    ),
    Place(
        endpoint="complaints.index",
        title="Complaints and barriers",
        purpose="Answer data-protection complaints within 30 days, and people who could not use a page.",
        roles=(Role.MANAGER,),
    ),
    Place(
        endpoint="manage.users",
        title="Users",
        purpose="Give people access, and take it away.",
        roles=(Role.ADMINISTRATOR,),
    ),
    Place(
        endpoint="work.index",
        title="Background work",
        purpose="See what runs outside pages, and what went wrong.",
        roles=(Role.ADMINISTRATOR,),
    ),
)


def places_of(role: Role) -> tuple[Place, ...]:
    return tuple(place for place in PLACES if role in place.roles)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["places_of"] = places_of
