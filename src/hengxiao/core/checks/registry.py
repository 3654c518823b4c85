"""Register of checks (检查目录): each is one function under the decorator `check`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module

from hengxiao.core.checks.model import DECLARED, Check, CheckFunction, DuplicateCheckError
from hengxiao.core.terms.kinds import FormKind, Severity

FAMILIES = (
    "head",
    "goals",
    "labels",
    "values",
    "signs",
    "history",
    "trends",
    "structure",
    "clarity",
    "money",
    "coverage",
    "figures",
    "earlier",
    "self_scores",
    "self_reasons",
)
_REGISTER: dict[str, Check] = {}


def check(
    identifier: str,
    *,
    family: str,
    code: str,
    severity: Severity,
    cites: str,
    zh: str,
    en: str,
    forms: frozenset[FormKind] = DECLARED,
    mechanical: Iterable[str] = (),
    variants: tuple[str, ...] = ("",),
    register: dict[str, Check] = _REGISTER,
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function as a check (登记一项检查).

    `variants` are the sentences it may use: "" for `checks.C07`, "unit" for `checks.C07-unit`.

    Raises:
        DuplicateCheckError: the id is taken.
    """

    def add(function: CheckFunction) -> CheckFunction:
        if identifier in register:
            raise DuplicateCheckError(identifier)
        names = frozenset(mechanical)
        register[identifier] = Check(
            identifier, code, family, severity, cites, zh, en, function, forms, names, variants
        )
        return function

    return add


@lru_cache(maxsize=1)
def all_checks() -> tuple[Check, ...]:
    """Every check in order of id (全部检查)."""
    for family in FAMILIES:
        import_module(f"hengxiao.core.checks.{family}")
    return tuple(_REGISTER[identifier] for identifier in sorted(_REGISTER))
