"""Nine minutes in a browser: every way of answering ends in one sealed response."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from surveyapp import codes
from surveyapp.store.answers import SealedResponse
from tests.browser.conftest import ContextMaker, Site, code_of
from tests.browser.steps import (
    NEXT,
    answer_all,
    answer_step,
    current,
    open_link,
    receipt,
    send,
    storage,
)

LANGUAGES = ["en", "hi", "kn", "mr", "te"]


def sealed(served: Site) -> int:
    with served.installation.store.reading() as session:
        return len(session.scalars(select(SealedResponse.id)).all())


def test_the_whole_form_with_script(page: Page, served: Site) -> None:
    before, link = sealed(served), served.link()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_link(page, link)
    assert page.url == f"{served.address}/i"
    assert not [url for url in asked if code_of(link) in url]
    seen = len(asked)
    assert answer_all(page, by_hand=True) == 18
    expect(page.locator(".answers dt")).to_have_count(37)
    expect(page.locator(".answers .empty")).to_have_count(0)
    assert len(asked) == seen
    page.reload()  # asks for the code again by itself, and finds the draft
    expect(page.locator(".answers dt")).to_have_count(37)
    expect(page.locator(".answers .empty")).to_have_count(0)
    send(page)
    assert codes.parse(receipt(page))
    assert sealed(served) == before + 1
    assert storage(page) == 0


def test_the_whole_form_without_script(make_context: ContextMaker, served: Site) -> None:
    before, page = sealed(served), make_context(java_script_enabled=False).new_page()
    page.goto("/i")
    page.get_by_label("The code in your mail").fill(codes.show(served.code()).lower())
    page.get_by_role("button", name="Begin").click()
    for fieldset in page.locator("fieldset").all():
        fieldset.locator("label").first.click()
    for area in page.locator("textarea").all():
        area.fill("ಸಲಕರಣೆ")
    page.get_by_role("button", name="Send my answers").click()
    assert codes.parse(receipt(page))
    assert sealed(served) == before + 1


def test_the_whole_form_by_keyboard(page: Page, served: Site) -> None:
    before = sealed(served)
    open_link(page, served.link())
    for _ in range(400):
        focused = page.evaluate(
            "(() => { const e = document.activeElement; return [e.type || e.tagName, e.className,"
            " e.name || '', e.closest('#s-send') ? 1 : 0] })()"
        )
        if focused[0] == "radio":
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
        elif focused[0] == "textarea":
            page.keyboard.type("By keyboard.")
        elif focused[0] in {"button", "submit"} and focused[1] == "main":
            page.keyboard.press("Enter")
            if focused[3]:
                break
            page.wait_for_function("document.activeElement.tagName === 'H2'")
        page.keyboard.press("Tab")
    assert codes.parse(receipt(page))
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert sealed(served) == before + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_at_phone_width_without_sideways_scroll(
    make_context: ContextMaker, served: Site, language: str
) -> None:
    before = sealed(served)
    page = make_context(viewport={"width": 320, "height": 640}).new_page()
    open_link(page, served.link())
    if language != "en":
        page.locator(f".languages [value={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
    while current(page).get_attribute("id") != "s-send":
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        answer_step(page, 2)
        page.locator(NEXT).click()
    expect(page.locator(".answers .empty")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    send(page)
    receipt(page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert sealed(served) == before + 1


def test_the_language_changes_in_the_middle_and_nothing_is_lost(page: Page, served: Site) -> None:
    open_link(page, served.link())
    for _ in range(7):
        page.locator(NEXT).click()
    step = current(page).get_attribute("id")
    page.locator("#i-easier").fill("Half a thought")
    page.locator(".languages [value=te]").click()
    expect(page.locator("html")).to_have_attribute("lang", "te")
    assert current(page).get_attribute("id") == step
    expect(page.locator("#i-easier")).to_have_value("Half a thought")


def test_answering_goes_on_without_a_line_and_sending_waits(page: Page, served: Site) -> None:
    before = sealed(served)
    open_link(page, served.link())
    page.context.set_offline(True)
    answer_all(page)
    send(page)
    expect(page.locator("#status")).to_contain_text("no connection")
    assert sealed(served) == before
    page.context.set_offline(False)
    assert codes.parse(receipt(page))
    assert sealed(served) == before + 1
    assert storage(page) == 0


def test_a_reply_lost_on_the_way_is_asked_for_again(page: Page, served: Site) -> None:
    before = sealed(served)
    open_link(page, served.link())
    answer_all(page)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/i/answers", lose, times=1)
    send(page)
    expect(page.locator("#status")).to_contain_text("no connection")
    assert sealed(served) == before + 1
    send(page)
    assert codes.parse(receipt(page))
    assert sealed(served) == before + 1
    assert storage(page) == 0


def test_a_server_that_cannot_is_told_where_one_looks(page: Page, served: Site) -> None:
    before = sealed(served)
    open_link(page, served.link())
    answer_all(page)
    page.route("**/i/answers", lambda route: route.fulfill(status=503, body=""), times=1)
    send(page)
    status = page.locator("#status")
    expect(status).to_contain_text("your code can still be used")
    expect(status).to_be_focused()
    expect(status).to_be_in_viewport()
    assert sealed(served) == before
    send(page)
    assert codes.parse(receipt(page))
    assert sealed(served) == before + 1


def test_a_double_click_the_back_button_and_a_reload_send_once(page: Page, served: Site) -> None:
    before = sealed(served)
    open_link(page, served.link())
    answer_all(page)
    page.locator("#s-send button.main").dblclick()
    shown = receipt(page)
    page.go_back()
    expect(page.locator("#receipt-code")).to_have_text(shown)
    page.reload()
    expect(page.locator("#i-code")).to_have_value("")
    assert sealed(served) == before + 1


def test_a_double_click_without_script_shows_the_receipt(
    make_context: ContextMaker, served: Site
) -> None:
    before, page = sealed(served), make_context(java_script_enabled=False).new_page()
    page.goto("/i")
    page.locator("#i-code").fill(served.code())
    page.get_by_role("button", name="Begin").click()
    page.locator(".scale label").first.click()
    page.locator("#s-send button.main").dblclick(no_wait_after=True)
    assert codes.parse(receipt(page))
    assert sealed(served) == before + 1


def test_two_tabs_send_once(make_context: ContextMaker, served: Site) -> None:
    before, link, context = sealed(served), served.link(), make_context()
    first, second = context.new_page(), context.new_page()
    open_link(first, link)
    first.locator(NEXT).click()
    answer_step(first, 5)
    first.locator(NEXT).click()
    second.goto(link)
    expect(second.locator("#status")).to_contain_text("kept on this device")
    first.bring_to_front()
    answer_all(first)
    send(first)
    receipt(first)
    expect(second.locator("#status")).to_contain_text("sent from another window")
    assert sealed(served) == before + 1
    assert storage(first) == 0
    open_link_again = context.new_page()
    open_link_again.goto(link)
    expect(open_link_again.locator("h1")).to_have_text("Your answers have arrived")


def test_where_the_browser_keeps_nothing_answering_works(
    make_context: ContextMaker, served: Site
) -> None:
    context = make_context()
    context.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"]) {
          Object.defineProperty(window, name, { get() { throw new Error("blocked"); } });
        }
        Object.defineProperty(SubmitEvent.prototype, "submitter", { get() { return null; } });"""
    )
    page = context.new_page()
    before = sealed(served)
    open_link(page, served.link())
    page.locator(".languages [value=mr]").click()
    expect(page.locator("html")).to_have_attribute("lang", "mr")
    assert sealed(served) == before
    answer_all(page)
    send(page)
    receipt(page)
    assert sealed(served) == before + 1


def test_a_reload_at_once_loses_neither_a_click_nor_a_word(page: Page, served: Site) -> None:
    open_link(page, served.link())
    page.locator(NEXT).click()
    label = current(page).locator("label").first
    label.click()
    page.reload()
    expect(current(page).locator("input").first).to_be_checked()
    while not current(page).locator("textarea").count():
        page.locator(NEXT).click()
    area = current(page).locator("textarea").first
    area.fill("Half a thought, and what came of it")
    page.reload()
    expect(current(page).locator("textarea").first).to_have_value(
        "Half a thought, and what came of it"
    )
    # a phone puts a page away without leaving it
    area = current(page).locator("textarea").last
    area.evaluate(
        """area => { area.value = "more"; area.dispatchEvent(new Event("input", {bubbles: true}));
          Object.defineProperty(document, "hidden", { get: () => true });
          document.dispatchEvent(new Event("visibilitychange"));
          localStorage.setItem("seen", Object.values(localStorage)[0].length); }"""
    )
    kept = page.evaluate("[Number(localStorage.seen), JSON.stringify(localStorage)]")
    assert "Half a thought" not in kept[1]
    page.evaluate("localStorage.removeItem('seen')")
    page.reload()
    expect(current(page).locator("textarea").last).to_have_value("more")


def test_on_a_shared_computer_nothing_is_kept(page: Page, served: Site) -> None:
    open_link(page, served.link())
    page.get_by_label("Others use this device").check()
    page.locator(NEXT).click()
    answer_step(page)
    page.locator(NEXT).click()
    page.wait_for_timeout(500)  # longer than the pause before a draft is written
    assert storage(page) == 0
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert storage(page) == 0


def test_a_draft_is_read_with_its_own_code_only(make_context: ContextMaker, served: Site) -> None:
    link, context = served.link(), make_context()
    page = context.new_page()
    open_link(page, link)
    page.locator(NEXT).click()
    answer_step(page, 5)
    page.locator(NEXT).click()
    page.wait_for_function("localStorage.length === 1")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert code_of(link) not in kept
    assert "values" not in kept
    page.close()
    stranger = context.new_page()
    open_link(stranger, served.link())
    assert stranger.locator("#status").inner_text() == ""
    owner = context.new_page()
    owner.goto(link)
    expect(owner.locator("#status")).to_contain_text("filled in")
    assert owner.locator("input:checked").count() >= 2


def test_from_a_signed_in_browser_no_cookie_travels(
    make_context: ContextMaker, served: Site
) -> None:
    context = make_context()
    context.add_cookies([{"name": "session", "value": "signed-in", "url": served.address}])
    page = context.new_page()
    sent: list[dict[str, str]] = []
    page.on("request", lambda r: sent.append(r.all_headers()) if "answers" in r.url else None)
    set_by_us: list[str] = []
    page.on("response", lambda r: set_by_us.extend(r.header_values("set-cookie")))
    open_link(page, served.link())
    answer_all(page)
    send(page)
    receipt(page)
    assert len(sent) == 1
    assert "cookie" not in sent[0]
    assert set_by_us == []


def test_all_messages_are_of_one_length_on_the_line(page: Page, served: Site) -> None:
    lengths = []
    page.on(
        "request",
        lambda r: lengths.append(len(r.post_data_buffer or b"")) if "answers" in r.url else None,
    )
    for text in ("", "100% easier & = + so? " * 40, "ಎಲ್ಲವೂ ಸುಲಭವಾಯಿತು. " * 47):
        open_link(page, served.link())
        while current(page).get_attribute("id") != "s-send":
            for area in page.locator("textarea:visible").all():
                area.fill(text)
            page.locator(NEXT).click()
        send(page)
        receipt(page)
    assert lengths == [16384] * 3


def test_what_is_wrong_is_shown_and_mended(page: Page, served: Site) -> None:
    open_link(page, served.link())
    while current(page).get_attribute("id") != "s-so_far":
        page.locator(NEXT).click()
    text = ("100% a+b=c & d; ಕನ್ನಡ 🙂\n\tend " * 40)[:1005]
    page.locator("#i-easier").fill(text)
    expect(page.locator("#q-easier")).to_contain_text("5 characters too many")
    while current(page).get_attribute("id") != "s-send":
        page.locator(NEXT).click()
    send(page)
    summary = page.locator(".summary")
    expect(summary).to_contain_text("5 characters too long")
    expect(summary).to_be_focused()
    summary.locator("a").click()
    expect(page.locator("#i-easier")).to_be_focused()
    assert page.locator("#i-easier").input_value() == text
    page.locator("#i-easier").fill(text[:1000])
    while current(page).get_attribute("id") != "s-send":
        page.locator(NEXT).click()
    send(page)
    receipt(page)


def test_the_check_shows_stories_and_what_could_tell_who_one_is(page: Page, served: Site) -> None:
    open_link(page, served.link())
    while current(page).get_attribute("id") != "s-send":
        if current(page).locator("#i-easier").count():
            page.locator("#i-easier").fill("Thanks to Dr. Asha Rao at IIT Hyderabad")
            page.locator("#i-harder").fill("Waiting.")
        page.locator(NEXT).click()
    answers = page.locator(".answers")
    expect(answers.locator(".note")).to_contain_text("could show who you are")
    expect(answers.locator(".wrong")).to_have_text(
        [
            "Looks like a name: “Dr. Asha Rao”",
            "Looks like a place of work: “IIT Hyderabad”",
        ]
    )
    expect(answers).to_contain_text("Dr. Asha needs an instrument that only another institute has")
    expect(page.locator("button.main:visible")).to_have_count(1)
    answers.get_by_role("link", name="Go to the button").click()
    expect(page.locator("#s-send button.main")).to_be_focused()
    answers.locator("dt", has_text="easier in the past").locator("+ dd a").click()
    page.locator("#i-easier").fill("A shared list.")
    while current(page).get_attribute("id") != "s-send":
        page.locator(NEXT).click()
    expect(answers.locator(".note")).to_contain_text("read your comments once more")
    expect(answers.locator(".wrong")).to_have_count(0)


def test_a_check_and_an_invented_case_have_no_way_out(page: Page, served: Site) -> None:
    open_link(page, served.link())
    outs = page.locator(".out").evaluate_all("all => all.map((out) => out.closest('.q').id)")
    assert len(outs) == 26
    assert not {"q-attention", "q-vignette_good", "q-vignette_bad"} & set(outs)


def test_an_empty_form_is_asked_about_and_never_kept_back(
    make_context: ContextMaker, served: Site
) -> None:
    before, page = sealed(served), make_context().new_page()
    open_link(page, served.link("kinds"))
    while current(page).get_attribute("id") != "s-send":
        page.locator(NEXT).click()
    expect(page.locator(".answers")).to_contain_text("You have not answered anything yet")
    send(page)
    receipt(page)
    plain = make_context(java_script_enabled=False).new_page()
    plain.goto("/i")
    plain.locator("#i-code").fill(served.code("kinds"))
    plain.get_by_role("button", name="Begin").click()
    send(plain)
    expect(plain.locator(".summary")).to_contain_text("You have not answered anything yet")
    assert sealed(served) == before + 1
    send(plain)
    receipt(plain)
    assert sealed(served) == before + 2


def test_codes_can_be_copied_and_lead_to_their_pages(
    make_context: ContextMaker, served: Site
) -> None:
    context = make_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    open_link(page, served.link())
    answer_all(page)
    send(page)
    code = receipt(page)
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == code
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Page for the receipt code").click()
    beside = opened.value
    beside.locator("#i-receipt").fill(code)
    beside.get_by_role("button", name="Go on").click()
    expect(beside.locator("h1")).to_have_text("Change or withdraw your answers")
