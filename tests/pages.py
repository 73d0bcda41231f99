"""Pages as a browser reads them: one heading, labelled fields, forms to fill in and send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

FILLED_IN = {"text", "email", "number", "password", "search", "date", "datetime-local", "file"}


class Page:
    """An answer of the server, checked for what every page must have."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers = response.headers
        self.path: str = response.request.path
        self.html = response.get_data(as_text=True)
        self.tree = lxml.html.document_fromstring(self.html)
        check_page(self)

    @property
    def heading(self) -> str:
        (found,) = self.tree.xpath("//h1")
        return str(found.text_content().strip())

    @property
    def text(self) -> str:
        return " ".join(self.tree.text_content().split())

    def field(self, name: str) -> Any:
        return self.form_with(name).fields[name]

    def form_with(self, name: str) -> Any:
        """Return the form that has a field of this name."""
        return next(form for form in self.tree.forms if name in form.fields)

    def posted(self, form: Any, **answers: Any) -> MultiDict[str, str]:
        """Return what a browser would send of a form that was filled in like this."""
        data: MultiDict[str, str] = MultiDict(form.form_values())
        for name, value in answers.items():
            data.setlist(name, list(value) if isinstance(value, list | tuple) else [str(value)])
        return data

    def submit(self, client: FlaskClient, form: Any, **answers: Any) -> Page:
        return Page(client.post(form.get("action"), data=self.posted(form, **answers)))


def check_page(page: Page) -> None:
    """Assert what holds for every page: one h1, labels, a title, a language, nothing inline."""
    tree = page.tree
    assert len(tree.xpath("//h1")) == 1
    assert tree.get("lang")
    assert tree.xpath("string(//title)").strip()
    assert not tree.xpath("//style | //script[not(@src)] | //*[@style]")
    assert not [a for a in tree.xpath("//@*") if a.attrname.startswith("on")]
    assert not list(foreign_hosts(tree))
    assert not list(unlabelled(tree))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for header in ("Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"):
        assert page.headers.get(header)
    assert page.headers["Cache-Control"] == "no-store"


def foreign_hosts(tree: Any) -> Iterator[str]:
    """Yield addresses that a page would load from somewhere else."""
    for address in tree.xpath("//link/@href | //script/@src | //img/@src | //form/@action"):
        if urlsplit(address).netloc:
            yield address


def unlabelled(tree: Any) -> Iterator[str]:
    """Yield the names of fields without a label."""
    for field in tree.xpath("//input | //select | //textarea"):
        if field.get("type") in {"hidden", "submit"} or field.get("aria-label"):
            continue
        key = field.get("id")
        inside = field.xpath("ancestor::label[normalize-space()]")
        beside = key and tree.xpath("//label[@for=$key][normalize-space()]", key=key)
        if not inside and not beside:
            yield str(field.get("name"))
