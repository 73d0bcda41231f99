"""The list of a round: import with a look before, counts by cell, find people, erase somebody."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session
from wtforms import SelectField

from forms.admin import EraseForm, MappingForm, UploadForm
from surveyapp.participants.erase import erase
from surveyapp.participants.find import PAGE, count_unreachable, find_people
from surveyapp.participants.importer import (
    OPTIONAL,
    REQUIRED,
    add_participants,
    read_participants,
)
from surveyapp.participants.preview import FILE, Preview, preview_import
from surveyapp.participants.uploads import drop_upload, keep_upload, read_upload
from surveyapp.rounds.overview import overview
from surveyapp.rounds.progress import answered_in_all, progress
from surveyapp.store import configurations
from surveyapp.store.round import Round
from surveyapp.web import access
from surveyapp.web.current import acting, actor, find_round, installation, on_round
from surveyapp.web.filled import carry_out, show

bp = Blueprint("participants", __name__, url_prefix="/admin")
FAULTS_SHOWN = 500


@bp.route("/rounds/<round:name>/participants", methods=["GET", "POST"])
@access.admin
def index(name: str) -> ResponseReturnValue:
    site, form, kept = installation(), UploadForm(), []
    if carry_out(form, lambda: kept.append(_keep(form))):
        return redirect(url_for("participants.check", name=name, identity=kept[0]))
    with site.store.reading() as session:
        round_ = find_round(session, name)
        cells = progress(session, round_)
        return show(
            "admin/participants.html",
            form=form,
            overview=overview(session, round_, site.keys),
            cells=cells,
            answered=answered_in_all(cells),
            unreachable=count_unreachable(session, round_),
        )


@bp.route("/rounds/<round:name>/participants/check/<uuid:identity>", methods=["GET", "POST"])
@access.admin
def check(name: str, identity: UUID) -> ResponseReturnValue:
    site = installation()
    content = read_upload(site.settings, identity, site.clock())
    form = MappingForm()
    looked = _look(name, content, form)
    decided = request.form.get("decision") == "import" and not looked.faults
    if decided and carry_out(
        form, lambda: _import(name, identity, content, _mapping(form, looked))
    ):
        flash(ngettext("%(num)d person added.", "%(num)d people added.", looked.people))
        return redirect(url_for("participants.index", name=name))
    with site.store.reading() as session:
        round_ = find_round(session, name)
        return show(
            "admin/check_participants.html",
            form=form,
            identity=identity,
            overview=overview(session, round_, site.keys),
            looked=looked,
            faults=looked.faults[:FAULTS_SHOWN],
        )


@bp.post("/rounds/<round:name>/participants/drop/<uuid:identity>")
@access.admin
def drop(name: str, identity: UUID) -> ResponseReturnValue:
    drop_upload(installation().settings, identity)
    flash(gettext("The file is deleted; nobody was added."))
    return redirect(url_for("participants.index", name=name))


@bp.get("/rounds/<round:name>/people")
@access.admin
def people(name: str) -> ResponseReturnValue:
    words, page = request.args.get("words", ""), request.args.get("page", 1, int)
    site = installation()
    with site.store.reading() as session:
        round_ = find_round(session, name)
        found, total = find_people(session, round_, words, page)
        return show(
            "admin/people.html", overview=overview(session, round_, site.keys), people=found,
            total=total, words=words, page=page, pages=-(-total // PAGE),
        )  # fmt: skip


@bp.route("/erase", methods=["GET", "POST"])
@access.admin
def erase_person() -> ResponseReturnValue:
    form = EraseForm()
    if carry_out(form, lambda: _erase(form)):
        flash(gettext("The person is erased from all lists. Counts stay."))
        return redirect(url_for("rounds.index"))
    return show("admin/erase.html", form=form)


def _keep(form: UploadForm) -> UUID:
    site = installation()
    return keep_upload(site.settings, form.file.data.read(), site.clock())


def _look(name: str, content: bytes, form: MappingForm) -> Preview:
    """Set the form's choices from the file's header, and try the import with what is chosen."""
    site = installation()
    first = preview_import(site, name, content, {})
    for field in _fields(form):
        field.choices = [("", "–"), *((column, column) for column in first.columns)]
        if not form.is_submitted():
            field.data = field.name if field.name in first.columns else ""
    mapping = _mapping(form, first)
    return preview_import(site, name, content, mapping) if mapping else first


def _fields(form: MappingForm) -> list[SelectField]:
    return [form[name] for name in (*REQUIRED, *OPTIONAL)]


def _mapping(form: MappingForm, looked: Preview) -> Mapping[str, str]:
    """Return column → field where they differ; a field's namesake, if not chosen, is left out."""
    chosen = {field.data: field.name for field in _fields(form) if field.data}
    fields = {*REQUIRED, *OPTIONAL}
    ignored = {column: "" for column in looked.columns if column in fields}
    whole = {**ignored, **chosen}
    return {column: field for column, field in whole.items() if column != field}


def _import(name: str, identity: UUID, content: bytes, mapping: Mapping[str, str]) -> None:
    site = installation()
    with site.store.reading() as session:  # reading takes long: no writer waits for it
        round_ = find_round(session, name)
        configuration = configurations.load(session, round_.configuration_hash)
        rows = read_participants(content, FILE, configuration, mapping)

    def act(session: Session, round_: Round) -> None:
        add_participants(session, round_, rows, keys=site.keys, **acting())

    on_round(name, act)
    drop_upload(site.settings, identity)


def _erase(form: EraseForm) -> None:
    erase(installation(), form.email.data, actor=actor())
