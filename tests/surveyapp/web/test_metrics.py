"""Numbers for programs: off by default, for this machine only, and never an order of answers."""

from __future__ import annotations

from sqlalchemy import select

from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.store.participant import Invitation
from tests.conftest import SiteMaker
from tests.factories import make_round


def text(site: Installation) -> str:
    return create_app(site.settings, site).test_client().get("/metrics").get_data(as_text=True)


def test_they_are_off_by_default(site: Installation) -> None:
    app = create_app(site.settings, site)
    assert app.test_client().get("/metrics").status_code == 404


def test_proxies_and_strangers_get_none(make_site: SiteMaker) -> None:
    site = make_site(METRICS="on")
    client = create_app(site.settings, site).test_client()
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    far = client.get("/metrics", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert far.status_code == 404


def test_a_single_answer_changes_no_number(make_site: SiteMaker) -> None:
    site = make_site(METRICS="on")
    make_round(site, per_cell=20)
    seen = {text(site)}
    with site.store.reading() as session:
        ids = session.scalars(
            select(Invitation.id)
            .where(Invitation.cluster == "north", Invitation.group == "academia")
            .limit(5)
        ).all()
    for identity in ids[:4]:
        with site.store.writing() as session:
            session.get_one(Invitation, identity).used = True
        seen.add(text(site))
    assert len(seen) == 1
    with site.store.writing() as session:
        session.get_one(Invitation, ids[4]).used = True
    after = text(site)
    assert after not in seen
    assert 'survey_answered{round="test-2026"} 5.0' in after


def test_only_known_names_are_told(make_site: SiteMaker) -> None:
    site = make_site(METRICS="on")
    make_round(site)
    names = {line.split("{")[0] for line in text(site).splitlines() if not line.startswith("#")}
    assert names == {
        "survey_rounds", "survey_invited", "survey_answered", "survey_key_file", "survey_mails",
    }  # fmt: skip
