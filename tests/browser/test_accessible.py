"""Pages by the rules of WCAG 2.2 AA, as axe reads them, light and dark, narrow and wide."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from surveyapp import codes
from surveyapp.web import limits
from tests.browser.conftest import ContextMaker, Site
from tests.browser.steps import NEXT, answer_step, current, open_link, receipt, send

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
PUBLIC = [
    "/",
    "/accessibility",
    "/i",
    "/languages",
    "/privacy",
    "/check-code",
    "/resend",
    "/unsubscribe?id=x",
    "/none",
]


def assert_accessible(page: Page) -> None:
    results: Any = Axe().run(page, options=RULES)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages(make_context: ContextMaker, path: str) -> None:
    for scheme, language in (("light", "en"), ("dark", "kn")):
        page = make_context(color_scheme=scheme, java_script_enabled=True).new_page()
        page.goto(path + ("&" if "?" in path else "?") + f"language={language}")
        assert_accessible(page)


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_every_step_and_what_follows(
    make_context: ContextMaker, served: Site, scheme: str, width: int
) -> None:
    page = make_context(color_scheme=scheme, viewport={"width": width, "height": 800}).new_page()
    open_link(page, served.link())
    seen: set[str] = set()
    while True:
        kinds = "section > p, .case, .scale, .options, textarea, .answers"
        made_of = current(page).evaluate(
            "(step, kinds) => [...step.querySelectorAll(kinds)].map((e) => e.className).join()",
            kinds,
        )
        if made_of not in seen:
            assert_accessible(page)
        seen.add(made_of)
        if current(page).get_attribute("id") == "s-send":
            break
        answer_step(page)
        page.locator(NEXT).click()
    send(page)
    receipt(page)
    assert_accessible(page)


def test_the_whole_page_without_script_and_with_faults(
    make_context: ContextMaker, served: Site
) -> None:
    page = make_context().new_page()
    page.route("**/*.js", lambda route: route.fulfill(body=""))
    page.goto("/i")
    page.locator("#i-code").fill("wrong")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".summary")).to_be_focused()
    assert_accessible(page)
    page.locator("#i-code").fill(served.code("kinds"))
    page.get_by_role("button", name="Begin").click()
    assert_accessible(page)
    page.locator("#i-often").fill("many")
    page.locator("#s-send button").click()
    expect(page.locator(".summary")).to_be_focused()
    assert_accessible(page)


def test_pages_around_a_receipt(page: Page, served: Site) -> None:
    open_link(page, served.link("kinds"))
    while current(page).get_attribute("id") != "s-send":
        page.locator(NEXT).click()
    send(page)
    code = receipt(page)
    page.goto("/i")
    page.get_by_role("link", name="I have a receipt code").click()
    assert_accessible(page)
    page.locator("#i-receipt").fill(code)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Change or withdraw your answers")
    assert_accessible(page)
    page.get_by_role("button", name="Withdraw my answers").click()
    assert_accessible(page)
    page.get_by_role("button", name="Yes, withdraw my answers").click()
    expect(page.locator("h1")).to_have_text("Your answers are withdrawn")
    assert_accessible(page)
    assert codes.parse(receipt(page))


def test_targets_are_large_and_focus_is_seen(page: Page, served: Site) -> None:
    open_link(page, served.link("kinds"))
    page.locator(NEXT).click()
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .step label, a.button, input, select")]
          .filter((part) => part.offsetParent && !["radio", "checkbox"].includes(part.type))
          .map((part) => [part.textContent.trim(), part.getBoundingClientRect()])
          .filter(([, box]) => box.height < 43.9 || box.width < 43.9).map(([text]) => text)"""
    )
    assert small == []
    page.keyboard.press("Tab")
    assert page.evaluate(
        """() => { const part = document.activeElement;
          const outlined = (e) => parseFloat(getComputedStyle(e).outlineWidth) >= 3
            && getComputedStyle(e).outlineStyle !== "none";
          return outlined(part) || outlined(part.closest("label") || part); }"""
    )


@pytest.mark.parametrize("zoom", [{"width": 320, "height": 256}, {"width": 1280, "height": 800}])
def test_four_hundred_per_cent_zoom_is_a_narrow_page(
    make_context: ContextMaker, served: Site, zoom: dict[str, int]
) -> None:
    """At 400 % a window of 1280 by 1024 pixels shows 320 by 256."""
    page = make_context(viewport=zoom).new_page()
    for path in PUBLIC:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= zoom["width"]


def test_with_forced_colours_and_reduced_motion_the_choice_is_seen(
    make_context: ContextMaker, served: Site
) -> None:
    page = make_context(forced_colors="active", reduced_motion="reduce").new_page()
    open_link(page, served.link("kinds"))
    page.locator(NEXT).click()
    label = current(page).locator("label").first
    label.click()
    assert label.evaluate("part => getComputedStyle(part).outlineStyle") == "solid"
    assert label.evaluate("part => getComputedStyle(part).transitionDuration") == "0s"
    assert_accessible(page)


def test_at_four_hundred_per_cent_every_kind_of_question_fits(
    make_context: ContextMaker, served: Site
) -> None:
    page = make_context(viewport={"width": 320, "height": 256}).new_page()
    open_link(page, served.link("kinds"))
    while True:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        if current(page).get_attribute("id") == "s-send":
            break
        page.locator(NEXT).click()
        heading = current(page).get_by_role("heading").first
        expect(heading).to_be_focused()
        place = re.compile("^(Part [0-9]+ of [0-9]+|Last step)$")
        expect(heading).to_have_accessible_description(place)


def test_pages_that_refuse(page: Page, served: Site) -> None:
    page.goto("/i/nowhere")
    expect(page.get_by_role("link", name="To the first page")).to_be_visible()
    assert_accessible(page)
    page.goto("/i/answers")
    expect(page.locator("#i-code")).to_be_visible()
    assert_accessible(page)
    link = served.link("kinds")
    open_link(page, link)
    while current(page).get_attribute("id") != "s-send":
        page.locator(NEXT).click()
    send(page)
    receipt(page)
    page.goto("/languages")
    page.goto(link)
    expect(page.locator("h1")).to_have_text("Your answers have arrived")
    assert_accessible(page)
    try:
        for _ in range(40):
            page.request.post("/i", form={"code": "WRONG"})
        page.goto("/i")
        page.locator("#i-code").fill("WRONG")
        page.get_by_role("button", name="Begin").click()
        expect(page.locator(".summary")).to_contain_text("Too many wrong codes")
        assert_accessible(page)
    finally:
        limits.wrong_codes.forget()


def test_paper_shows_every_question(make_context: ContextMaker, served: Site) -> None:
    page = make_context().new_page()
    open_link(page, served.link("kinds"))
    page.emulate_media(media="print")
    for step in page.locator(".step").all():
        expect(step).to_be_visible()
    expect(page.locator(".nav button").first).to_be_hidden()
