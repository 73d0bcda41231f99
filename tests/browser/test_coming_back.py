"""Reloads, other languages and second visits: nobody gets lost, and nothing is sent unasked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from tests.browser.conftest import ContextMaker, Site
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


def speak(page: Page, language: str) -> None:
    page.locator(f".languages [value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def begin(page: Page, served: Site) -> str | None:
    """Answer one step, and stand on the next."""
    open_link(page, served.link())
    page.locator(NEXT).click()
    answer_step(page)
    page.locator(NEXT).click()
    return current(page).get_attribute("id")


def begin_again(page: Page, served: Site, name: str = "kinds") -> str:
    """Send an answer, and open the form with its receipt code; return the code."""
    open_link(page, served.link(name))
    answer_all(page)
    send(page)
    code = receipt(page)
    page.goto("/i/receipt?language=en")
    page.locator("#i-receipt").fill(code)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Answer again").click()
    expect(page.locator("#s-introduction")).to_be_visible()
    return code


def ticked(page: Page) -> int:
    return page.locator("input:checked:not(#shared)").count()


@contextmanager
def posted(page: Page) -> Iterator[list[str]]:
    """Collect what the page sends."""
    bodies: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            bodies.append(request.post_data or "")

    page.on("request", note)
    yield bodies
    page.remove_listener("request", note)


def test_a_reload_after_another_language_comes_back(page: Page, served: Site) -> None:
    step = begin(page, served)
    answers = ticked(page)
    speak(page, "te")
    page.locator(NEXT).click()
    page.locator(".nav button").first.click()
    page.reload()
    expect(page.locator(f"#{step}")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "te")
    assert page.url == f"{served.address}/i", "addresses are what logs keep"
    assert ticked(page) == answers > 0
    expect(page.locator("#status")).not_to_be_empty()
    expect(page.locator("#status")).to_be_in_viewport()


def test_the_way_back_after_a_reload_leads_to_the_step_before(page: Page, served: Site) -> None:
    step = begin(page, served)
    page.locator(NEXT).click()
    expect(page.locator(f"#{step}")).to_be_hidden()
    page.reload()
    expect(page.locator(NEXT)).to_be_visible()
    page.go_back()
    expect(page.locator(f"#{step}")).to_be_visible()


def test_a_reload_of_the_form_for_new_answers_comes_back(page: Page, served: Site) -> None:
    begin_again(page, served, "shipped")
    speak(page, "hi")
    page.locator(NEXT).click()
    answer_step(page)
    answers = ticked(page)
    page.locator(NEXT).click()
    step = current(page).get_attribute("id")
    page.reload()
    expect(page.locator(f"#{step}")).to_be_visible()
    assert ticked(page) == answers > 0
    assert page.locator("input[name=receipt]").count() == 1
    answer_all(page)
    send(page)
    receipt(page)
    assert storage(page) == 0
    page.reload()
    expect(page.locator("#i-code")).to_have_value("")


def test_another_language_sends_no_answer(page: Page, served: Site) -> None:
    step = begin(page, served)
    answers = ticked(page)
    with posted(page) as bodies:
        speak(page, "kn")
        speak(page, "mr")
    assert len(bodies) == 2
    names = {pair.partition("=")[0] for body in bodies for pair in body.split("&")}
    assert names == {"code", "language", "_receipt"}
    expect(page.locator(f"#{step}")).to_be_visible()
    expect(page.locator(".languages [value=mr]")).to_be_focused()
    assert ticked(page) == answers > 0
    page.locator(NEXT).click()  # the controls are there once
    page.go_back()
    expect(page.locator(f"#{step}")).to_be_visible()
    answer_all(page)
    send(page)
    receipt(page)
    expect(page.locator("html")).to_have_attribute("lang", "mr")
    assert storage(page) == 0


def test_hints_speak_the_other_language(page: Page, served: Site) -> None:
    open_link(page, served.link())
    speak(page, "hi")
    while current(page).get_attribute("id") != "s-so_far":
        page.locator(NEXT).click()
    page.locator("#i-easier").fill("Thanks to Dr. Asha Rao")
    expect(page.locator("#i-easier + div")).to_contain_text("Dr. Asha Rao")
    expect(page.locator("#i-easier + div")).to_contain_text("नाम")


def test_without_a_line_the_language_stays_and_the_page_says_so(page: Page, served: Site) -> None:
    begin(page, served)
    answers = ticked(page)
    page.context.set_offline(True)
    page.locator(".languages [value=kn]").click()
    expect(page.locator("#status")).to_contain_text("Nothing is lost")
    expect(page.locator("#status")).to_be_in_viewport()
    assert ticked(page) == answers
    page.context.set_offline(False)


def test_a_shared_device_keeps_nothing_and_says_what_that_means(page: Page, served: Site) -> None:
    open_link(page, served.link())
    expect(page.get_by_text("You can stop and go on later")).to_be_visible()
    page.get_by_label("Others use this device").check()
    expect(page.get_by_text("You can stop and go on later")).to_be_hidden()
    expect(page.get_by_text("lost when you close or reload")).to_be_visible()
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.locator(NEXT).click()
    answer_step(page)
    answers = ticked(page)
    speak(page, "hi")
    assert (ticked(page), asked, storage(page)) == (answers, [], 0)
    page.evaluate("location.reload()")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert ticked(page) == answers
    assert page.locator("#shared").is_checked()
    answer_all(page)
    send(page)
    receipt(page)
    page.reload()
    expect(page.locator("#i-code")).to_have_value("")
    assert (asked, storage(page)) == (["beforeunload"], 0)


def test_on_ones_own_device_no_page_is_held_back(page: Page, served: Site) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    begin(page, served)
    page.reload()
    expect(page.locator("#status")).to_contain_text("filled in again")
    assert asked == []


def test_codes_stay_while_their_pages_are_looked_at(page: Page, served: Site) -> None:
    open_link(page, served.link("kinds"))
    answer_all(page)
    send(page)
    code = receipt(page)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Page for the receipt code").click()
    beside = opened.value
    expect(beside.locator("h1")).to_have_text("Change or withdraw your answers")
    expect(beside.locator("#i-receipt")).to_have_value("")
    beside.locator("#i-receipt").fill(code[::-1])
    beside.get_by_role("button", name="Go on").click()
    expect(beside.locator(".summary")).to_contain_text("do not know this receipt code")
    assert receipt(page) == code


def test_a_used_link_leaves_no_code_behind(page: Page, served: Site) -> None:
    link = served.link("kinds")
    open_link(page, link)
    answer_all(page)
    send(page)
    receipt(page)
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator("h1")).to_have_text("Your answers have arrived")
    assert storage(page) == 0
    page.get_by_role("link", name="Change or withdraw").click()
    expect(page.locator("#i-receipt")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_withdrawing_asks_once_more(make_context: ContextMaker, served: Site, script: bool) -> None:
    code = begin_again(make_context().new_page(), served)
    page = make_context(java_script_enabled=script).new_page()
    page.goto("/i/receipt?language=en")
    page.locator("#i-receipt").fill(code)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Withdraw my answers").click()
    expect(page.locator("h1")).to_have_text("Withdraw your answers?")
    page.get_by_role("button", name="No, go back").click()
    page.get_by_role("button", name="Withdraw my answers").click()
    page.get_by_role("button", name="Yes, withdraw my answers").click()
    expect(page.locator("h1")).to_have_text("Your answers are withdrawn")
    expect(page.locator("#check-code")).to_be_visible()
    expect(page.locator("main")).to_contain_text("sealed, empty form")


def test_from_the_check_one_comes_back_to_it_at_once(page: Page, served: Site) -> None:
    open_link(page, served.link())
    back = page.get_by_role("button", name="Back to the check")
    while current(page).get_attribute("id") != "s-send":
        expect(back).to_be_hidden()
        page.locator(NEXT).click()
    expect(page.locator("#place")).to_have_text("Last step")
    page.locator(".answers dd a").nth(3).click()
    expect(page.locator("#place")).to_contain_text("of 17")
    answer_step(page)
    back.click()
    expect(page.locator("#s-send h2")).to_be_focused()
    expect(page.locator(".answers .empty")).not_to_have_count(37)
    expect(back).to_be_hidden()
