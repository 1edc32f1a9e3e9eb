"""E-mails to the safeguarding lead and deputies: that there is something to read, never what.

Owed in the transaction of the concern, sent by the short worker, tried again for as long as the concern waits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app

from consult.models.base import utcnow
from consult.models.concerns import Severity, Step
from consult.models.people import Role
from consult.services import mail
from consult.services.staffed_hours import after_staffed_minutes
from consult.settings import Safeguarding, Settings
from consult.store import alerts, people
from consult.store.transaction import transaction

NO_SERVER = "No mail server is set"
NOBODY = "Nobody has an open account as safeguarding lead or deputy"
LONGEST_WAIT = timedelta(minutes=5)
SUBJECTS = {
    Step.FIRST: "Big Conversation: {} in the concern queue",
    Step.ESCALATION: "Big Conversation: nobody has acknowledged {} in the concern queue",
}
TEXT = """{what}
{waiting}
Sign in to read it{where}.

This message holds nothing of what was said, and nothing about the child. Do not reply to it.
"""


def owe(concern_id: int, *, now: datetime | None = None) -> None:
    """In the transaction of a new concern: an alert at once, and a second one if nobody acknowledges it."""
    now, rules = now or utcnow(), _rules()
    alerts.owe(concern_id, Step.FIRST, due_at=now)
    alerts.owe(concern_id, Step.ESCALATION, due_at=after_staffed_minutes(now, rules.escalate_minutes, rules.staffed))


def send_due(*, now: datetime | None = None) -> int:
    """Send what is owed; how many messages went out."""
    return sum(_send_step(step, now or utcnow()) for step in Step)


def _send_step(step: Step, now: datetime) -> bool:
    with transaction():
        claimed = alerts.claim_due(step, now=now)
        waiting = alerts.list_unacknowledged(claimed)
        needless = set(claimed) - {alert for alert, _, _ in waiting}
        alerts.settle(needless, sent_to=0, now=now)
    if not waiting:
        return False
    owed, to = [alert for alert, _, _ in waiting], _addresses(step)
    try:
        _send(step, to, [severity for _, _, severity in waiting])
    except mail.NotSent as error:
        _try_later(owed, fault=str(error), now=now)
        return False
    with transaction():
        alerts.settle(owed, sent_to=len(to), now=now)
        for _, concern_id, _ in waiting:
            action = "concern escalated" if step is Step.ESCALATION else "concern alert sent"
            people.record(user_id=None, action=action, subject=f"concern {concern_id}", detail=f"to {len(to)} people")
    return True


def _send(step: Step, to: Sequence[str], severities: Sequence[Severity]) -> None:
    rules = _rules()
    if rules.mail_server is None:
        raise mail.NotSent(NO_SERVER)
    if not to:
        raise mail.NotSent(NOBODY)
    subject, text = message(step, severities, rules)
    mail.send(rules.mail_server, sender=rules.mail_from, to=to, subject=subject, text=text)


def message(step: Step, severities: Sequence[Severity], rules: Safeguarding) -> tuple[str, str]:
    """Subject and text: how many, how severe, where to sign in."""
    count = Counter(severities)
    parts = [f"{count[severity]} {severity}" for severity in Severity if count[severity]]
    things = f"{' and '.join(parts)} {'item' if len(severities) == 1 else 'items'}"
    late = step is Step.ESCALATION
    what = f"{things} in the concern queue {'is' if len(severities) == 1 else 'are'} new."
    waiting = f"Nobody has acknowledged it within {rules.escalate_minutes} staffed minutes.\n" if late else ""
    where = f": {rules.address}/staff/concerns/" if rules.address else ""
    return SUBJECTS[step].format(things), TEXT.format(what=what, waiting=waiting, where=where)


def _addresses(step: Step) -> list[str]:
    """The leads first; an escalation goes to the deputies. Where there are none of one kind, to the others."""
    leads, deputies = alerts.list_addresses(Role.SAFEGUARDING_LEAD), alerts.list_addresses(Role.SAFEGUARDING_DEPUTY)
    return (deputies or leads) if step is Step.ESCALATION else (leads or deputies)


def _try_later(owed: Sequence[int], *, fault: str, now: datetime) -> None:
    with transaction():
        wait = min(timedelta(seconds=10 * 2 ** min(alerts.count_attempts(owed), 10)), LONGEST_WAIT)
        alerts.try_again(owed, at=now + wait, fault=fault)


def _rules() -> Safeguarding:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.safeguarding
