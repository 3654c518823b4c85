"""Opening and closing budget years (年度开放)."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from hengxiao.base.acting import acting, require
from hengxiao.base.errors import ActionError, LateError
from hengxiao.base.viewer import Viewer
from hengxiao.core.packs import available
from hengxiao.cycle.models import FiscalYear
from hengxiao.cycle.queries.declaring import may_run_years


def open_year(
    *, viewer: Viewer, year: int, pack: str, declare_from: date | None = None, declare_until: date | None = None
) -> FiscalYear:
    """Open a year for declaration under a pack (开放年度申报).

    Raises:
        ForbiddenError: see `may_run_years`.
        ActionError: the year is there already, no such pack, or the days run backwards.
    """
    with acting(viewer, "cycle.open_year", f"year:{year}") as entry:
        require(may_run_years(viewer))
        if pack not in available():
            raise ActionError("cycle.no_such_pack", pack=pack).beside("pack")
        if declare_from and declare_until and declare_until < declare_from:
            raise ActionError("cycle.days_backwards").beside("declare_until")
        entry.after = {"year": year, "pack": pack, "from": declare_from, "until": declare_until}
        try:
            with transaction.atomic():
                return FiscalYear.objects.create(
                    year=year, pack=pack, declare_from=declare_from, declare_until=declare_until
                )
        except IntegrityError:
            raise ActionError("cycle.year_there", year=year).beside("year") from None


def set_year_open(*, viewer: Viewer, fiscal_year: FiscalYear, is_open: bool) -> FiscalYear:
    """Close a year for new declarations, or open it again (关闭、重开年度).

    Raises:
        ForbiddenError: see `may_run_years`.
    """
    with acting(viewer, "cycle.set_year_open", f"year:{fiscal_year.year}") as entry:
        require(may_run_years(viewer))
        entry.before, entry.after = {"open": fiscal_year.open}, {"open": is_open}
        FiscalYear.objects.filter(pk=fiscal_year.pk).update(open=is_open)
        fiscal_year.refresh_from_db()
        return fiscal_year


def change_year_pack(*, viewer: Viewer, fiscal_year: FiscalYear, pack: str, reason: str, seen: str) -> FiscalYear:
    """Let a year go on under another pack (年度改用规则包): filings begun keep their own, later ones take it.

    Raises:
        ForbiddenError: see `may_run_years`.
        ActionError: no such pack, the same one, or no reason.
        LateError: the year's pack is no longer the one seen.
    """
    with acting(viewer, "cycle.change_year_pack", f"year:{fiscal_year.year}") as entry:
        require(may_run_years(viewer))
        if pack not in available() or pack == seen:
            raise ActionError("cycle.no_such_pack", pack=pack).beside("pack")
        if not reason.strip():
            raise ActionError("cycle.reason_missing").beside("reason")
        changed = FiscalYear.objects.filter(pk=fiscal_year.pk, pack=seen).update(pack=pack)
        if changed != 1:
            raise LateError("cycle.year_pack_changed")
        entry.before, entry.after = {"pack": seen}, {"pack": pack}
        entry.facts = {"reason": reason.strip()[:500]}
        fiscal_year.refresh_from_db()
        return fiscal_year
