"""Who may hold and do what (权限规则): pure functions over roles, no database."""

from __future__ import annotations

from collections.abc import Collection

from hengxiao.base.enums import Role

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
BUSINESS = frozenset(Role) - ADMINISTRATORS
READERS_ONLY = frozenset({Role.AUDITOR, Role.AUDIT_ADMIN})
JOB_OWNERS = tuple(sorted(BUSINESS - READERS_ONLY))
ORGANISATION_CODE = r"^[0-9A-Z]{18}(-\d{2})?$"
DANGEROUS = ADMINISTRATORS | {Role.AUDITOR, Role.FINANCE_PERFORMANCE}


def conflict(held: Collection[str], wanted: str) -> str:
    """The held role that forbids another one (角色互斥), or "".

    The three administrators exclude each other and every business role (三员分立).
    """
    for role in held:
        if role == wanted:
            continue
        if role in ADMINISTRATORS or wanted in ADMINISTRATORS:
            return role
    return ""


def needs_second_person(role: str) -> bool:
    """Whether granting a role takes two people (重要授权双人复核)."""
    return role in DANGEROUS


def may_grant(roles: Collection[str]) -> bool:
    """Only the security administrator grants (授权)."""
    return Role.SECURITY_ADMIN in roles


def may_see_audit(roles: Collection[str]) -> bool:
    """Only the audit administrator sees the log (查看审计日志)."""
    return Role.AUDIT_ADMIN in roles


def line_of(path: str) -> list[int]:
    """Ids of the organisations on a path (上级链), from the top down to the organisation itself."""
    return [int(part) for part in path.strip("/").split("/")]


def may_write(roles: Collection[str]) -> bool:
    """Whether any role may change business data (可办理业务)."""
    return bool(set(roles) & (BUSINESS - READERS_ONLY))
