"""The respondent's way: code, questions, thanks; and every way in which it can go wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from nacl.public import PrivateKey
from sqlalchemy import select

from surveyapp import codes, sealing
from surveyapp.installation import Installation
from surveyapp.store.answers import SealedResponse
from surveyapp.store.participant import Invitation
from surveyapp.store.round import Round
from surveyapp.web import kept, limits
from tests.conftest import Clock
from tests.factories import MadeRound, find_round, make_round, make_rows, shipped_configuration
from tests.pages import Page
from tests.tampering import change_one, refusing


@pytest.fixture
def made(site: Installation) -> MadeRound:
    return make_round(site)


@pytest.fixture(autouse=True)
def no_wrong_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins with an address that has typed no wrong code."""
    monkeypatch.setattr("surveyapp.web.admission.wrong_codes", limits.WrongTries(20, 10))


def questionnaire(client: FlaskClient, code: str, **fields: str) -> Page:
    return Page(client.post("/i", data={"code": code, **fields}))


def answer(client: FlaskClient, page: Page, **answers: Any) -> Page:
    return page.submit(client, page.form_with("_order"), **answers)


def box(site: Installation) -> tuple[int, int]:
    """Return how many invitations are used, and how many responses lie in the box."""
    with site.store.reading() as session:
        used = session.scalars(select(Invitation.used)).all()
        return sum(used), len(session.scalars(select(SealedResponse.id)).all())


def sealed_rows(site: Installation) -> set[bytes]:
    with site.store.reading() as session:
        return set(session.scalars(select(SealedResponse.ciphertext)))


def text_of(page: Page, key: str) -> str:
    return str(page.tree.xpath(f"string(//*[@id='{key}'])")).strip()


def test_the_whole_way_as_a_browser_without_script(
    client: FlaskClient, site: Installation, made: MadeRound
) -> None:
    start = Page(client.get("/i"))
    form = start.form_with("code")
    page = start.submit(client, form, code=codes.show(made.codes[0]).lower())
    assert page.heading == "Science in Northtown"
    assert page.form_with("_order").get("action") == "/i/answers"
    assert "Northtown, Academia" in page.text
    thanks = answer(client, page, find="4", book="-1", easier="A shared list.", career="long")
    assert thanks.status == 200
    assert codes.parse(text_of(thanks, "receipt-code"))
    assert len(text_of(thanks, "check-code")) == 19
    assert box(site) == (1, 1)


def test_what_is_sealed_is_what_was_answered(
    client: FlaskClient, site: Installation, made: MadeRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed: list[sealing.Payload] = []

    def seal(payload: sealing.Payload, *rest: Any) -> bytes:
        sealed.append(payload)
        return original(payload, *rest)

    original = sealing.seal
    monkeypatch.setattr(sealing, "seal", seal)
    page = questionnaire(client, made.codes[7])
    answer(client, page, find="4", book="4", grant="4", sponsor="-2", harder="x\r\ny")
    (payload,) = sealed
    assert list(payload.answers or {}) == [
        "find", "book", "grant", "sponsor", "easier", "harder", "career",
    ]  # fmt: skip
    assert payload.answers == {
        "find": 4, "book": 4, "grant": 4, "sponsor": -2,
        "easier": None, "harder": "x\ny", "career": None,
    }  # fmt: skip
    assert payload.run == 3
    assert payload.cell == 1  # the eighth on the list: North, industry


def test_pages_keep_no_cookie_and_do_not_vary_by_one(client: FlaskClient, made: MadeRound) -> None:
    client.set_cookie("session", "somebody signed in")
    page = questionnaire(client, made.codes[0])
    thanks = answer(client, page)
    for each in (Page(client.get("/i")), page, thanks):
        assert "Set-Cookie" not in each.headers
        assert "Cookie" not in each.headers.get("Vary", "")
        assert each.headers["Referrer-Policy"] == "no-referrer"


def test_looking_at_the_questions_spends_nothing(
    client: FlaskClient, site: Installation, made: MadeRound
) -> None:
    for _ in range(3):
        assert questionnaire(client, made.codes[0]).status == 200
    assert box(site) == (0, 0)


def test_a_compressed_page_reads_the_same(client: FlaskClient, made: MadeRound) -> None:
    response = client.post("/i", data={"code": made.codes[0]}, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Vary"] == "Accept-Encoding"
    import gzip

    packed = response.get_data()
    assert made.codes[0].encode() in packed  # stored, not compressed
    html = gzip.decompress(packed).decode()
    plain = questionnaire(client, made.codes[0]).html
    # the orders of dimensions differ, and a plain page ends in blank lines
    assert len(html) == pytest.approx(len(plain.rstrip("\n")), abs=2)


def test_dimensions_come_in_public_orders_and_sections_in_their_place(
    client: FlaskClient, site: Installation
) -> None:
    made = make_round(site, shipped_configuration(), per_cell=6)
    instrument = shipped_configuration().instrument
    public = {tuple(part.id for part in instrument.presented(n)): n for n in range(16)}
    seen = set()
    for _ in range(40):
        page = questionnaire(client, made.codes[0])
        shown = page.tree.xpath("//section/@id")
        assert (shown[0], shown[-1]) == ("s-introduction", "s-send")
        order = tuple(key.removeprefix("s-") for key in shown[1:-1])
        assert public[order] == int(page.field("_order"))
        seen.add(order)
    assert len(seen) > 5


@pytest.mark.parametrize("typed", ["", "ABC", "0" * 28, "Ω" * 28, "A" * 5000])
def test_an_unknown_code_gets_the_first_page_again(
    client: FlaskClient, made: MadeRound, typed: str
) -> None:
    page = questionnaire(client, typed)
    assert page.status == 404
    assert "do not know this code" in page.text
    assert page.field("code") == typed


def test_a_used_code_is_gone(client: FlaskClient, site: Installation, made: MadeRound) -> None:
    page = questionnaire(client, made.codes[0])
    assert answer(client, page, find="2").status == 200
    for again in (answer(client, page, find="2"), questionnaire(client, made.codes[0])):
        assert again.status == 410
        assert "arrived" in again.heading
    assert box(site) == (1, 1)


def test_the_same_form_sent_twice_is_shown_its_receipt_again(
    client: FlaskClient, site: Installation, made: MadeRound
) -> None:
    page, other = questionnaire(client, made.codes[0]), questionnaire(client, made.codes[0])
    first, second = answer(client, page, find="2"), answer(client, page, find="2")
    assert (first.status, second.status) == (200, 410)
    for key in ("receipt-code", "check-code"):
        assert text_of(first, key)
        assert text_of(second, key) == text_of(first, key)
    assert not text_of(answer(client, other, find="2"), "receipt-code")
    assert box(site) == (1, 1)


def test_an_empty_form_is_asked_about_once_and_then_taken(
    client: FlaskClient, site: Installation, made: MadeRound
) -> None:
    asked = answer(client, questionnaire(client, made.codes[0]))
    assert asked.status == 422
    assert "You have not answered anything yet" in asked.text
    assert box(site) == (0, 0)
    thanks = answer(client, asked)
    assert thanks.status == 200
    assert codes.parse(text_of(thanks, "receipt-code"))
    assert box(site) == (1, 1)


def test_a_receipt_of_another_cell_is_not_taken(client: FlaskClient, made: MadeRound) -> None:
    page = questionnaire(client, made.codes[0])
    given = codes.with_cell(3)
    receipt = text_of(answer(client, page, find="2", _receipt=given), "receipt-code")
    assert codes.cell_of(codes.parse(receipt)) == 0


def test_whether_a_code_was_used_can_be_asked(client: FlaskClient, made: MadeRound) -> None:
    asked = Page(client.post("/i/used", data={"code": made.codes[0]}))
    assert (asked.status, asked.heading) == (200, "Your code has not been used")
    answer(client, questionnaire(client, made.codes[0]), find="2")
    asked = Page(client.post("/i/used", data={"code": made.codes[0]}))
    assert (asked.status, asked.heading) == (200, "Your code has been used")


def test_after_the_end_no_answer_is_taken(
    client: FlaskClient, site: Installation, made: MadeRound, clock: Clock
) -> None:
    page = questionnaire(client, made.codes[0])
    clock.turn(days=15)
    for refused in (answer(client, page), questionnaire(client, made.codes[0])):
        assert refused.status == 403
        assert "Answering is over" in refused.text
    assert box(site) == (0, 0)


def test_before_the_beginning_no_questions_are_shown(
    client: FlaskClient, made: MadeRound, clock: Clock
) -> None:
    clock.turn(days=-1)
    page = questionnaire(client, made.codes[0])
    assert page.status == 403
    assert "not begun" in page.text


def test_bad_values_are_named_and_nothing_is_lost(
    client: FlaskClient, site: Installation, made: MadeRound
) -> None:
    page = questionnaire(client, made.codes[0])
    order = page.field("_order")
    refused = answer(
        client, page, find="7", book="2", easier="\n<b>kept & \u202e</b>", career="long"
    )
    assert refused.status == 422
    assert refused.tree.xpath("//div[@role='alert']//a/@href") == ["#i-find"]
    assert refused.tree.xpath("//*[@id='e-find']")
    assert refused.field("book") == "2"
    assert refused.field("career") == "long"
    assert refused.field("_order") == order
    assert refused.field("easier").lstrip("\n") == "<b>kept & \u202e</b>"
    assert box(site) == (0, 0)
    assert answer(client, refused, find="5").status == 200


def test_a_comment_that_is_too_long_is_refused_and_kept(
    client: FlaskClient, site: Installation, made: MadeRound
) -> None:
    long = "क" * 20_000
    refused = answer(client, questionnaire(client, made.codes[0]), easier=long, harder="a\0b")
    assert refused.status == 422
    refused = answer(client, questionnaire(client, made.codes[0]), easier=long, book="1")
    assert refused.status == 413
    assert "19000 characters too long" in refused.text
    assert refused.field("easier").strip() == long
    assert refused.field("book") == "1"
    assert box(site) == (0, 0)


def test_comments_that_cannot_be_sealed_name_the_one_to_shorten(
    client: FlaskClient, site: Installation, made: MadeRound
) -> None:
    noise = "".join(chr(0x4E00 + 7919 * at % 20000) for at in range(1000))
    page = questionnaire(client, made.codes[0])
    refused = answer(client, page, easier=noise, harder=noise[::-1][:900])
    assert refused.status == 413
    assert refused.tree.xpath("//div[@role='alert']//a/@href") == ["#i-easier"]
    assert box(site) == (0, 0)
    words = refused.tree.xpath("string(//*[@id='e-easier'])")
    cut = next(int(word) for word in words.split() if word.isdigit())
    assert answer(client, refused, easier=noise[:-cut]).status == 200


def test_a_request_that_is_too_large_is_not_read(client: FlaskClient, made: MadeRound) -> None:
    response = client.post("/i/answers", data={"code": made.codes[0], "easier": "x" * 1_100_000})
    assert response.status_code == 413


def test_without_the_rounds_key_nothing_is_taken(
    client: FlaskClient, site: Installation, made: MadeRound
) -> None:
    page = questionnaire(client, made.codes[0])
    site.keys.destroy_round_key(made.name)
    refused = answer(client, page, find="3", easier="kept")
    assert refused.status == 503
    assert "still good" in refused.text
    assert refused.field("easier").strip() == "kept"
    assert box(site) == (0, 0)


def test_when_the_database_refuses_the_answers_come_back(
    client: FlaskClient, site: Installation, made: MadeRound
) -> None:
    page = questionnaire(client, made.codes[0])
    with refusing(site):
        refused = answer(client, page, find="3", easier="kept")
        assert refused.status == 503
        assert "still good" in refused.text
        assert refused.field("easier").strip() == "kept"
    assert answer(client, refused, find="3").status == 200
    assert box(site) == (1, 1)


@pytest.mark.parametrize(
    "exchange",
    [
        lambda own: json.dumps(own | {"public_key": "00" * 32}),
        lambda own: json.dumps(own | {"configuration": "00" * 32}),
        lambda own: json.dumps({key: value for key, value in own.items() if key != "mac_key"}),
        lambda own: "{",
        lambda own: "[]",
    ],
    ids=["public key", "configuration", "a part missing", "cut off", "something else"],
)
def test_with_another_key_file_nothing_is_taken_and_the_code_stays_good(
    client: FlaskClient, site: Installation, made: MadeRound, exchange: Callable[[Any], str]
) -> None:
    file = site.keys.path / f"{made.name}.key"
    right = file.read_text()
    page = questionnaire(client, made.codes[0])
    file.write_text(exchange(json.loads(right)))
    assert answer(client, page, find="3").status == 503
    assert box(site) == (0, 0)
    file.write_text(right)
    assert answer(client, page, find="3").status == 200
    assert box(site) == (1, 1)


def test_with_another_public_key_in_the_database_nothing_is_taken(
    client: FlaskClient, site: Installation, made: MadeRound
) -> None:
    page = questionnaire(client, made.codes[0])
    change_one(site, Round, lambda row: {"public_key": bytes(PrivateKey.generate().public_key)})
    assert answer(client, page, find="3").status == 503
    assert box(site) == (0, 0)


def test_wrong_codes_are_limited_and_right_ones_never(client: FlaskClient, made: MadeRound) -> None:
    wrong = codes.generate()
    assert [questionnaire(client, wrong).status for _ in range(22)] == [404] * 20 + [429] * 2
    assert questionnaire(client, "typing error").status == 429
    assert questionnaire(client, made.codes[0]).status == 200


def test_an_answer_is_replaced_with_its_receipt(
    client: FlaskClient, site: Installation, made: MadeRound
) -> None:
    thanks = answer(client, questionnaire(client, made.codes[7]), find="1")
    receipt, check = text_of(thanks, "receipt-code"), text_of(thanks, "check-code")
    choice = Page(client.post("/i/receipt", data={"receipt": receipt}))
    form = next(form for form in choice.tree.forms if form.get("action") == "/i/again")
    page = choice.submit(client, form)
    assert page.heading == "Science in Northtown"
    assert "Northtown, Industry" in page.text
    replaced = answer(client, page, find="5")
    assert replaced.status == 200
    assert text_of(replaced, "receipt-code") == receipt
    assert text_of(replaced, "check-code") != check
    assert box(site) == (1, 1)


def test_an_answer_is_withdrawn_with_its_receipt(
    client: FlaskClient, site: Installation, made: MadeRound, clock: Clock
) -> None:
    thanks = answer(client, questionnaire(client, made.codes[0]), find="1")
    receipt = text_of(thanks, "receipt-code")
    choice = Page(client.post("/i/receipt", data={"receipt": receipt}))
    form = next(form for form in choice.tree.forms if form.get("action") == "/i/withdraw")
    before = sealed_rows(site)
    asked = choice.submit(client, form)
    assert asked.heading == "Withdraw your answers?"
    assert sealed_rows(site) == before
    withdrawn = asked.submit(client, asked.form_with("receipt"), sure="yes")
    assert (withdrawn.status, withdrawn.heading) == (200, "Your answers are withdrawn")
    assert sealed_rows(site) != before
    assert box(site) == (1, 1)
    assert "counted just as you sent them" in thanks.text
    for untrue in ("counted just as you sent them", "count without them"):
        assert untrue not in withdrawn.text
    assert text_of(withdrawn, "receipt-code") == receipt
    again = Page(client.post("/i/receipt", data={"receipt": receipt}))
    assert again.text == choice.text, "the server does not know of a withdrawal"
    clock.turn(days=15)
    late = Page(client.post("/i/withdraw", data={"receipt": receipt}))
    assert late.status == 403


@pytest.mark.parametrize("path", ["/i/receipt", "/i/again", "/i/withdraw", "/i/answers"])
def test_an_unknown_receipt_writes_nothing(
    client: FlaskClient, site: Installation, made: MadeRound, path: str
) -> None:
    page = Page(client.post(path, data={"receipt": codes.show(codes.with_cell(0)), "find": "1"}))
    assert page.status == 404
    assert box(site) == (0, 0)


@pytest.mark.parametrize("path", ["/i/receipt", "/i/again", "/i/withdraw"])
def test_a_wrong_receipt_is_told_where_it_was_typed(
    client: FlaskClient, made: MadeRound, path: str
) -> None:
    for typed in (made.codes[0], "no code at all"):
        page = Page(client.post(path, data={"receipt": typed}))
        assert page.heading == "Change or withdraw your answers"
        assert "do not know this receipt code" in page.text
        assert "It stands in no mail" in page.text
        assert page.tree.xpath("//input[@aria-invalid]/@id") == ["i-receipt"]
        assert not page.tree.xpath("//*[@id='i-code']")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        *((path, "code") for path in ("/i/language", "/i/answers", "/i/used")),
        *((path, "receipt") for path in ("/i/receipt", "/i/again", "/i/withdraw")),
    ],
)
def test_the_address_of_a_form_alone_helps_one_back(
    client: FlaskClient, made: MadeRound, path: str, field: str
) -> None:
    page = Page(client.get(path, query_string={"language": "en"}))
    assert page.status == 200
    assert page.form_with(field) is not None
    assert ("What you ticked is still there" in page.text) == (field == "code")


def test_the_page_after_sending_is_not_left_by_its_links(
    client: FlaskClient, made: MadeRound
) -> None:
    thanks = answer(client, questionnaire(client, made.codes[0]), find="1")
    links = thanks.tree.xpath("//main//a | //footer//a[not(starts-with(@href, 'mailto:'))]")
    assert [link.get("href").partition("?")[0] for link in links] == [
        "/i/receipt", "/check-code", "/privacy",
    ]  # fmt: skip
    for link in links:
        assert (link.get("target"), link.get("rel")) == ("_blank", "noopener noreferrer")
        assert "opens in a new tab" in link.text_content()


def test_a_used_link_leads_to_the_receipt_code(client: FlaskClient, made: MadeRound) -> None:
    answer(client, questionnaire(client, made.codes[0]), find="2")
    page = questionnaire(client, made.codes[0])
    assert "/i/receipt?language=en" in page.tree.xpath("//main//a/@href")
    assert "if you have withdrawn them since" in page.text.lower()


@pytest.mark.parametrize(
    ("recorded", "asked_for", "browser", "shown"),
    [
        ("kn", "te", "hi-IN", "te"),
        ("kn", "", "hi-IN", "kn"),
        ("kn", "xx", "hi-IN", "kn"),
        ("", "", "fr, hi-IN;q=0.8, en;q=0.5", "hi"),
        ("", "", "fr", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_recorded_the_browsers_or_english(
    client: FlaskClient, site: Installation, recorded: str, asked_for: str, browser: str,
    shown: str,
) -> None:  # fmt: skip
    configuration = shipped_configuration()
    rows = [replace(row, language=recorded) for row in make_rows(configuration, 6)]
    code = make_round(site, configuration, rows=rows).codes[0]
    fields = {"code": code, "language": asked_for} if asked_for else {"code": code}
    page = Page(client.post("/i", data=fields, headers={"Accept-Language": browser}))
    assert page.tree.xpath("string(//html/@lang)") == shown
    assert page.tree.xpath("string(//h1/ancestor-or-self::*[@lang][1]/@lang)") == shown


def test_a_changed_language_keeps_every_answer(client: FlaskClient, site: Installation) -> None:
    made = make_round(site, shipped_configuration(), per_cell=6)
    page = questionnaire(client, made.codes[0])
    posted = page.posted(
        page.form_with("_order"), city_trial="4", easier="Half an answer", _step="s-so_far"
    )
    for language in shipped_configuration().instrument.languages:
        data = posted.copy()
        data.setlist("language", [language, page.field("language")])
        other = Page(client.post("/i/language", data=data))
        assert other.status == 200
        assert other.tree.xpath("string(//h1/ancestor-or-self::*[@lang][1]/@lang)") == language
        assert other.field("language") == language
        assert other.field("city_trial") == "4"
        assert other.field("easier").strip() == "Half an answer"
        assert other.field("_order") == page.field("_order")
        assert other.field("_step") == "s-so_far"
    assert box(site) == (0, 0)


def test_kept_pages_are_rendered_once(client: FlaskClient, made: MadeRound) -> None:
    for _ in range(60):
        questionnaire(client, made.codes[0])
    pages: kept.KeptPages = client.application.extensions["kept_pages"]
    assert pages.parts.cache_info().misses == 1  # type: ignore[attr-defined]
    assert pages.frames.cache_info().misses == 1  # type: ignore[attr-defined]
    assert pages.bodies.cache_info().misses <= 16  # type: ignore[attr-defined]


def test_answers_leave_no_trace_in_the_audit_log(
    client: FlaskClient, site: Installation, made: MadeRound
) -> None:
    from surveyapp.store.audit import AuditEntry

    def entries() -> int:
        with site.store.reading() as session:
            return len(session.scalars(select(AuditEntry)).all())

    before = entries()
    answer(client, questionnaire(client, made.codes[0]), find="1")
    assert entries() == before
    assert find_round(site).name == made.name
