"""Codes, cards and sealed boxes: what goes in comes out, and nothing else does."""

from __future__ import annotations

import itertools
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey

from surveyapp import cards, codes, sealing

SIZE = 2048
MAC_KEY = b"m" * 32
KEY = sealing.private_key(b"s" * 32, b"k" * 16)

answers = st.dictionaries(
    st.sampled_from(["find", "book", "why"]),
    st.one_of(st.none(), st.integers(-2, 10), st.text(max_size=200)),
)


@given(st.binary(min_size=32, max_size=32), st.uuids())
def test_a_code_reads_back_however_it_is_typed(key: bytes, invitation: UUID) -> None:
    code = codes.derive(key, invitation)
    assert code == codes.derive(key, invitation)
    typed = f" {codes.show(code).lower().replace('0', 'o').replace('1', 'l')}\n"
    assert codes.parse(typed) == code


def test_codes_hold_more_than_128_bits_and_differ() -> None:
    assert codes.BITS >= 128
    made = {codes.generate() for _ in range(500)}
    assert len(made) == 500
    # every place takes every letter: no place is fixed
    assert all(len({code[place] for code in made}) > 25 for place in range(codes.LENGTH))


@given(st.integers(0, codes.LENGTH - 1), st.sampled_from(codes.ALPHABET))
def test_one_wrong_character_is_noticed(place: int, letter: str) -> None:
    code = codes.derive(b"k" * 32, UUID(int=7))
    wrong = code[:place] + letter + code[place + 1 :]
    if wrong != code:
        with pytest.raises(codes.BadCode):
            codes.parse(wrong)


def test_two_exchanged_characters_are_noticed() -> None:
    code = codes.derive(b"k" * 32, UUID(int=7))
    for a, b in itertools.combinations(range(codes.LENGTH), 2):
        letters = list(code)
        letters[a], letters[b] = letters[b], letters[a]
        if code[a] != code[b]:
            with pytest.raises(codes.BadCode):
                codes.parse("".join(letters))


@pytest.mark.parametrize("typed", ["", "x", "0" * 27, "0" * 29, "!" * 28, "a" * 500, "É" * 28])
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    with pytest.raises(codes.BadCode):
        codes.parse(typed)


@given(st.integers(0, 65_535))
def test_a_receipt_carries_its_cell(cell: int) -> None:
    receipt = codes.with_cell(cell)
    assert codes.cell_of(codes.parse(receipt)) == cell


@given(answers, st.integers(0, 300), st.integers(0, 65_535))
def test_sealing_is_undone_by_the_key_and_all_lengths_are_one(
    given_answers: dict[str, object], run: int, cell: int
) -> None:
    payload = sealing.Payload(uuid4(), cell, given_answers, run)
    ciphertext = sealing.seal(payload, bytes(KEY.public_key), MAC_KEY, SIZE)
    assert len(ciphertext) == SIZE
    opened = sealing.unseal(ciphertext, KEY, MAC_KEY)
    assert (opened.round_id, opened.cell, opened.answers) == (payload.round_id, cell, given_answers)
    assert opened.run == min(run, 255)


def test_the_same_answers_never_seal_to_the_same_bytes() -> None:
    payload = sealing.Payload(uuid4(), 0, {"find": 1})
    sealed = [sealing.seal(payload, bytes(KEY.public_key), MAC_KEY, SIZE) for _ in range(2)]
    assert sealed[0] != sealed[1]


def test_a_response_that_does_not_fit_is_refused() -> None:
    noise = "".join(chr(0x4E00 + (i * 7919) % 20_000) for i in range(3000))
    with pytest.raises(sealing.TooLarge):
        sealing.seal(
            sealing.Payload(uuid4(), 0, {"why": noise}), bytes(KEY.public_key), MAC_KEY, SIZE
        )


@pytest.mark.parametrize("place", [0, 40, SIZE // 2, SIZE - 1])
def test_an_altered_ciphertext_is_unreadable(place: int) -> None:
    sealed = bytearray(
        sealing.seal(sealing.Payload(uuid4(), 0, {}), bytes(KEY.public_key), MAC_KEY, SIZE)
    )
    sealed[place] ^= 1
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(bytes(sealed), KEY, MAC_KEY)


def test_a_response_sealed_without_the_key_file_is_unreadable() -> None:
    forged = sealing.seal(
        sealing.Payload(uuid4(), 0, {"find": 5}), bytes(KEY.public_key), b"x" * 32, SIZE
    )
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(forged, KEY, MAC_KEY)
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(forged, PrivateKey.generate(), b"x" * 32)


@pytest.mark.parametrize(("needed", "made"), [(1, 1), (1, 3), (2, 3), (3, 5)])
def test_any_cards_that_suffice_give_the_secret(needed: int, made: int) -> None:
    held = [codes.generate() for _ in range(made)]
    secret = cards.new_secret()
    sealed = cards.split(secret, needed, [cards.public_key(card) for card in held])
    for chosen in itertools.permutations(range(made), needed):
        shares = [cards.unseal_share(held[number], sealed[number]) for number in chosen]
        assert cards.combine(shares, needed) == secret


def test_too_few_cards_or_another_card_give_nothing() -> None:
    held = [codes.generate() for _ in range(3)]
    sealed = cards.split(cards.new_secret(), 2, [cards.public_key(card) for card in held])
    share = cards.unseal_share(held[0], sealed[0])
    with pytest.raises(cards.WrongCard):
        cards.combine([share, share], 2)
    with pytest.raises(cards.WrongCard):
        cards.unseal_share(held[1], sealed[0])
