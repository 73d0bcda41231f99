"""What a respondent does in a browser."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

NEXT = ".nav .main"


def open_link(page: Page, link: str) -> None:
    """Follow the link of a mail to the first screen of the questionnaire."""
    page.goto(link)
    expect(page.locator("#s-introduction")).to_be_visible()


def current(page: Page) -> Locator:
    return page.locator(".step:not([hidden])")


def answer_all(page: Page, point: int = 3, *, by_hand: bool = False) -> int:
    """Answer every item on every step up to the check; return the number of steps."""
    steps = 0
    while current(page).get_attribute("id") != "s-send":
        steps += 1
        if by_hand:
            answer_step_by_hand(page)
        else:
            answer_step(page, point)
        page.locator(NEXT).click()
    return steps


def answer_step(page: Page, point: int = 3) -> None:
    """Answer every item of the step that is shown (in one call: pages are many)."""
    current(page).evaluate(
        """(step, point) => {
          for (const set of step.querySelectorAll("fieldset")) {
            const choices = [...set.querySelectorAll("label")];
            choices[Math.min(point, choices.length) - 1].click();
          }
          for (const area of step.querySelectorAll("textarea")) {
            area.value = "A shared list of equipment helped.";
            area.dispatchEvent(new Event("input", { bubbles: true }));
          }
        }""",
        point,
    )


def answer_step_by_hand(page: Page) -> None:
    """Answer every item of the step with the mouse and the keyboard."""
    for fieldset in current(page).locator("fieldset").all():
        fieldset.locator("label").first.click()
    for area in current(page).locator("textarea").all():
        area.fill("A shared list of equipment helped.")


def send(page: Page) -> None:
    page.locator("#s-send button.main").click()


def receipt(page: Page) -> str:
    expect(page.locator("#check-code")).to_be_visible()
    return page.locator("#receipt-code").inner_text()


def storage(page: Page) -> int:
    """Return how much the browser keeps of the site."""
    return int(page.evaluate("localStorage.length + sessionStorage.length"))
