"""People who sign in, each with a browser of their own; every page they see is checked."""

from __future__ import annotations

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

    def send(self, page: Page, button: str, **answers: Any) -> Page:
        """Press a button of a page, with the fields of its form filled in like this."""
        form = form_with_button(page, button)
        action = form.get("action") or page.path
        return self.post(action, page.posted(form, **answers))

    def post(self, path: str, data: Any) -> Page:
        return Page(
            self.client.post(
                path, data=data, follow_redirects=True, content_type="multipart/form-data"
            )
        )


def form_with_button(page: Page, button: str) -> Any:
    """Return the form whose button says this."""
    found = [
        form
        for form in page.tree.forms
        if button in [" ".join(each.text_content().split()) for each in form.iter("button")]
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
