"""Pictures for the README, taken from the running program with its demonstration."""

from __future__ import annotations

import email.policy
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from surveyapp.accounts import people
from surveyapp.app import create_app
from surveyapp.demo.load import DOMAIN, load
from surveyapp.installation import Installation, installed
from surveyapp.rounds import submit
from surveyapp.settings import read_settings
from surveyapp.store import migrate
from surveyapp.store.links import make_link
from tests.browser.conftest import CHROMIUM, FLAGS, Quiet
from tests.browser.steps import NEXT, current, open_link

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
PHONE = {"width": 360, "height": 720}
DESK = {"width": 1000, "height": 820}
GAP = 12


@dataclass
class Studio:
    """The running program, a browser, and mails that nobody has opened yet."""

    site: Installation
    address: str
    browser: Browser
    mails: list[Path]

    def context(self, **options: object) -> BrowserContext:
        return self.browser.new_context(base_url=self.address, locale="en-IN", **options)  # type: ignore[arg-type]

    def link(self) -> str:
        """Return the link of a mail whose invitation nobody has used yet."""
        while True:
            content = self.mails.pop(0).read_bytes()
            message = message_from_bytes(content, policy=email.policy.default)
            text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            found = [word for word in text.split() if "/i#" in word]
            code = found[0].partition("#")[2] if found else ""
            if code and self._is_unused(code):
                return f"{self.address}/i#{code}"

    def _is_unused(self, code: str) -> bool:
        with self.site.store.engine.connect() as connection:
            try:
                return bool(submit.look_up(connection, code, self.site.clock()))
            except submit.InvitationUsed:
                return False

    def sign_in(self, role: str) -> Page:
        with self.site.store.writing() as session:
            account = people.find(session, f"{role}@{DOMAIN}")
            token = make_link(session, account, self.site.clock())
        page = self.context(viewport=DESK).new_page()
        page.goto(f"/account/link/{token}")
        page.locator("main form button").first.click()
        return page


def questionnaire(studio: Studio, target: Path) -> None:
    """One question in five scripts, on phones, light and dark."""
    shots = []
    for language in ("en", "hi", "kn", "mr", "te"):
        scheme = "dark" if language in {"kn", "te"} else "light"
        page = studio.context(viewport=PHONE, color_scheme=scheme).new_page()
        open_in(page, studio.link(), language)
        page.locator(NEXT).click()
        current(page).locator("label").nth(3).click()
        page.mouse.move(0, 0)
        shots.append(target.with_name(f"{target.stem}-{language}.png"))
        page.screenshot(path=shots[-1])
    beside(shots, target)


def open_in(page: Page, link: str, language: str) -> None:
    """Open the questionnaire, in this language whatever the participant's own is."""
    open_link(page, link)
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f".languages [value={language}]").click()
        page.wait_for_selector(f"html[lang={language}]")


def check(studio: Studio, target: Path) -> None:
    """First screen, a warning while writing, the check before sending, and the thanks."""
    page = studio.context(viewport=PHONE).new_page()
    shots = [target.with_name(f"{target.stem}-{number}.png") for number in range(4)]
    open_in(page, studio.link(), "en")
    page.screenshot(path=shots[0])
    while current(page).get_attribute("id") != "s-so_far":
        page.locator(NEXT).click()
        if current(page).locator(".scale").count():
            current(page).locator("label").nth(4).click()
    page.locator("#i-easier").fill("Dr. Meera Kulkarni lent us her microscope.")
    page.locator("#q-easier").evaluate("part => part.scrollIntoView()")
    page.screenshot(path=shots[1])
    page.locator("#i-easier").fill("A list of the equipment that one may use.")
    while current(page).get_attribute("id") != "s-send":
        page.locator(NEXT).click()
    page.screenshot(path=shots[2])
    page.locator("#s-send button.main").click()
    page.wait_for_selector("#receipt-code")
    page.screenshot(path=shots[3])
    beside(shots, target)


def signed_in(role: str, path: str, top: str = "header") -> Callable[[Studio, Path], None]:
    """A page of somebody with this role, scrolled to an element."""

    def shoot(studio: Studio, target: Path) -> None:
        page = studio.sign_in(role)
        response = page.goto(path)
        assert response is not None
        assert response.status == 200, f"{path} answers {response.status}"
        page.mouse.move(0, 0)
        page.locator(top).first.evaluate("part => part.scrollIntoView({ behavior: 'instant' })")
        page.screenshot(path=target)
        with Image.open(target) as image:
            image.quantize(128).save(target, optimize=True)

    return shoot


PICTURES: dict[str, Callable[[Studio, Path], None]] = {
    "questionnaire": questionnaire,
    "answering": check,
    "round": signed_in("admin", "/admin/rounds/demo-2026"),
    "close": signed_in("keyholder", "/close/demo-2026"),
    "release": signed_in("evaluator", "/evaluate/demo-2025/1", "main p.fs-5"),
}


def beside(shots: list[Path], target: Path) -> None:
    """Join pictures side by side and drop the single ones."""
    images = [Image.open(path) for path in shots]
    width = sum(image.width + GAP for image in images) - GAP
    joined = Image.new("RGB", (width, max(image.height for image in images)), "#9aa5a1")
    at = 0
    for image in images:
        joined.paste(image, (at, 0))
        at += image.width + GAP
        image.close()
    joined.quantize(128).save(target, optimize=True)
    for path in shots:
        path.unlink()


@contextmanager
def studio() -> Iterator[Studio]:
    """Serve a scratch installation with the demonstration."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = installed(read_settings({"SURVEYAPP_DATA": str(Path(folder) / "data")}))
        with site.store.connection() as connection:
            migrate.upgrade(connection)
        load(site)
        app = create_app(site.settings, site)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        mails = sorted(site.settings.outbox.glob("*.eml"))
        yield Studio(site, f"http://127.0.0.1:{server.server_port}", browser, mails)
        browser.close()
        server.shutdown()
        site.store.dispose()


def main(names: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with studio() as made:
        for name in names or PICTURES:
            PICTURES[name](made, FOLDER / f"{name}.png")
            sys.stdout.write(f"docs/pictures/{name}.png\n")


if __name__ == "__main__":
    main(sys.argv[1:])
