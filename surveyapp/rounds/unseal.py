"""From ciphertexts to responses: unseal, verify, count what cannot be counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from nacl.public import PrivateKey

from analysis.instrument import Instrument, MultipleItem, RankingItem, SingleItem, TextItem
from analysis.parameters import Parameters
from analysis.tables import Responses, coded_items
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds.cells import cell_at
from surveyapp.sealing import Payload, Unreadable, unseal
from surveyapp.store.round import Round


class TooManyInCell(Refused):
    message = gettext_noop(
        "The round {round} cannot be closed: in {cluster} / {group} there are more answers than "
        "used invitations. Answers were put in from outside; run surveyapp doctor."
    )


@dataclass(frozen=True)
class Unsealed:
    """What the box held."""

    payloads: tuple[Payload, ...]
    invalid: int
    withdrawn_cells: tuple[int, ...]

    @property
    def withdrawn(self) -> int:
        return len(self.withdrawn_cells)


def unseal_all(
    ciphertexts: list[bytes], round_: Round, key: PrivateKey, mac_key: bytes,
    parameters: Parameters,
) -> Unsealed:  # fmt: skip
    """Unseal everything; what is forged, foreign or a copy counts as invalid."""
    opened: list[Payload] = []
    invalid = 0
    seen: set[bytes] = set()
    for ciphertext in ciphertexts:
        try:
            payload = unseal(ciphertext, key, mac_key)
        except Unreadable:
            invalid += 1
            continue
        in_cell = 0 <= payload.cell < len(parameters.clusters) * len(parameters.groups)
        if payload.round_id != round_.id or payload.nonce in seen or not in_cell:
            invalid += 1
            continue
        seen.add(payload.nonce)
        opened.append(payload)
    present = tuple(payload for payload in opened if payload.answers is not None)
    withdrawn = tuple(payload.cell for payload in opened if payload.answers is None)
    return Unsealed(present, invalid, withdrawn)


def check_cells(
    unsealed: Unsealed, used: dict[tuple[str, str], int], parameters: Parameters, round_: Round
) -> None:
    """Raise ``TooManyInCell`` where a cell holds more answers than invitations were used."""
    numbers = [*(payload.cell for payload in unsealed.payloads), *unsealed.withdrawn_cells]
    opened = Counter(cell_at(parameters, number) for number in numbers)
    for (cluster, group), count in opened.items():
        if count > used.get((cluster, group), 0):
            raise TooManyInCell(round=round_.name, cluster=cluster, group=group)


def to_responses(
    payloads: tuple[Payload, ...], instrument: Instrument, parameters: Parameters
) -> Responses:
    """Return the payloads as the table that the analysis reads."""
    places = [cell_at(parameters, payload.cell) for payload in payloads]
    answers = {
        key: tuple(_code(instrument, key, payload.answers or {}) for payload in payloads)
        for key in coded_items(instrument)
    }
    return Responses(
        cluster=tuple(cluster for cluster, _ in places),
        group=tuple(group for _, group in places),
        answers=answers,
        run=tuple(payload.run for payload in payloads),
    )


def comments_of(payload: Payload, instrument: Instrument) -> dict[str, str]:
    """Return the non-empty answers to open items."""
    answers = payload.answers or {}
    found = {key: answers.get(key) for key in instrument.open_items}
    return {key: str(text) for key, text in found.items() if text and str(text).strip()}


def closed_answers(payload: Payload, instrument: Instrument) -> dict[str, object]:
    """Return the answers to everything but open items, in the instrument's order."""
    answers = payload.answers or {}
    items = instrument.items.items()
    return {key: answers.get(key) for key, item in items if not isinstance(item, TextItem)}


def _code(instrument: Instrument, key: str, answers: dict[str, object]) -> int | None:
    value = answers.get(key)
    item = instrument.items[key]
    if value is None or isinstance(item, MultipleItem | RankingItem):
        return None
    if isinstance(item, SingleItem):
        return item.option_ids.index(str(value)) + 1
    return int(str(value))
