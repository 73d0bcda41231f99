"""Every comment is redacted at the close; afterwards names are in nothing that is made of them."""

from __future__ import annotations

from sqlalchemy import inspect, select, text

from surveyapp.installation import Installation
from surveyapp.rounds.analyse import analyse, comments_of
from surveyapp.rounds.close import close
from surveyapp.rounds.prepare_coding import prepare_coding
from surveyapp.rounds.release import release
from surveyapp.store.answers import Comment
from tests.factories import TESTER, find_round, make_round, send_answers, some_answers

NAME = "test-2026"
SURNAME = "Quxalonkar"
SECRET = f"Dr. Meera {SURNAME} kept us waiting for the microscope, call 98450 12345."


def _answers(number: int) -> dict[str, object]:
    return {**some_answers(number), "harder": SECRET}


def test_names_in_comments_are_in_no_model_topic_or_statistic(site: Installation) -> None:
    made = make_round(site, per_cell=16)
    send_answers(site, made, made.codes, _answers)
    close(site, made.name, list(made.cards[:2]), actor=TESTER)
    with site.store.reading() as session:
        comments = session.scalars(select(Comment).where(Comment.question == "harder")).all()
        assert len(comments) == len(made.codes)
        assert {comment.redacted for comment in comments} == {
            "Dr. [name] kept us waiting for the microscope, call [phone]."
        }
        assert {comment.review for comment in comments} == {"waiting"}
    prepare_coding(site, NAME, actor=TESTER)
    analyse(site, NAME, actor=TESTER)
    with site.store.reading() as session:
        read = comments_of(session, find_round(site, NAME))
        assert not any(SURNAME in own for own in read.text)
    folder = release(site, NAME, with_pdf=False, actor=TESTER)
    assert _places(site) == {("comment", "text")}
    made_files = [*folder.iterdir(), *(site.settings.data / "coding").iterdir()]
    assert len(made_files) >= 2
    # archives are not compressed, so that a name would stand there as it is
    assert not any(SURNAME.encode() in file.read_bytes() for file in made_files)


def _places(site: Installation) -> set[tuple[str, str]]:
    """Return the tables and columns of the database that hold the name."""
    found = set()
    with site.store.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
                found |= {(table, name) for name, value in row.items() if SURNAME in str(value)}
    return found
