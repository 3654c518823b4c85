"""What the site knows of the projects in a list (清单所涉数据)."""

from __future__ import annotations

from collections.abc import Sequence

from hengxiao.base.viewer import Viewer
from hengxiao.cycle.gathering import plain_code
from hengxiao.cycle.listing import Known, Line
from hengxiao.cycle.models import Project
from hengxiao.cycle.queries.declaring import declaring_organisations, project_kinds

AT_ONCE = 500


def known_of(viewer: Viewer, lines: Sequence[Line]) -> Known:
    """Units one may declare for, kinds of the newest pack, projects of these codes wherever they are (清单核对依据)."""
    units: dict[str, list[int]] = {}
    for number, code, name in declaring_organisations(viewer).values_list("pk", "code", "name"):
        units.setdefault(code, []).append(number)
        units.setdefault(name, []).append(number)
    codes = sorted({plain_code(line.code) for line in lines})
    projects: dict[str, tuple[int, int]] = {}
    for begin in range(0, len(codes), AT_ONCE):
        rows = Project.objects.filter(code__in=codes[begin : begin + AT_ONCE])
        projects |= {code: (pk, unit) for pk, code, unit in rows.values_list("pk", "code", "organisation_id")}
    words = {word: code for code, name in project_kinds().items() for word in (name, code)}
    return Known(units, words, projects)
