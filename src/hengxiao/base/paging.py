"""Pages of long lists (翻页): one past the middle is read from the end, so that none skips more than half the rows."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


class Pages(Paginator[Any]):
    """Pages of a query whose order leaves no two rows alike (清单分页)."""

    def page(self, number: int | str) -> Page[Any]:
        """One page (一页).

        Raises:
            InvalidPage: there is no such page.
        """
        number = self.validate_number(number)
        begin = (number - 1) * self.per_page
        end = min(begin + self.per_page, self.count)
        if begin <= self.count - end:
            return super().page(number)
        backwards = cast("QuerySet[Any]", self.object_list).reverse()[self.count - end : self.count - begin]
        return Page(list(backwards)[::-1], number, self)
