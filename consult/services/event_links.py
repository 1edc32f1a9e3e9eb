"""Where those who would rather write are led from an event: a group's link, or the survey's own address."""

from __future__ import annotations

from consult.models.group_links import GroupLink
from consult.models.listening import ListeningEvent
from consult.models.surveys import Survey
from consult.store import group_links, surveys
from consult.store.errors import NotFound


def find_survey(event: ListeningEvent) -> Survey | None:
    """What this audience is asked in the wave of the event."""
    return surveys.find_survey_of(event.wave_id, event.audience) if event.wave_id else None


def list_choices(event: ListeningEvent) -> list[tuple[str, str]]:
    """Open links of that survey in the area of the event, by name."""
    survey = find_survey(event)
    if survey is None:
        return []
    fitting = [
        link
        for link in group_links.list_links()
        if link.survey_id == survey.id and link.area == event.area and link.closed_at is None
    ]
    return [(str(link.id), link.name) for link in sorted(fitting, key=lambda link: (link.name, link.id))]


def find_link(event: ListeningEvent) -> GroupLink | None:
    """The link that was chosen, while it is open and fits the event."""
    chosen = str(event.group_link_id)
    return group_links.get(int(chosen)) if chosen in dict(list_choices(event)) else None


def name_of(link_id: int | None) -> str:
    if link_id is None:
        return "The survey’s own address"
    try:
        return group_links.get(link_id).name
    except NotFound:
        return "A link of another area"
