"""A round opens, and answers go into the sealed box: all of it or nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from surveyapp.installation import Installation
from surveyapp.rounds import submit
from surveyapp.store.answers import SealedResponse
from surveyapp.store.participant import Invitation
from tests.factories import make_round, small_configuration


def send(site: Installation, code: str) -> submit.Receipt:
    parameters = small_configuration().parameters
    with site.store.engine.connect() as connection:
        invited = submit.look_up(connection, code, site.clock())
    ciphertext = submit.seal_answers(invited.round, 0, {"find": 4}, 1, parameters, site.keys)
    with site.store.connection() as connection:
        return submit.answer(connection, invited, 0, ciphertext, site.clock())


def counts(site: Installation) -> tuple[int, int]:
    with site.store.reading() as session:
        used = session.scalar(select(func.count()).where(Invitation.used)) or 0
        return used, session.scalar(select(func.count()).select_from(SealedResponse)) or 0


def test_an_answer_spends_its_invitation(any_site: Installation) -> None:
    made = make_round(any_site)
    send(any_site, made.codes[0])
    assert counts(any_site) == (1, 1)
    with pytest.raises(submit.InvitationUsed):
        send(any_site, made.codes[0])
    assert counts(any_site) == (1, 1)


def test_twenty_at_once_with_one_code_store_one_answer(any_site: Installation) -> None:
    made = make_round(any_site)

    def attempt(_: int) -> bool:
        try:
            send(any_site, made.codes[3])
        except submit.InvitationUsed:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(attempt, range(20)))
    assert sum(results) == 1
    assert counts(any_site) == (1, 1)
