"""Hints while writing: what is noticed, what is not, how they look.

`python -m pytest tests/browser/test_hints.py -k noticed -rP` prints the figures.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

import yaml
from playwright.sync_api import Page, expect

from analysis.redaction.measurement import labelled_comments
from tests.browser.conftest import ContextMaker, Site
from tests.browser.steps import open_link

DATA = Path(__file__).resolve().parents[2] / "analysis" / "data"
AREA = "#i-dosa_more"
CASES = [
    # addresses and numbers
    ("Write to asha@example.org", {"mail": ["asha@example.org"]}),
    ("Call 98450 12345 please", {"number": ["98450 12345"]}),
    ("In 2025 all was well with 12 machines", {}),
    # names with a title, a sign of respect, a word that goes with people
    ("Thanks to Dr. Asha Rao", {"name": ["Dr. Asha Rao"]}),
    ("Dr A.P.J. Abdul Kalam said so", {"name": ["Dr A.P.J. Abdul Kalam"]}),
    ("ask mr. devaraju about it", {"name": ["mr. devaraju"]}),
    ("डॉ. रमेश कुमार शर्मा", {"name": ["डॉ. रमेश कुमार शर्मा"]}),
    ("डॉ. शकुंतला राणे यांनी मार्ग काढला", {"name": ["डॉ. शकुंतला राणे"]}),
    ("धन्यवाद डॉ. आशा", {"name": ["डॉ. आशा"]}),
    ("प्रोफ़ेसर वर्मा ने कहा", {"name": ["प्रोफ़ेसर वर्मा"]}),
    ("खुराना सर ने मदद की", {"name": ["खुराना सर"]}),
    ("Sharma ji ne form lautaya", {"name": ["Sharma ji"]}),
    ("मेरी सहेली प्रिया", {"name": ["प्रिया"]}),
    ("my guide Xerxes Wadia helped", {"name": ["Xerxes Wadia"]}),
    ("ರಮೇಶ್ ಅವರು ಸಹಾಯ ಮಾಡಿದರು", {"name": ["ರಮೇಶ್ ಅವರು"]}),
    ("డా. సునీత వర్మ గారు", {"name": ["డా. సునీత వర్మ గారు"]}),
    # known names, in any script and case, after a danda, all of them
    ("Meera Devi Kulkarni helped", {"name": ["Meera Devi Kulkarni"]}),
    ("रमेश कुमार शर्मा ने मदद की", {"name": ["रमेश कुमार शर्मा"]}),
    ("मेरे साथी Suresh Patil ने मशीन दी", {"name": ["Suresh Patil"]}),
    ("my boss suresh patil", {"name": ["suresh patil"]}),
    (
        "मदद की। Suresh Patil और Anil Gupta, IIT Delhi, IISc",
        {"name": ["Suresh Patil", "Anil Gupta"], "place": ["IIT Delhi", "IISc"]},
    ),
    # places of work
    ("My colleague of IIT Hyderabad", {"place": ["IIT Hyderabad"]}),
    ("At XYZ Labs Pvt Ltd we wait", {"place": ["XYZ Labs Pvt Ltd"]}),
    ("the Department of Chemistry", {"place": ["Department of Chemistry"]}),
    ("the Indian Institute of Science", {"place": ["Indian Institute of Science"]}),
    ("Tata Steel, Bharat Biotech", {"place": ["Tata Steel", "Bharat Biotech"]}),
    ("आईआईटी हैदराबाद में", {"place": ["आईआईटी हैदराबाद"]}),
    ("दिल्ली विश्वविद्यालय में", {"place": ["दिल्ली विश्वविद्यालय"]}),
    ("राष्ट्रीय भौतिक प्रयोगशाला", {"place": ["राष्ट्रीय भौतिक प्रयोगशाला"]}),
    ("पुणे विद्यापीठात जागा नाही", {"place": ["पुणे विद्यापीठात"]}),
    ("ಬೆಂಗಳೂರು ವಿಶ್ವವಿದ್ಯಾಲಯದಲ್ಲಿ", {"place": ["ಬೆಂಗಳೂರು ವಿಶ್ವವಿದ್ಯಾಲಯದಲ್ಲಿ"]}),
    ("ఉస్మానియా విశ్వవిద్యాలయం", {"place": ["ఉస్మానియా విశ్వవిద్యాలయం"]}),
    # what one is asked about, and words that are names elsewhere
    ("New Delhi, Open Access, Prime Minister, Startup India, Karnataka Government", {}),
    ("Atal Innovation Mission and National Quantum Mission", {}),
    ("High Performance Computing at the Common Instrument Facility", {}),
    ("Our Department is slow. The University helped.", {}),
    ("The Raman spectrometer near Gandhi Nagar, Kulkarni Road", {}),
    ("More M.Tech. students; a B.Sc. from Sri Lankan colleges", {}),
    ("हमारे कॉलेज में काम आसान है, निदेशक जी ने मदद की", {}),
    ("ಸಲಕರಣೆಗಳ ಪಟ್ಟಿ ಸಿಕ್ಕಿತು", {}),
]


def telltales(page: Page, served: Site, texts: list[str]) -> list[dict[str, list[str]]]:
    """Return what the page's own rules find in each text, by kind."""
    open_link(page, served.link("kinds"))
    page.wait_for_function("() => Boolean(window.telltales)")
    found = page.evaluate("texts => texts.map(window.telltales)", texts)
    return [{kind: words.split("”, “") for kind, words in each} for each in found]


def test_names_and_places_are_found_and_other_words_are_not(page: Page, served: Site) -> None:
    found = telltales(page, served, [text for text, _ in CASES])
    wrong = {text: got for (text, wanted), got in zip(CASES, found, strict=True) if got != wanted}
    assert wrong == {}


def test_hints_are_a_list_that_asks_once(page: Page, served: Site) -> None:
    open_link(page, served.link("kinds"))
    page.wait_for_function("() => Boolean(window.telltales)")
    box = page.locator(f"{AREA} + div")
    expect(box).to_have_text("")
    write = "(area, text) => { area.value = text; area.dispatchEvent(new Event('input')); }"
    page.locator(AREA).evaluate(write, "Dr. Rao and Anil Gupta of IISc, 98450 12345")
    expect(box.locator("p")).to_have_text(
        [
            "Looks like somebody’s number: “98450 12345”",
            "Looks like a name: “Dr. Rao”, “Anil Gupta”",
            "Looks like a place of work: “IISc”",
            "Could this show who you are? Please leave out names, your own too.",
        ]
    )
    page.locator(AREA).evaluate(write, "The portal is slow")
    expect(box.locator("p")).to_have_count(0)


def test_writing_works_where_the_hints_did_not_arrive(
    make_context: ContextMaker, served: Site
) -> None:
    page = make_context().new_page()
    page.route("**/*hints*", lambda route: route.fulfill(body=""))
    with page.expect_response("**/*hints*"):
        open_link(page, served.link("kinds"))
    write = "(area, text) => { area.value = text; area.dispatchEvent(new Event('input')); }"
    page.locator(AREA).evaluate(write, "Dr. Rao")
    expect(page.locator(f"{AREA} + div")).to_have_text("")


def test_names_are_noticed_and_few_other_words(page: Page, served: Site) -> None:
    sets = {name: labelled_comments(name) for name in ("labelled", "checked", "held_out", "unseen")}
    samples = {}
    for language, size in (("en", 300), ("hi", 200), ("kn", 200), ("mr", 200), ("te", 200)):
        with (DATA / "corpus" / f"{language}.csv").open(encoding="utf-8", newline="") as file:
            rows = [row["text"] for row in csv.DictReader(file)]
        samples[language] = rows[:: len(rows) // size][:size]
    texts = [each.text for one in sets.values() for each in one]
    texts += [text for sample in samples.values() for text in sample]
    found = iter(telltales(page, served, texts))
    recall, warned = {}, {}
    for name, comments in sets.items():
        names, hits = 0, 0
        for comment in comments:
            shown = " ".join(next(found).get("name", []))
            wanted = [comment.text[m.start : m.end] for m in comment.marks if m.kind == "name"]
            names += len(wanted)
            hits += sum(each.rstrip(".,") in shown for each in wanted)
        recall[name] = hits / names
        sys.stdout.write(
            f"{name}: {hits} of {names} names shown whole, recall {hits / names:.3f}\n"
        )
    for language, sample in samples.items():
        warned[language] = sum(bool(next(found)) for _ in sample)
        sys.stdout.write(
            f"{language}: a hint on {warned[language]} of {len(sample)} comments of the corpus\n"
        )
    assert min(recall.values()) >= 0.85
    assert max(warned["en"], warned["hi"]) <= 3
    assert max(warned.values()) <= 6


def test_the_names_are_those_of_the_redaction() -> None:
    lists = yaml.safe_load((DATA / "redaction" / "names.yaml").read_text(encoding="utf-8"))
    root = DATA.parents[1]
    script = (root / "surveyapp" / "static" / "hints.js").read_text(encoding="utf-8")
    names = re.search(r"const NAMES = set\(`(.*?)`\)", script, re.DOTALL)
    assert names
    shipped = set(names[1].split())
    assert set(lists["latin"].split()) <= shipped
    # spellings that the rules fold into one are there once
    assert len(set(lists["devanagari"].split()) - shipped) < 12
