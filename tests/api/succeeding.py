"""A request that succeeds for every operation of the interface (成功请求), on the scene every address leads to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from scene import GROUND, PATH, Scene

from factories import SAMPLE, YEAR, make_organisation
from hengxiao.base.enums import OrganisationKind
from hengxiao.cycle.actions.approving import submit
from hengxiao.cycle.actions.editing import save_cells, undo
from hengxiao.cycle.actions.moving import stamp
from hengxiao.cycle.actions.releasing import stamp_of
from hengxiao.cycle.editing import Change
from hengxiao.cycle.listing import template

Body = dict[str, Any] | Callable[[Scene], dict[str, Any]] | None
SIGNED_IN = {"create_token"}  # in a browser only: a token issues no token
SOON = (timezone.localdate() + timedelta(days=3)).isoformat()
TODAY = timezone.localdate().isoformat()
NEWCOMER = {"username": "newcomer", "name": "新人", "organisation": "12420000000000003C"}
BUREAU = {"code": "12420000000000099X", "name": "新单位", "kind": "unit", "parent": "11420000000000002B"}
INDICATOR = {"name": "新指标", "level1": "产出指标", "level2": "数量指标", "organisation": "12420000000000003C"}
HOOK = {"name": "对账", "url": "https://example.org/", "events": ["filing.approved"]}


def seen(name: str, **more: Any) -> Callable[[Scene], dict[str, Any]]:
    """The stamp of a filing as it stands."""
    return lambda scene: {"seen": stamp(scene.filings[name])} | more


def first_target(scene: Scene) -> str:
    """What the first indicator of the draft says."""
    return str(scene.filings["draft"].document["indicators"][0]["target"])


def goal(scene: Scene) -> str:
    """The first goal of the draft."""
    return str(scene.filings["draft"].document["goals"][0]["id"])


def saved(scene: Scene) -> None:
    """Something to take back."""
    change = Change(PATH, first_target(scene), "≥98%")
    save_cells(viewer=scene.world.viewer("filler"), filing=scene.filings["draft"], changes=[change])


def taken_back(scene: Scene) -> None:
    """Something to make again."""
    saved(scene)
    undo(viewer=scene.world.viewer("filler"), filing=scene.filings["draft"])


def handed_up(scene: Scene) -> None:
    """A filing its filler has just submitted."""
    submit(viewer=scene.world.viewer("filler"), filing=scene.filings["draft"])


def put_to_sleep(scene: Scene) -> None:
    """An organisation nothing hangs on."""
    scene.rows["empty"] = make_organisation(
        "12420000000000098Y", "空单位", OrganisationKind.UNIT, scene.world.department
    )


def sample() -> SimpleUploadedFile:
    """The sample as an upload."""
    return SimpleUploadedFile(SAMPLE.name, SAMPLE.read_bytes())


# What must have happened before.
BEFORE: dict[str, Callable[[Scene], None]] = {
    "undo_change": saved,
    "redo_change": taken_back,
    "withdraw_filing": handed_up,
    "set_organisation_use": put_to_sleep,
}

# operation → who asks ("" for nobody), the address without /api, what is sent.
READS: dict[str, tuple[str, str]] = {
    "list_years": ("filler", "/years"),
    "list_projects": ("filler", "/projects?q=项目&year=2020&state=draft"),
    "get_project": ("filler", "/projects/{free}"),
    "get_timeline": ("filler", "/projects/{free}/timeline"),
    "list_filings": ("filler", "/filings?state=draft&kind=target&year=2020"),
    "get_filing": ("filler", "/filings/{draft}"),
    "list_findings": ("filler", "/filings/{draft}/findings"),
    "get_source": ("filler", "/filings/{sourced}/source"),
    "list_earlier": ("filler", "/filings/{continued}/earlier?replace=true"),
    "list_library": ("filler", "/library?q=培训"),
    "get_library_indicator": ("filler", "/library/{library}"),
    "list_suggestions": ("filler", "/filings/{draft}/indicators/i1/suggestions?text=培训"),
    "list_awaiting": ("unit_reviewer", "/reviews"),
    "list_notes": ("unit_reviewer", "/filings/{unit_review}/notes"),
    "list_waivers": ("filler", "/filings/{draft}/waivers"),
    "list_marks": ("unit_reviewer", "/filings/{unit_review}/marks"),
    "get_means_of_move": ("system_admin", "/people/{nobody}/change"),
    "list_entrusted": ("evaluator", "/commissions"),
    "list_commissions": ("auditor", "/filings/{department_review}/commissions"),
    "get_opinion_file": ("evaluator", "/commissions/{commission}/file"),
    "list_versions": ("auditor", "/filings/{approved}/versions"),
    "get_version": ("auditor", "/versions/{version approved}"),
    "list_steps": ("filler", "/filings/{unit_review}/steps"),
    "list_changes": ("filler", "/filings/{change}/changes"),
    "print_filing": ("filler", "/filings/{draft}/print/xlsx"),
    "print_approved": ("filler", "/versions/{version approved}/print/docx"),
    "print_changes": ("filler", "/filings/{change}/changes/print/xlsx"),
    "print_review_form": ("unit_reviewer", "/filings/{unit_review}/review-form/print/pdf"),
    "list_releases": ("unit_reviewer", "/releases?which=waiting"),
    "list_releasable": ("filler", "/releasable"),
    "get_release": ("filler", "/releases/{release unit}"),
    "list_release_steps": ("filler", "/releases/{release unit}/steps"),
    "list_public": ("", "/portal/releases?q=项目&year=2020"),
    "get_public": ("", "/portal/releases/{release released}"),
    "list_losses": ("", "/portal/releases/{release released}/losses"),
    "download_public": ("", "/portal/releases/{release released}/files/iati"),
    "list_jobs": ("filler", "/jobs"),
    "list_all_jobs": ("system_admin", "/jobs/all"),
    "get_job": ("filler", "/jobs/{job done}"),
    "list_job_items": ("filler", "/jobs/{job done}/items?state=waiting"),
    "take_job_output": ("filler", "/jobs/{job done}/output"),
    "list_project_rows": ("filler", "/bulk/projects/{listed}/rows?how=update"),
    "list_printable": ("filler", "/bulk/prints?year=2020&q=项目"),
    "get_me": ("expert", "/me"),
    "list_notices": ("filler", "/notices"),
    "list_tokens": ("system_admin", "/tokens?q=对账"),
    "list_organisations": ("security_admin", "/organisations?q=科技"),
    "list_people": ("system_admin", "/people?q=nobody"),
    "list_colleagues": ("filler", "/colleagues"),
    "get_person": ("system_admin", "/people/{nobody}"),
    "list_posts": ("system_admin", "/people/{nobody}/posts"),
    "list_factor_resets": ("security_admin", "/factor-resets"),
    "list_grants": ("security_admin", "/grants?state=proposed&person=nobody"),
    "list_delegations": ("filler", "/delegations"),
    "list_holidays": ("filler", "/holidays?year=2027"),
    "list_events": ("audit_admin", "/audit?action=base&since=2020-01-01"),
    "get_chain": ("audit_admin", "/audit/chain"),
    "list_webhooks": ("department_finance", "/webhooks"),
    "list_deliveries": ("department_finance", "/webhooks/{hook}/deliveries"),
}
WRITES: dict[str, tuple[str, str, Body]] = {
    "create_year": ("finance_performance", "/years", {"year": 2031, "pack": "hubei_2020"}),
    "set_open_year": ("finance_performance", "/years/2019/open", {"open": False}),
    "set_year_pack": (
        "finance_performance", "/years/2019/pack", {"pack": "national_2020", "reason": "改按国家办法", "seen": "hubei_2020"}
    ),
    "create_project": (
        "filler", "/projects",
        {"code": "P-new", "name": "新项目", "organisation": "12420000000000003C", "first_year": YEAR},
    ),
    "begin_filing": ("filler", "/projects/{earlier}/filings", {"year": YEAR, "how": "copy"}),
    "begin_from_file": ("filler", "/projects/{free}/filings/upload", lambda _scene: {"file": sample(), "year": YEAR}),
    "begin_change": (
        "filler", "/projects/{changeable}/changes", {"year": YEAR, "kind": "adjustment", "reason": "政策调整"}
    ),
    "save_filing_cells": (
        "filler", "/filings/{draft}/cells",
        lambda scene: {"cells": [{"path": PATH, "old": first_target(scene), "new": "≥99%"}]},
    ),
    "add_filing_indicators": (
        "filler", "/filings/{draft}/indicators",
        lambda scene: {"goal": goal(scene), "level1": "产出指标", "level2": "数量指标", "rows": [["办件数"]]},
    ),
    "add_levelled_indicators": (
        "filler", "/filings/{draft}/indicators/levelled",
        lambda scene: {"goal": goal(scene), "rows": [{"level1": "产出指标", "level2": "质量指标", "cells": ["合格率"]}]},
    ),
    "add_filing_goal": ("filler", "/filings/{draft}/goals", {"term": "annual"}),
    "remove_filing_row": (
        "filler", "/filings/{draft}/rows/remove",
        lambda scene: {"path": "indicators.i1", "revision": scene.filings["draft"].revision},
    ),
    "move_filing_row": ("filler", "/filings/{draft}/rows/move", {"path": "indicators.i1", "up": False}),
    "copy_filing_to_long_term": ("filler", "/filings/{draft}/copy-to-long-term", None),
    "undo_change": ("filler", "/filings/{draft}/undo", None),
    "redo_change": ("filler", "/filings/{draft}/redo", None),
    "classify_filing_indicator": (
        "filler", "/filings/{draft}/indicators/i1/classify", {"level1": "产出指标", "level2": "质量指标"}
    ),
    "merge_filing": ("filler", "/filings/{continued}/merge", {"replace": True}),
    "spread_indicator_statements": ("filler", "/filings/{draft}/indicators/i1/spread", None),
    "propose_library_indicator": ("filler", "/library", INDICATOR),
    "decide_library_indicator": ("department_finance", "/library/{proposed indicator}/decide", {"accept": True}),
    "fix_library_indicator": ("department_finance", "/library/{own indicator}/fix", {"fixed": True}),
    "take_indicator": ("filler", "/filings/{draft}/indicators/i1/take", {"code": "L1"}),
    "submit_filing": ("filler", "/filings/{draft}/submit", seen("draft")),
    "withdraw_filing": ("filler", "/filings/{draft}/withdraw", seen("draft")),
    "pass_filing": ("unit_reviewer", "/filings/{unit_review}/pass", seen("unit_review", opinion="同意")),
    "return_filing": ("unit_reviewer", "/filings/{unit_review}/return", seen("unit_review", opinion="请改")),
    "approve_filing": (
        "finance_performance", "/filings/{performance_review}/approve", seen("performance_review", opinion="同意")
    ),
    "approve_filings": (
        "finance_performance", "/reviews/approve", lambda scene: {"numbers": [scene["performance_review"]]}
    ),
    "create_note": ("unit_reviewer", "/filings/{unit_review}/notes", {"path": PATH, "text": "请核实"}),
    "settle_filing_note": ("unit_reviewer", "/notes/{note}/settle", None),
    "answer_filing_note": ("filler", "/notes/{handed}/answer", {"answer": "已核实"}),
    "create_waiver": (
        "filler", "/filings/{waived}/waivers",
        {"code": "checks.C07", "path": "indicators.i27.target", "reason": "待定"},
    ),
    "lift_filing_waiver": ("filler", "/waivers/{waiver}/lift", None),
    "ask_filing_third_party": ("unit_reviewer", "/filings/{unit_review}/third-party", {"agency": "91420000000000007G"}),
    "change_named_person": (
        "system_admin", "/people/{nobody}/change", {"name": "王五", "organisation": "12420000000000004D"},
    ),
    "mail_public_release": ("unit_reviewer", "/releases/{release released}/mail", {"to": "reader@example.org"}),
    "attach_opinion_file": ("evaluator", "/commissions/{commission}/file", lambda _scene: {"file": sample()}),
    "save_filing_marks": ("unit_reviewer", "/filings/{unit_review}/marks", {"marks": []}),
    "verify_file": ("filler", "/verify", lambda _scene: {"file": sample()}),
    "propose_version_release": ("filler", "/versions/{version releasable}/release", {"opinion": "提请公开"}),
    "decide_proposed_release": (
        "unit_reviewer", "/releases/{release unit}/decide",
        lambda scene: {"agree": True, "opinion": "同意", "seen": stamp_of(scene.rows["release unit"])},
    ),
    "withhold_release_cell": ("unit_reviewer", "/releases/{release unit}/withhold", {"path": PATH, "ground": GROUND}),
    "lift_withheld_cell": ("unit_reviewer", "/withheld/{kept unit}/lift", None),
    "withdraw_proposed_release": ("filler", "/releases/{release unit}/withdraw", {"reason": "重新核定"}),
    "cancel_queued_job": ("system_admin", "/jobs/{job queued}/cancel", None),
    "retry_stopped_job": ("filler", "/jobs/{job cancelled}/retry", None),
    "hand_in_project_list": (
        "filler", "/bulk/projects", lambda _scene: {"file": SimpleUploadedFile("清单.xlsx", template())}
    ),
    "confirm_project_list": ("filler", "/bulk/projects/{listed}/confirm", {"how": "update"}),
    "hand_in_many_forms": ("filler", "/bulk/forms", lambda _scene: {"uploads": sample(), "year": YEAR}),
    "assign_imported_form": (
        "filler", "/bulk/forms/{job done}/items/1.1-1/assign", lambda scene: {"project": scene["free"]}
    ),
    "print_chosen": ("filler", "/bulk/prints", lambda scene: {"versions": [scene["version approved"]]}),
    "compare_packs_on_year": (
        "department_finance", "/bulk/comparison", {"year": YEAR, "first": "hubei_2020", "second": "core_2021"},
    ),
    "recheck_year": ("filler", "/bulk/recheck", {"year": YEAR}),
    "rebuild_indicator_index": ("finance_performance", "/bulk/index", {}),
    "put_notices_away": ("filler", "/notices/seen", {}),
    "set_own_email": ("filler", "/email", {"email": "somebody@example.org"}),
    "create_token": ("filler", "/tokens", {"name": "对账", "families": ["read"], "until": SOON}),
    "revoke_issued_token": ("system_admin", "/tokens/{token}/revoke", None),
    "create_organisation": ("system_admin", "/organisations", BUREAU),
    "change_named_organisation": (
        "system_admin", "/organisations/{second_unit}",
        {"name": "信息院", "kind": "unit", "parent": "11420000000000002B"},
    ),
    "set_organisation_use": ("system_admin", "/organisations/{empty}/use", {"active": False}),
    "create_person": ("system_admin", "/people", NEWCOMER),
    "create_post": (
        "system_admin", "/people/{nobody}/posts",
        {"organisation": "12420000000000003C", "title": "主任", "since": TODAY},
    ),
    "set_account": ("system_admin", "/people/{nobody}/account", {"active": False}),
    "reset_first_password": ("system_admin", "/people/{nobody}/password", None),
    "change_noted_post": ("system_admin", "/posts/{post}", {"title": "主任", "since": TODAY}),
    "remove_noted_post": ("system_admin", "/posts/{post}/remove", None),
    "create_factor_reset": ("security_admin", "/people/{expert}/factor-reset", {"reason": "手机遗失"}),
    "confirm_proposed_reset": ("security_admin", "/factor-resets/{reset}/confirm", None),
    "drop_proposed_reset": ("security_admin", "/factor-resets/{reset}/drop", None),
    "create_grant": (
        "security_admin", "/grants", {"person": "nobody", "role": "filler", "organisation": "12420000000000003C"}
    ),
    "confirm_proposed_grant": ("security_admin", "/grants/{proposed}/confirm", None),
    "revoke_held_grant": ("security_admin", "/grants/{grant}/revoke", None),
    "create_delegation": (
        "filler", "/delegations",
        lambda scene: {
            "grant": scene.world.people["filler"].grants.get().pk, "to": "own_filler", "until": SOON, "reason": "出差",
        },
    ),
    "confirm_proposed_delegation": ("security_admin", "/delegations/{lent to confirm}/confirm", None),
    "end_running_delegation": ("second_filler", "/delegations/{lent}/end", None),
    "decide_holiday": (
        "system_admin", "/holidays", {"day": "2027-02-08", "working": False, "name": "春节", "cites": "国办发明电"}
    ),
    "clear_decided_holiday": ("system_admin", "/holidays/2027-02-09/clear", None),
    "export_events": ("audit_admin", "/audit/export", None),
    "export_day_anchors": ("audit_admin", "/audit/anchors", None),
    "create_webhook": ("department_finance", "/webhooks", HOOK | {"organisation": "11420000000000002B"}),
    "set_webhook_active": ("department_finance", "/webhooks/{hook}/active", {"active": False}),
    "renew_webhook_secret": ("department_finance", "/webhooks/{hook}/secret", None),
    "remove_webhook": ("department_finance", "/webhooks/{hook}/remove", None),
    "send_test": ("department_finance", "/webhooks/{hook}/test", None),
    "resend_delivery": ("department_finance", "/webhooks/{hook}/deliveries/{lost}/resend", None),
}  # fmt: skip
