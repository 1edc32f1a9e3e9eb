"""Puts the application together: extensions, areas, errors."""

from __future__ import annotations

import inspect
from datetime import timedelta
from pathlib import Path

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from consult import logs
from consult.environment import read_settings
from consult.extensions import csrf, db
from consult.settings import Settings
from consult.web import access, assets, errors, filters, headers, health, languages, metrics, packing, places, rendering
from consult.web.account import organisation_views as organisation
from consult.web.account import own_views as own
from consult.web.account import passkey_views as passkeys
from consult.web.account import step_views as step
from consult.web.account import views as account
from consult.web.drafting import outcome_views as outcomes
from consult.web.drafting import report_views as reports
from consult.web.drafting import views as drafting
from consult.web.drawings import views as drawings
from consult.web.excerpts import views as excerpts
from consult.web.facilitate import (
    changing,
    coverage,
    device_views,
    flipchart_views,
    pack,
    planning,
    prompting,
    read_back_views,
    sending,
    unsent_views,
)
from consult.web.facilitate import document_views as documents
from consult.web.facilitate import point_file_views as point_files
from consult.web.facilitate import summary_views as summary
from consult.web.facilitate import views as facilitate
from consult.web.imports import paper_views as paper
from consult.web.imports import views as imports
from consult.web.manage import complaints, group_views, job_views, review_views
from consult.web.manage import languages as survey_languages
from consult.web.manage import views as manage
from consult.web.publish import views as publish
from consult.web.respond import coming_back, drawing, groups, leaving, receipts, telling, way
from consult.web.respond import display_views as display
from consult.web.respond import views as respond
from consult.web.safeguard import screening_views as screening
from consult.web.safeguard import views as safeguard
from consult.web.strategy import answered_views as answered
from consult.web.strategy import double_views as double
from consult.web.strategy import downloads
from consult.web.strategy import explore_views as explore
from consult.web.strategy import reach_views as reach
from consult.web.strategy import report_views as pages
from consult.web.strategy import review_views as review
from consult.web.strategy import sign_off_views as signing
from consult.web.strategy import views as strategy

PACKAGE = Path(__file__).resolve().parent
TEMPLATES = next(folder for folder in (PACKAGE / "templates", PACKAGE.parent / "templates") if folder.is_dir())
LONGEST_REQUEST = 64 * 1024 * 1024  # an import of 100,000 comments


def create_app(settings: Settings | None = None) -> Flask:
    logs.set_up()
    settings = settings or read_settings()
    logs.set_up(as_json=settings.web.logs_json)
    app = Flask("consult", static_folder=None, template_folder=None, instance_path=str(settings.instance))
    configure(app, settings)
    db.init_app(app)
    metrics.init_app(app)
    only_synchronous_teardown(app)
    access.refuse_other_sites(app)
    access.refuse_odd_addresses(app)
    csrf.init_app(app)
    headers.init_app(app, is_https=settings.is_https)
    for part in (assets, languages, filters, packing, places, rendering, errors):
        part.init_app(app)
    access.refuse_unguarded_views(app)
    register_areas(app)
    return app


def configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_ENGINES={"default": settings.database_url},
        SESSION_COOKIE_NAME="__Host-consult" if settings.is_https else "consult",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=24),  # longer than 20 hours: WCAG 2.2.1
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        MAX_CONTENT_LENGTH=LONGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=24 * 1024 * 1024,  # what is too long comes back with a sentence, and is not lost
    )
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.jinja_environment = rendering.SharedGlobals
    app.jinja_options = {
        "loader": ChoiceLoader(
            [
                FileSystemLoader(TEMPLATES),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        "autoescape": True,
        "extensions": ["jinja2.ext.do"],
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    app.jinja_env.globals.update(
        settings=settings,
        current_user=access.current_user,
        sign_in_ends=access.sign_in_ends,
        own_areas=access.own_areas,
    )


def only_synchronous_teardown(app: Flask) -> None:
    """Flask-SQLAlchemy-Lite also closes async sessions, which we never open: a thread and 1-2 ms for each request."""
    app.teardown_appcontext_funcs = [f for f in app.teardown_appcontext_funcs if not inspect.iscoroutinefunction(f)]


def register_areas(app: Flask) -> None:
    csrf.exempt(leaving.bp)
    of_respondents = (respond, display, drawing, receipts, telling, way, coming_back, groups)
    for area in of_respondents:  # their forms check their own tokens: a bad one loses no words
        csrf.exempt(area.bp)
    of_account = (account, organisation, step, own, passkeys)
    of_themes = (strategy, pages, explore, answered, review, double, signing, reach, downloads, excerpts)
    of_managers = (complaints, group_views, job_views, review_views, survey_languages)
    of_staff = (
        *of_account,
        documents,
        point_files,
        summary,
        facilitate,
        changing,
        flipchart_views,
        read_back_views,
        planning,
        prompting,
        pack,
        coverage,
        sending,
        device_views,
        unsent_views,
        imports,
        paper,
        *of_themes,
        drawings,
        safeguard,
        screening,
        manage,
        *of_managers,
    )
    of_the_plan = (drafting, outcomes, reports, publish)
    for area in (assets, health, metrics, *of_respondents, leaving, *of_staff, *of_the_plan):
        app.register_blueprint(area.bp)
