"""People who sign in, each with a browser of their own; every page they see is checked."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask

from surveyapp.accounts import people
from surveyapp.installation import Installation
from surveyapp.store.links import make_link
from tests.pages import Page


class Person:
    """Somebody with a browser. Redirects are followed, and forms are read before they are sent."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, path: str) -> Page:
        return Page(self.client.get(path, follow_redirects=True))

    def send(
        self, page: Page, button: str, files: dict[str, tuple[str, bytes]] | None = None,
        **answers: Any,
    ) -> Page:  # fmt: skip
        """Press a button of a page, with the fields of its form filled in like this."""
        form, pressed = form_with_button(page, button)
        data = page.posted(form, **answers)
        if pressed.get("name"):
            data[pressed.get("name")] = pressed.get("value")
        for name, (file, content) in (files or {}).items():
            data.add(name, (io.BytesIO(content), file))
        return self.post(form.get("action") or page.path, data)

    def post(self, path: str, data: Any) -> Page:
        return Page(
            self.client.post(
                path, data=data, follow_redirects=True, content_type="multipart/form-data"
            )
        )


def form_with_button(page: Page, button: str) -> tuple[Any, Any]:
    """Return the form whose button says this, and the button."""
    found = [
        (form, each)
        for form in page.tree.forms
        for each in form.iter("button")
        if button == " ".join(each.text_content().split())
    ]
    assert len(found) == 1, f"{len(found)} buttons {button!r} on {page.path}: {page.text}"
    return found[0]


def sign_in(app: Flask, site: Installation, email: str) -> Person:
    """Sign an account in as it is done the first time: by a link."""
    with site.store.writing() as session:
        token = make_link(session, people.find(session, email), site.clock())
    person = Person(app)
    person.send(person.get(f"/account/link/{token}"), "Sign in")
    return person
