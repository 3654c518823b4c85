"""Opening and closing budget years (年度开放)."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from hengxiao.base.acting import acting, require
from hengxiao.base.enums import Role
from hengxiao.base.errors import ActionError
from hengxiao.base.viewer import Viewer
from hengxiao.core.packs import available
from hengxiao.cycle.models import FiscalYear


def open_year(
    *, viewer: Viewer, year: int, pack: str, declare_from: date | None = None, declare_until: date | None = None
) -> FiscalYear:
    """Open a year for declaration under a pack (开放年度申报).

    Raises:
        ForbiddenError: the viewer is not of the performance desk of the whole province (全部范围).
        ActionError: the year is there already, no such pack, or the days run backwards.
    """
    with acting(viewer, "cycle.open_year", f"year:{year}") as entry:
        require(viewer.everywhere(Role.FINANCE_PERFORMANCE))
        if pack not in available():
            raise ActionError("cycle.no_such_pack", pack=pack)
        if declare_from and declare_until and declare_until < declare_from:
            raise ActionError("cycle.days_backwards")
        entry.after = {"year": year, "pack": pack, "from": declare_from, "until": declare_until}
        try:
            with transaction.atomic():
                return FiscalYear.objects.create(
                    year=year, pack=pack, declare_from=declare_from, declare_until=declare_until
                )
        except IntegrityError:
            raise ActionError("cycle.year_there", year=year) from None


def set_year_open(*, viewer: Viewer, fiscal_year: FiscalYear, is_open: bool) -> FiscalYear:
    """Close a year for new declarations, or open it again (关闭、重开年度).

    Raises:
        ForbiddenError: the viewer is not of the performance desk of the whole province (全部范围).
    """
    with acting(viewer, "cycle.set_year_open", f"year:{fiscal_year.year}") as entry:
        require(viewer.everywhere(Role.FINANCE_PERFORMANCE))
        entry.before, entry.after = {"open": fiscal_year.open}, {"open": is_open}
        FiscalYear.objects.filter(pk=fiscal_year.pk).update(open=is_open)
        fiscal_year.refresh_from_db()
        return fiscal_year
