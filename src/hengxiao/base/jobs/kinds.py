"""Kinds of jobs (任务类别): every app may name some in its module `jobs`; each is one function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hengxiao.base.enums import Family
from hengxiao.base.errors import ActionError
from hengxiao.base.offers import modules

if TYPE_CHECKING:
    from hengxiao.base.jobs.running import Run

Work = Callable[["Run"], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job (任务类别): its title, who may start it, the function that does it.

    `again` says that its items can be tried again from the database alone; other kinds ask for a new upload.
    `items` names a page of its own for the items, which takes the job's number. `family` is what a program's token must
    open to have it done.
    """

    code: str
    title: str
    roles: tuple[str, ...]
    work: Work
    again: bool = False
    items: str = ""
    family: Family = Family.FILL


_KINDS: dict[str, Kind] = {}


def job(
    code: str, title: Any, roles: tuple[str, ...], *, again: bool = False, items: str = "", family: Family = Family.FILL
) -> Callable[[Work], Work]:
    """Register a function as a kind of job (登记任务类别)."""

    def register(work: Work) -> Work:
        _KINDS[code] = Kind(code, title, roles, work, again, items, family)
        return work

    return register


def load_kinds() -> None:
    """Import the module `jobs` of every app (装载任务类别)."""
    modules("jobs")


def find_kind(code: str) -> Kind | None:
    """The kind of a code (任务类别), None when this version knows none of that name."""
    load_kinds()
    return _KINDS.get(code)


def kind_of(code: str) -> Kind:
    """The kind of a code that must be known (任务类别).

    Raises:
        ActionError: this version knows none of that name.
    """
    kind = find_kind(code)
    if kind is None:
        raise ActionError("base.job_unknown", kind=code)
    return kind


def title_of(code: str) -> str:
    """Title of a kind in the page's language (任务名称), its code when it is unknown."""
    kind = find_kind(code)
    return str(kind.title) if kind else code
