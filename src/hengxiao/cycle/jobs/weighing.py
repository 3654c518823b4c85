"""Two packs compared over every filing of a year in reach (比较规则包), in the background: each filing an item."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengxiao.base.enums import Family, Role
from hengxiao.base.errors import ActionError
from hengxiao.base.jobs.kinds import job
from hengxiao.base.jobs.running import Run
from hengxiao.core.packs import Pack, load
from hengxiao.cycle.basis import rule_title
from hengxiao.cycle.queries.weighing import filings_of_year, forms_of_last_year
from hengxiao.cycle.weighing import Weighed, weigh

KIND = "cycle.compare_packs"
ROLES = (Role.DEPARTMENT_FINANCE, Role.FINANCE_BUSINESS, Role.FINANCE_PERFORMANCE)


@job(KIND, gettext_lazy("比较规则包"), ROLES, again=True, family=Family.READ)
def compare(run: Run) -> None:
    """Every filing under both packs (逐份比较); sums over all of them are the job's output."""
    params = run.job.params
    year, packs = params["year"], (load(params["first"]), load(params["second"]))
    rows = filings_of_year(run.viewer, year, params["search"])
    names = dict(rows.values_list("pk", "project__name"))
    done = run.finished()
    run.plan(len(names))
    for number, name in names.items():
        if str(number) in done:
            continue
        with run.item(str(number), name) as item:
            filing = filings_of_year(run.viewer, year).filter(pk=number).first()
            if filing is None:
                raise ActionError("cycle.out_of_reach")
            earlier = forms_of_last_year([filing], year)
            item.code, item.facts = "cycle.compared", told(weigh(filing, packs, [*earlier.values()]))
            query = urlencode({"first": packs[0].id, "second": packs[1].id})
            item.link = f"{reverse('cycle:filing_compared', args=[number])}?{query}"
    _list(run, packs)


def told(weighed: Weighed) -> dict[str, Any]:
    """What is kept of a filing under two packs (比较结果): numbers, and the codes only one of them finds."""
    codes = [sorted({finding.code for finding in side}) for side in weighed.only]
    return {
        "first": len(weighed.only[0]), "second": len(weighed.only[1]), "codes": codes,
        "sums": list(weighed.wrong_sums), "missing": list(weighed.missing),
        "organisation": weighed.filing.organisation.name, "differs": weighed.differs,
    }  # fmt: skip


def _list(run: Run, packs: tuple[Pack, Pack]) -> None:
    made, counts, totals, at = io.BytesIO(), (Counter[str](), Counter[str]()), [[0, 0], [0, 0]], 1
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        whole, each = book.add_worksheet(_("汇总")), book.add_worksheet(_("逐份"))
        heads = (_("单位"), _("项目"), _("只在规则包一"), _("只在规则包二"), _("有差异"))
        each.write_row(0, 0, heads, bold)
        for item in run.job.items.filter(state="done").order_by("pk").iterator(500):
            facts = item.facts
            differs = _("是") if facts["differs"] else _("否")
            each.write_row(at, 0, (facts["organisation"], item.name, facts["first"], facts["second"], differs))
            for side in (0, 1):
                counts[side].update(facts["codes"][side])
                totals[0][side] += facts["sums"][side]
                totals[1][side] += facts["missing"][side]
            at += 1
        whole.write_row(0, 0, (_("内容"), packs[0].title, packs[1].title), bold)
        whole.write_row(1, 0, (_("分值、权重合计不符"), *totals[0]))
        whole.write_row(2, 0, (_("缺的指标说明"), *totals[1]))
        codes = sorted(counts[0] | counts[1], key=lambda code: (-(counts[0][code] + counts[1][code]), code))
        for row, code in enumerate(codes, 3):
            whole.write_row(row, 0, (f"{rule_title(code)}（{code}）", counts[0][code], counts[1][code]))
    kept = default_storage.save(f"jobs/lists/{run.job.pk}-packs.xlsx", ContentFile(made.getvalue()))
    run.save_output(kept, f"{_('比较规则包')}-{run.job.params['year']}.xlsx")
