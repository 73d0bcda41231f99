"""Every kind of item, and branches, with and without script."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import ContextMaker, Site
from tests.browser.steps import NEXT, current, open_link, receipt, send


def to_step(page: Page, name: str) -> None:
    while current(page).get_attribute("id") != f"s-{name}":
        page.locator(NEXT).click()


def test_branches_open_and_close_with_the_answers(page: Page, served: Site) -> None:
    open_link(page, served.link("kinds"))
    to_step(page, "food")
    rice = page.locator("#q-rice")
    expect(rice).to_be_hidden()
    page.locator("#q-soup label").nth(2).click()
    expect(rice).to_be_visible()
    expect(rice.locator(".only")).to_be_hidden()
    page.locator("#q-soup").get_by_role("button").click()
    expect(rice).to_be_hidden()
    to_step(page, "more")
    expect(page.locator("#q-why_often")).to_be_hidden()
    page.locator("#i-often").fill("5")
    page.locator("#i-often").blur()
    expect(page.locator("#q-why_often")).to_be_visible()
    page.get_by_label("Dosa", exact=True).check()
    expect(page.locator("#q-dosa_kind")).to_be_hidden()
    page.get_by_label("Vegetables").check()
    expect(page.locator("#q-dosa_kind")).to_be_visible()


def test_every_kind_is_answered_checked_and_sent(page: Page, served: Site) -> None:
    open_link(page, served.link("kinds"))
    to_step(page, "more")
    page.locator("#i-often").fill("12")
    page.keyboard.press("Enter")  # goes on, and sends nothing
    page.get_by_role("button", name="Back").click()
    page.get_by_label("Dal").check()
    page.get_by_label("Idli").check()
    page.get_by_label("Place 1").select_option(label="Dosa")
    page.get_by_label("Place 2").select_option(label="Dal")
    to_step(page, "send")
    answers = page.locator(".answers dd")
    expect(answers.filter(has_text="Dosa")).to_contain_text("Dosa\nDal")
    expect(answers.filter(has_text="Idli")).to_contain_text("Dal\nIdli")
    expect(answers.filter(has_text="12")).to_have_count(1)
    page.get_by_label("Change: How often?").click()
    expect(page.locator("#i-often")).to_be_focused()
    to_step(page, "send")
    expect(page.locator(NEXT)).to_be_hidden()
    send(page)  # below the answers, where one has read to the end
    receipt(page)


def test_without_script_a_branch_says_for_whom_it_is(
    make_context: ContextMaker, served: Site
) -> None:
    page = make_context(java_script_enabled=False).new_page()
    page.goto("/i")
    page.locator("#i-code").fill(served.code("kinds"))
    page.get_by_role("button", name="Begin").click()
    only = page.locator("#q-rice .only")
    expect(only).to_have_text("Only if you answered “fair”, “good” to “the soup”.")
    page.locator("#i-often").fill("9")
    page.locator("#i-often").press("Enter")  # shows the page again, and sends nothing
    expect(page.locator("#i-often")).to_have_value("9")
    page.locator("#i-why_often").fill("this is not asked, and so however long it is it counts not")
    page.locator("#s-send button").click()
    receipt(page)
