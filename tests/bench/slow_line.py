"""How soon a question can be read on a slow line: a real browser, which slows its own traffic.

50 kB/s and 300 ms for each request, as on a 2G line; from following the link of the mail, with
nothing kept from before, to the first question after the first screen. The time in which a
person reads the first screen is left out.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Sequence

from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright
from werkzeug.serving import make_server

from tests.bench.row import Row
from tests.browser.conftest import CHROMIUM, FLAGS, Quiet
from tests.browser.steps import NEXT, current, open_link

LINE = {
    "offline": False, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 50_000,
}  # fmt: skip


def first_question(app: Flask, codes: Sequence[str]) -> Row:
    """Return the median over some invitations, the browser starting empty each time."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        taken = [_follow(browser, f"{address}/i#{code}") for code in codes]
        browser.close()
    server.shutdown()
    server.server_close()
    middle, longest = statistics.median(taken), max(taken)
    return Row(
        f"first question on a 2G line (50 kB/s, 300 ms), median and longest of {len(taken)}",
        f"{middle:.1f} s, {longest:.1f} s",
        "at most 2 s",
    )


def _follow(browser: Browser, link: str) -> float:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-IN")
    page = context.new_page()
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", LINE)
    begun = time.perf_counter()
    open_link(page, link)
    page.locator(NEXT).click()
    expect(current(page).locator("legend").first).to_be_visible()
    taken = time.perf_counter() - begun
    context.close()
    return taken
