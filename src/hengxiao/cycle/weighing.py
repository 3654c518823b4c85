"""One year's filings under two packs (两套规则、同一年数据): which findings, sums and requirements differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hengxiao.core.checks import examine, only_in
from hengxiao.core.packs import Change, Pack, diff
from hengxiao.core.targets import Finding, Form
from hengxiao.cycle.basis import grouped, rule_title
from hengxiao.cycle.documents import form_of
from hengxiao.cycle.judging import missing_statements
from hengxiao.cycle.models import Filing
from hengxiao.cycle.tree import ratio_of, sums_of


@dataclass(frozen=True, slots=True)
class Weighed:
    """A filing under two packs (一份申报的两套结果): findings only one has, wrong sums, statements missing; by pack."""

    filing: Filing
    only: tuple[tuple[Finding, ...], tuple[Finding, ...]]
    wrong_sums: tuple[int, int]
    missing: tuple[int, int]

    @property
    def differs(self) -> bool:
        """Whether the packs say anything different of it (有差异)."""
        return any(self.only) or self.wrong_sums[0] != self.wrong_sums[1] or self.missing[0] != self.missing[1]


@dataclass(frozen=True, slots=True)
class Tally:
    """A finding's code counted over the filings (按问题汇总): how many forms have it under only one pack."""

    code: str
    title: str
    forms: tuple[int, int]


def weigh(filing: Filing, packs: tuple[Pack, Pack], earlier: Sequence[Form] = ()) -> Weighed:
    """One filing under two packs (比较一份)."""
    found = []
    for pack in packs:
        form = form_of(filing.document, pack=pack.id).form
        found.append(examine(form, pack, earlier=earlier).findings)
    sums = [_wrong(filing, pack) for pack in packs]
    missing = [sum(1 for _ in missing_statements(filing.document, pack.id)) for pack in packs]
    only = (only_in(found[0], found[1]), only_in(found[1], found[0]))
    return Weighed(filing, only, (sums[0], sums[1]), (missing[0], missing[1]))


def weigh_all(filings: Iterable[Filing], packs: tuple[Pack, Pack], earlier: Mapping[int, Form]) -> list[Weighed]:
    """Several filings (比较一年): `earlier` is last year's approved form by project."""
    return [weigh(each, packs, [earlier[each.project_id]] if each.project_id in earlier else ()) for each in filings]


def tallies(weighed: Iterable[Weighed]) -> list[Tally]:
    """Findings by code (按问题汇总), the most frequent first."""
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for each in weighed:
        for side in (0, 1):
            counts[side].update({finding.code for finding in each.only[side]})
    codes = sorted(counts[0] | counts[1], key=lambda code: (-(counts[0][code] + counts[1][code]), code))
    return [Tally(code, rule_title(code), (counts[0][code], counts[1][code])) for code in codes]


def rule_changes(first: str, second: str) -> list[tuple[str, list[Change]]]:
    """Rules the two packs hold differently, by family (规则差异); recited ones are left out."""
    return grouped((change.code, change) for change in diff(first, second) if change.kind != "recited")


def _wrong(filing: Filing, pack: Pack) -> int:
    ratio = ratio_of(filing.document, pack)
    sums = [*sums_of(filing.document, pack), *([ratio] if ratio else [])]
    return sum(bool(each.filled) and not each.right for each in sums)
