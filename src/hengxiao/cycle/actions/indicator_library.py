"""The indicator library (指标库): common indicators loaded from packs, others proposed by units and decided above."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hengxiao.base.acting import acting, advance, require
from hengxiao.base.actions import sort_key
from hengxiao.base.enums import Role
from hengxiao.base.errors import ActionError
from hengxiao.base.models import Notice, Organisation
from hengxiao.base.rules import line_of
from hengxiao.base.viewer import Viewer
from hengxiao.core.packs import available, load
from hengxiao.cycle.actions.moving import actor
from hengxiao.cycle.actions.noticing import people_over
from hengxiao.cycle.arranging import levels_of
from hengxiao.cycle.enums import LibraryState
from hengxiao.cycle.models import FiscalYear, LibraryIndicator
from hengxiao.cycle.queries.indicator_library import decidable, library_homes

LOADED = ("name", "aliases", "level1", "level2", "unit", "sign", "definition", "method", "source")


def spelled(names: Sequence[str]) -> str:
    """Names, their pinyin and its initials (名称、拼音及首字母), by which they are found."""
    found: list[str] = []
    for name in names:
        parts = sort_key(name).split()
        found += [name.lower(), "".join(parts), "".join(part[0] for part in parts)]
    return " ".join(found)


def load_library(*, viewer: Viewer) -> int:
    """Bring the common indicators to what the packs say (装载共性指标); how many were added or changed.

    Done by set-up at the server's console; again changes nothing. Whether one is fixed is the site's own and stays.

    Raises:
        ForbiddenError: the viewer is not at the console.
    """
    wanted = dict(_of_packs())
    known = {row.code: row for row in LibraryIndicator.objects.filter(organisation=None, code__in=wanted)}
    changed = [code for code, values in wanted.items() if code not in known or _differs(known[code], values)]
    require(viewer.person is None and viewer.address == "console")
    if changed:
        with acting(viewer, "cycle.load_library") as entry:
            for code in changed:
                LibraryIndicator.objects.update_or_create(code=code, defaults=wanted[code])
            entry.facts = {"changed": len(changed), "of": len(wanted)}
    return len(changed)


def _of_packs() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for pack in available():
        for rule in load(pack).sources[0].own.values():
            if rule.code.startswith("library."):
                for row in rule.plain():
                    values = {name: row[name] for name in LOADED}
                    values |= {
                        "sort_key": sort_key(row["name"]), "spellings": spelled([row["name"], *row["aliases"]]),
                        "basis": f"{pack}:{rule.code}", "organisation": None,
                    }  # fmt: skip
                    found.append((f"{pack}.{row['code']}", values))
    return found


def _differs(row: LibraryIndicator, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def propose_indicator(
    *, viewer: Viewer, organisation: Organisation, name: str, level1: str, level2: str, aliases: Sequence[str] = (),
    unit: str = "", sign: str = "", definition: str = "", method: str = "", source: str = "",
) -> LibraryIndicator:  # fmt: skip
    """Propose an indicator of one's own unit (提出本单位指标); the unit may use it at once, the department confirms it.

    Raises:
        ForbiddenError: the viewer proposes nothing for this organisation.
        ActionError: it is there already, or the kind is not of the year's pack.
    """
    with acting(viewer, "cycle.propose_indicator", f"organisation:{organisation.pk}") as entry:
        require(library_homes(viewer).filter(pk=organisation.pk).exists())
        mine = Q(organisation=None) | Q(organisation_id__in=line_of(organisation.path))
        near = LibraryIndicator.objects.filter(mine, name=name)
        if near.exclude(state=LibraryState.DECLINED).exists():
            raise ActionError("cycle.indicator_there", name=name).beside("name")
        if (level1, level2) not in {(level.level1, level.level2) for level in kinds()}:
            raise ActionError("cycle.indicator_level").beside("level")
        row = LibraryIndicator.objects.create(
            code=f"{organisation.code}-{secrets.token_hex(4)}"[-40:], name=name, aliases=list(aliases), level1=level1,
            level2=level2, unit=unit, sign=sign, definition=definition, method=method, source=source,
            organisation=organisation, state=LibraryState.PROPOSED, proposed_by=actor(viewer),
            sort_key=sort_key(name), spellings=spelled([name, *aliases]),
        )  # fmt: skip
        entry.after = {"code": row.code, "name": name, "level2": level2}
        _tell_department(viewer, row, organisation)
        return row


def kinds() -> list[Any]:
    """Kinds one may choose (可选类别): of the packs of all years, of every pack before the first year; once each."""
    packs = list(FiscalYear.objects.order_by("-year").values_list("pack", flat=True)) or available()
    return list({level.key: level for pack in dict.fromkeys(packs) for level in levels_of(load(pack))}.values())


def decide_indicator(*, viewer: Viewer, indicator: LibraryIndicator, accept: bool, reason: str = "") -> None:
    """Take a proposed indicator into use, or decline it with a reason (确认、不采用).

    Raises:
        ForbiddenError: it is not the viewer's to decide.
        ActionError: no reason for declining.
        LateError: somebody else decided meanwhile.
    """
    with acting(viewer, "cycle.decide_indicator", f"indicator:{indicator.code}") as entry:
        require(decidable(viewer).filter(pk=indicator.pk).exists())
        if not accept and not reason.strip():
            raise ActionError("cycle.reason_missing").beside("reason")
        to = LibraryState.IN_USE if accept else LibraryState.DECLINED
        advance(indicator, LibraryState.PROPOSED, to, "cycle.indicator_decided", reason=reason.strip()[:500])
        entry.facts = {"to": str(to), "reason": reason.strip()}
        Notice.objects.filter(link=link_of(indicator), is_task=True, done_at=None).update(done_at=timezone.now())
        for person in [indicator.proposed_by] if indicator.proposed_by else []:
            facts = {"name": indicator.name, "reason": indicator.reason}
            Notice.objects.create(
                person=person, code=f"cycle.notice_library_{to}", facts=facts, link=link_of(indicator)
            )


def fix_indicator(*, viewer: Viewer, indicator: LibraryIndicator, fixed: bool) -> None:
    """Fix an indicator in use, or free it again (固化、取消固化): where the pack says so a fixed one keeps its name.

    Raises:
        ForbiddenError: it is not the viewer's to decide.
        LateError: the indicator is not in use.
    """
    with acting(viewer, "cycle.fix_indicator", f"indicator:{indicator.code}") as entry:
        require(decidable(viewer).filter(pk=indicator.pk).exists())
        entry.before, entry.after = {"fixed": indicator.fixed}, {"fixed": fixed}
        advance(indicator, LibraryState.IN_USE, LibraryState.IN_USE, "cycle.indicator_decided", fixed=fixed)


def link_of(indicator: LibraryIndicator) -> str:
    """Where a notice about an indicator leads (通知链接)."""
    return reverse("cycle:library_indicator", args=[indicator.pk])


def _tell_department(viewer: Viewer, row: LibraryIndicator, organisation: Organisation) -> None:
    facts = {"name": row.name, "organisation": organisation.name}
    Notice.objects.bulk_create(
        Notice(person_id=person, code="cycle.notice_library", facts=facts, link=link_of(row), is_task=True)
        for person in people_over([Role.DEPARTMENT_FINANCE], organisation, viewer.today)
    )
