"""Whole numbers people send: what is none is no error of the site."""

from __future__ import annotations

import pytest

from hengxiao.base.numbers import number_in, numbers_in


@pytest.mark.parametrize(
    ("text", "number"),
    [("2026", 2026), ("0", 0), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5000, None), ("", None), ("-1", None),
     ("²", None), (" 1", None), ("1.0", None)],
)  # fmt: skip
def test_a_number_is_digits_alone_and_no_longer_than_a_key(text: str, number: int | None) -> None:
    assert number_in(text) == number


def test_what_is_no_number_is_left_out_of_many() -> None:
    assert numbers_in(["3", "x", "9" * 30, "1"]) == [3, 1]
