"""Checks (检查): one function per rule, each with code, severity, citation and bilingual title.

`check` gives the open findings of a form under a pack, `examine` also what was waived, `reconcile` compares with
earlier filings, `fixes` proposes corrections.
"""

from hengxiao.core.checks.comparing import only_in
from hengxiao.core.checks.fixing import Fix, apply_fixes, diff, fixes
from hengxiao.core.checks.model import (
    Check,
    DuplicateCheckError,
    EmptyReasonError,
    MissingLimitError,
    Report,
    Waived,
    Waiver,
)
from hengxiao.core.checks.registry import all_checks
from hengxiao.core.checks.running import check, examine, reconcile, show_code

__all__ = [
    "Check",
    "DuplicateCheckError",
    "EmptyReasonError",
    "Fix",
    "MissingLimitError",
    "Report",
    "Waived",
    "Waiver",
    "all_checks",
    "apply_fixes",
    "check",
    "diff",
    "examine",
    "fixes",
    "only_in",
    "reconcile",
    "show_code",
]
