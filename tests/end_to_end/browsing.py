"""A client that reads pages as a browser without script would: forms, fields, buttons."""

from __future__ import annotations

from urllib.parse import urljoin

import lxml.html
import requests


class Browser:
    """Follows invitation links and fills in forms."""

    def __init__(self) -> None:
        self._session = requests.Session()

    def follow_link(self, link: str) -> lxml.html.HtmlElement:
        """Open ``/i#CODE`` and send the code from the page's own form; return the next page."""
        address, _, code = link.partition("#")
        page = self._open(address)
        form = next(f for f in page.forms if "code" in f.fields)
        return self.send(form, {"code": code})

    def send(self, form: lxml.html.FormElement, values: dict[str, str]) -> lxml.html.HtmlElement:
        """Fill in fields that the form has, and press its button."""
        for name, value in values.items():
            form.fields[name] = value
        data = form.form_values()
        answer = self._session.post(form.action, data=data, timeout=60)
        self.status = answer.status_code
        assert not answer.cookies
        return self._read(answer)

    def answer(self, link: str, answers: dict[str, str]) -> lxml.html.HtmlElement:
        """Follow a link, fill in the questionnaire and send it; return the page of thanks."""
        page = self.follow_link(link)
        form = next(f for f in page.forms if set(answers) <= set(f.fields))
        return self.send(form, answers)

    def _open(self, address: str) -> lxml.html.HtmlElement:
        return self._read(self._session.get(address, timeout=60))

    def _read(self, answer: requests.Response) -> lxml.html.HtmlElement:
        page = lxml.html.fromstring(answer.content, base_url=answer.url)
        page.make_links_absolute(answer.url)
        for form in page.forms:
            form.action = urljoin(answer.url, form.action or answer.url)
        return page
