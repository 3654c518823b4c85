"""Pages of long lists (翻页)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.paginator import EmptyPage, Paginator
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from hengxiao.base.models import Organisation
from hengxiao.base.paging import PER_PAGE, Pages, asked_page

if TYPE_CHECKING:
    from factories import World


@pytest.mark.parametrize("per_page", [1, 2, 3, 100])
def test_every_page_holds_the_rows_it_would_hold_read_from_the_start(world: World, per_page: int) -> None:
    rows = Organisation.objects.order_by("-sort_key", "pk")
    plain, ours = Paginator(rows, per_page), Pages(rows, per_page)
    assert rows.count() > 4
    for number in plain.page_range:
        assert list(ours.page(number)) == list(plain.page(number))
        assert repr(ours.page(number)) == repr(plain.page(number))


def test_the_last_page_skips_no_row(world: World) -> None:
    with CaptureQueriesContext(connection) as seen:
        list(Pages(Organisation.objects.all(), 2).get_page("1000"))
    assert (len(seen), "OFFSET" in seen[-1]["sql"]) == (2, False)


@pytest.mark.parametrize(
    ("asked", "first"), [("", 0), ("?page=2", 30), ("?page=4", 90), ("?page=99", 90), ("?page=x", 0)]
)
def test_a_list_in_memory_is_paged_alike(asked: str, first: int) -> None:
    shown = asked_page(RequestFactory().get(f"/{asked}"), list(range(100)))
    assert list(shown) == list(range(100))[first : first + PER_PAGE]


def test_an_empty_list_has_one_empty_page(world: World) -> None:
    pages = Pages(Organisation.objects.none(), 2)
    assert list(pages.get_page("7")) == []
    with pytest.raises(EmptyPage):
        pages.page(2)
