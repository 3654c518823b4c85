"""Findings of a whole year anew (重算问题): every filing in reach is checked, what is open is listed."""

from __future__ import annotations

import io
from collections.abc import Iterator

import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengxiao.base.enums import Family
from hengxiao.base.errors import ActionError
from hengxiao.base.jobs.kinds import job
from hengxiao.base.jobs.running import Run
from hengxiao.base.rules import JOB_OWNERS
from hengxiao.cycle.actions.noticing import link_of
from hengxiao.cycle.judging import judge
from hengxiao.cycle.models import Filing
from hengxiao.cycle.procedures import state_name
from hengxiao.cycle.queries.declaring import filings
from hengxiao.cycle.wording import WHOLE_FORM, column_title, row_title

KIND = "cycle.recheck"
MOST_SHOWN = 200
Line = tuple[str, ...]


@job(KIND, gettext_lazy("重新检查全年申报"), JOB_OWNERS, again=True, family=Family.READ)
def recheck(run: Run) -> None:
    """Check every filing of a year in reach under today's rules (重新检查); the list is the job's output."""
    rows = (
        filings(run.viewer).filter(year=run.job.params["year"]).order_by("organisation_id", "project__sort_key", "pk")
    )
    names = dict(rows.values_list("pk", "project__name"))
    done = run.finished()
    run.plan(len(names))
    for number, name in names.items():
        if str(number) in done:
            continue
        with run.item(str(number), name) as item:
            filing = filings(run.viewer).filter(pk=number).first()
            if filing is None:
                raise ActionError("cycle.out_of_reach")
            lines = list(findings_of(filing))
            item.code, item.facts = "cycle.rechecked", {"count": len(lines), "lines": lines[:MOST_SHOWN]}
            item.link = link_of(filing)
    _list(run)


def findings_of(filing: Filing) -> Iterator[Line]:
    """Open findings of a filing in words (问题清单): unit, project, state, place, severity, code, sentence."""
    judgement = judge(filing)
    head = (filing.organisation.name, filing.project.code, filing.project.name, str(_(state_name(filing))))
    for finding in judgement.report.findings:
        path = judgement.path_of(finding)
        place = "" if path == WHOLE_FORM else f"{row_title(filing.document, path)} {column_title(path)}".strip()
        yield (*head, place, str(finding.severity), finding.code, finding.message())


def _list(run: Run) -> None:
    made = io.BytesIO()
    headings = (_("单位"), _("项目编码"), _("项目名称"), _("状态"), _("位置"), _("级别"), _("规则"), _("问题"))
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(_("问题清单"))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 7, 18)
        sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
        at = 1
        for item in run.job.items.filter(state="done").order_by("pk").iterator(500):
            for line in item.facts["lines"]:
                sheet.write_row(at, 0, line)
                at += 1
    kept = default_storage.save(f"jobs/lists/{run.job.pk}.xlsx", ContentFile(made.getvalue()))
    run.save_output(kept, f"{_('问题清单')}-{run.job.params['year']}.xlsx")
