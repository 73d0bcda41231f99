"""A cluster's own report, and its reply."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from forms.cluster import ReplyForm
from surveyapp.reports.reasons import Reasons, reasons_in
from surveyapp.rounds.overview import overview
from surveyapp.rounds.releases import all_releases, bundle_of, find_release, releases_of
from surveyapp.rounds.reply import reply, reply_of
from surveyapp.store.results import Release
from surveyapp.web import access
from surveyapp.web.current import account, acting, find_round, installation, on_round
from surveyapp.web.evaluate import frozen_charts
from surveyapp.web.filled import carry_out, show

bp = Blueprint("cluster", __name__, url_prefix="/cluster")


@bp.get("")
@access.cluster
def index() -> ResponseReturnValue:
    site = installation()
    with site.store.reading() as session:
        newest: dict[str, Release] = {}
        for release in all_releases(session):
            if _entry(bundle_of(site.settings, release).summary()) is not None:
                newest.setdefault(release.round.name, release)
        return show("cluster/rounds.html", newest=newest, cluster=account().cluster)


@bp.route("/<round:name>", methods=["GET", "POST"])
@access.cluster
def show_round(name: str) -> ResponseReturnValue:
    """Show the newest release's entry of one's own cluster, and take a reply to it."""
    site, own = installation(), account().cluster or ""
    form = ReplyForm()
    with site.store.reading() as session:
        round_ = find_round(session, name)
        releases = releases_of(session, round_)
        if not releases:
            abort(404)
        release = find_release(session, round_, releases[0].number)
        bundle = bundle_of(site.settings, release)
        summary = bundle.summary()
        entry = _entry(summary)
        if entry is None:
            abort(404)
        if not form.is_submitted():
            form.text.data = reply_of(session, round_, own)
        if carry_out(form, lambda: _reply(name, own, form)):
            flash(gettext("Your reply is kept. The next release prints it."))
            return redirect(url_for("cluster.show_round", name=name))
        return show(
            "cluster/report.html",
            overview=overview(session, round_, site.keys),
            release=release,
            summary=summary,
            entry=entry,
            reasons=_reasons(entry),
            form=form,
            charts=frozen_charts(bundle, [f"dimensions-{own}"]),
        )


def _reasons(entry: dict[str, Any]) -> Reasons | None:
    """Return an entry's reasons in the language of the page, else in English."""
    if not entry.get("reasons"):
        return None
    language = str(get_locale() or "en")
    return reasons_in(entry, language if language in entry["reasons"] else "en")


def _entry(summary: dict[str, Any]) -> dict[str, Any] | None:
    """Return what a release says about one's own cluster, None if it is not in it."""
    found = (each for each in summary.get("clusters", ()) if each["id"] == account().cluster)
    return next(found, None)


def _reply(name: str, own: str, form: ReplyForm) -> None:
    on_round(
        name, lambda session, round_: reply(session, round_, own, form.text.data or "", **acting())
    )
