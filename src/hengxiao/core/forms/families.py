"""Families of unknown forms (表式类别): a short name for what kind of table the generic recogniser met."""

from __future__ import annotations

from collections.abc import Sequence

SIGNS = (
    ("flat", frozenset({"project"})),
    ("side_by_side", frozenset({"mid_name"})),
    ("side_by_side", frozenset({"mid_level2"})),
    ("graded", frozenset({"grade1"})),
    ("history", frozenset({"previous_year"})),
    ("history", frozenset({"year_before_last"})),
    ("midterm", frozenset({"midterm"})),
    ("split_value", frozenset({"sign"})),
    ("split_value", frozenset({"unit"})),
)


def family_of(tables: Sequence[Sequence[str]]) -> str:
    """The family of a form by the roles of its tables' columns (类别)."""
    if not tables:
        return "text"
    roles = {role for table in tables for role in table}
    named = next((name for name, needed in SIGNS if needed <= roles), "")
    if named:
        return named
    if not roles & {"level1", "level2"}:
        return "sections"
    return "scored" if "score" in roles else "plain"
