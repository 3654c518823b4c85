"""What the core says about a filing (检查申报): findings by cell, waivers, missing statements, the form to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hengxiao.core.checks import Report, Waiver, examine
from hengxiao.core.packs import load
from hengxiao.core.targets import Finding, Form
from hengxiao.core.terms.kinds import Severity
from hengxiao.cycle.documents import Document, Mapped, form_of
from hengxiao.cycle.models import Filing, PublicWaiver
from hengxiao.cycle.queries.reviewing import version_in_force
from hengxiao.cycle.wording import WHOLE_FORM


@dataclass(frozen=True, slots=True)
class Judgement:
    """A checked filing (检查结果): the form, the core's report, findings by cell path, statements still empty."""

    mapped: Mapped
    report: Report
    by_path: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Open findings that stop a filing (未处理的错误)."""
        return tuple(finding for finding in self.report.findings if finding.severity == Severity.ERROR)

    def path_of(self, finding: Finding) -> str:
        """Path of the cell a finding is about, `*` for the whole form (问题所在单元格)."""
        return WHOLE_FORM if finding.place is None else self.mapped.paths.get(finding.place, WHOLE_FORM)


def judge(filing: Filing, waivers: Sequence[PublicWaiver] | None = None) -> Judgement:
    """Check the working document of a filing under its pack (检查申报)."""
    pack = load(filing.pack)
    mapped = form_of(filing.document, pack=filing.pack)
    rows = list(filing.waivers.select_related("by")) if waivers is None else waivers
    report = examine(mapped.form, pack, earlier=earlier_forms(filing), waivers=core_waivers(mapped, rows))
    judgement = Judgement(mapped, report)
    by_path: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_path.setdefault(judgement.path_of(finding), []).append(finding)
    grouped = {path: tuple(findings) for path, findings in by_path.items()}
    return Judgement(mapped, report, grouped, tuple(missing_statements(filing.document, filing.pack)))


def core_waivers(mapped: Mapped, rows: Sequence[PublicWaiver]) -> list[Waiver]:
    """Waivers as the core reads them (豁免): a path becomes the cell's address, one that is gone covers nothing."""
    addresses = {path: place.address for place, path in mapped.paths.items()}
    kept = [(row, WHOLE_FORM if row.where == WHOLE_FORM else addresses.get(row.where)) for row in rows]
    return [Waiver(row.code, where, row.reason, row.by.name) for row, where in kept if where]


def earlier_forms(filing: Filing) -> list[Form]:
    """Last year's approved form of the same project (上年批复的表), for the checks across years."""
    version = version_in_force(filing.project_id, filing.year - 1)
    return [form_of(version.document, pack=filing.pack).form] if version else []


def missing_statements(document: Document, pack: str) -> Iterator[str]:
    """Paths of the statements the pack requires and nobody has filled in (待补充的指标说明)."""
    required = load(pack).get("filing.statements", default={"fields": (), "quality": ()})
    for row in document["indicators"]:
        path = f"indicators.{row['id']}"
        yield from (f"{path}.{name}" for name in required["fields"] if not str(row.get(name, "")).strip())
        quality = row.get("quality", {})
        yield from (f"{path}.quality.{name}" for name in required["quality"] if not str(quality.get(name, "")).strip())
