"""Filings on their way, for the tests of review and approval."""

from __future__ import annotations

from factories import World, fill_statements, make_filing, sample_document
from hengxiao.cycle.actions.approving import approve, pass_on, submit
from hengxiao.cycle.documents import Document, set_cell
from hengxiao.cycle.models import Filing

REVIEWERS = ("unit_reviewer", "department_finance", "finance_business")


def sound_document() -> Document:
    """The sample with its one empty value filled in and every statement made: nothing stops it."""
    document = fill_statements(sample_document())
    set_cell(document, "indicators.i27.target", "≥20次")
    return document


def submitted(world: World, **more: object) -> Filing:
    """A filing waiting for the unit's reviewer."""
    filing = make_filing(world, document=sound_document(), **more)
    submit(viewer=world.viewer("filler"), filing=filing)
    return filing


def before_approval(world: World, **more: object) -> Filing:
    """A filing that only waits for its approval."""
    filing = submitted(world, **more)
    for name in REVIEWERS:
        pass_on(viewer=world.viewer(name), filing=filing)
    return filing


def approved(world: World, **more: object) -> Filing:
    """An approved filing."""
    filing = before_approval(world, **more)
    approve(viewer=world.viewer("finance_performance"), filing=filing)
    return filing
