"""/metrics for Prometheus: read on this machine, or with CONSULT_METRICS_TOKEN; for others it is not there.

Counts each request by the name of its page: an address may hold a token, an answer holds words.
"""

from __future__ import annotations

import hmac
import ipaddress
import logging
import time
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from consult import counters
from consult.services.lookout import Lookout
from consult.services.measures import Measures, measure
from consult.settings import Settings
from consult.web.access import public

bp = Blueprint("metrics", __name__)
log = logging.getLogger("consult.requests")
METHODS = {"GET", "HEAD", "POST"}
BARE = Measures(is_written=False)
lookout = Lookout(measure, lambda _why: BARE)


class Waiting(Collector):
    """What only the database knows, as it is at this moment."""

    def __init__(self, found: Measures) -> None:
        self.found = found

    def collect(self) -> Iterator[Metric]:
        found = self.found
        yield _gauge("consult_database_written", "1: reached, of this version, and takes writes.", found.is_written)
        if not found.is_written:
            return
        yield _gauge("consult_database_write_seconds", "How long a write took just now.", found.write_seconds)
        jobs = GaugeMetricFamily("consult_jobs", "Jobs, by lane and state.", labels=("lane", "state"))
        for (lane, state), count in sorted(found.jobs.items()):
            jobs.add_metric((lane, state), count)
        yield jobs
        workers = GaugeMetricFamily("consult_workers", "Workers that gave a sign of life lately.", labels=("lane",))
        for lane, count in sorted(found.workers.items()):
            workers.add_metric((lane,), count)
        yield workers
        yield _gauge("consult_job_oldest_seconds", "The job that waits longest.", found.oldest_job_seconds)
        yield _gauge("consult_texts_unscreened", "Texts that wait for the screening.", found.texts_unscreened)
        yield _gauge("consult_text_oldest_seconds", "The text that waits longest.", found.oldest_text_seconds)
        yield _gauge("consult_alerts_owed", "E-mails about concerns, due and not sent.", found.alerts_owed)
        yield _gauge("consult_alert_oldest_seconds", "The e-mail that waits longest.", found.oldest_alert_seconds)
        yield _gauge("consult_drafts", "Surveys begun and not sent.", found.drafts)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=float(value))


@bp.get("/metrics")
@public
def read() -> ResponseReturnValue:
    if not may_read():
        abort(404)
    found = lookout.ask(current_app._get_current_object())  # type: ignore[attr-defined]  # the look has a thread of its own
    registry = counters.everything()
    text = generate_latest(registry) + generate_latest(Waiting(found))
    return Response(text, mimetype=CONTENT_TYPE_LATEST.partition(";")[0])


def may_read() -> bool:
    """With the token where there is one; else who comes from this machine and through no other."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.web.metrics_token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.web.metrics_token.encode())
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def init_app(app: Flask) -> None:
    """First of all that happens to a request, and last."""
    is_logged = app.config["SETTINGS"].web.logs_requests

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        if "began" in g:
            took = time.perf_counter() - g.began
            route, method = request.endpoint or "none", request.method if request.method in METHODS else "other"
            counters.request(route, method, response.status_code, took)
            if is_logged:
                fields = {"route": route, "method": method, "status": response.status_code, "ms": round(took * 1000)}
                log.info("%s", " ".join(f"{name}={value}" for name, value in fields.items()), extra={"fields": fields})
        return response
