"""Every address of the site with something valid to send to it (全部网址), for the tests of permissions and of safety."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone
from scene import GROUND, PATH, Scene

from factories import SAMPLE, YEAR
from hengxiao.cycle.actions.moving import stamp
from hengxiao.cycle.listing import template
from hengxiao.cycle.models import Release

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request (请求): the page, the method, what tells it from others of the page, address and content."""

    page: str
    method: str
    path: str
    data: Callable[[], Data] = dict
    told: str = ""

    @property
    def key(self) -> str:
        """What the line of this request is called."""
        return f"{self.page} {self.told}".strip()

    @property
    def of_the_library(self) -> bool:
        """Whether the sign-in library answers, which knows people and no roles."""
        return self.path.startswith("/accounts/")

    @property
    def of_something(self) -> bool:
        """Whether the address leads to one thing among many, which may be out of reach."""
        return any(character.isdigit() for character in self.path)


def named_patterns() -> Iterator[str]:
    """Names of all addresses, those without one by their route (全部网址名称); static files are none."""

    def walk(patterns: Any, route: str, space: str) -> Iterator[str]:
        for each in patterns:
            here = route + str(each.pattern)
            if hasattr(each, "url_patterns"):
                inside = f"{space}{each.namespace}:" if each.namespace else space
                yield from walk(each.url_patterns, here, inside)
            else:
                yield f"{space}{each.name}" if each.name else f"/{here}"

    found = list(walk(get_resolver().url_patterns, "", ""))
    # operations of the interface have their own test: tests/api/test_operations.py
    yield from sorted({name for name in found if not name.startswith(("/static", "api:", "/api/"))})


def _jobs(scene: Scene) -> Iterator[Ask]:
    """Background and bulk work; everybody asks for the filler's jobs."""
    done = scene["job done"]
    yield _get("base:job", done)
    yield _get("base:job_progress", done)
    yield _get("base:job_output", done)
    yield _post("base:cancel_job", scene["job queued"])
    yield _post("base:retry_job", scene["job cancelled"])
    yield _get("cycle:projects_check", scene["listed"])
    yield _post("cycle:projects_check", scene["listed"], how="skip")
    yield _get("cycle:import_assign", done, "1.1-1")
    yield _post("cycle:import_assign", done, "1.1-1", project=scene.rows["free"].pk)
    address = reverse("cycle:projects_import")
    yield Ask("cycle:projects_import", "POST", address, lambda: {"file": SimpleUploadedFile("清单.xlsx", template())})
    given = {"year": YEAR, "of_last_year": "yes"}
    address = reverse("cycle:forms_import")
    yield Ask("cycle:forms_import", "POST", address, lambda: given | {"uploads": SimpleUploadedFile("表.txt", b"x")})
    yield _post("cycle:prints", year=YEAR, version=scene["version approved"])
    for what in ("recheck", "index"):
        yield _post("cycle:recompute", what, told=what, year=YEAR)


def every_ask(scene: Scene) -> list[Ask]:
    """A GET and a POST of every address (全部请求)."""
    known = [
        ask
        for part in (_sign_in, _base_pages, _jobs, _interface, _declaring, _editing, _reviewing, _releasing, _rules)
        for ask in part(scene)
    ]
    told = {(ask.page, ask.method) for ask in known}
    for page in named_patterns():
        path = next((ask.path for ask in known if ask.page == page), "") or _path(page)
        known += [Ask(page, method, path) for method in ("GET", "POST") if path and (page, method) not in told]
    return sorted(known, key=lambda ask: (ask.page, ask.method, ask.told))


def _path(page: str) -> str:
    try:
        return page if page.startswith("/") else reverse(page)
    except NoReverseMatch:
        return ""


def _get(page: str, *args: Any, query: str = "", told: str = "") -> Ask:
    return Ask(page, "GET", reverse(page, args=args) + query, told=told)


def _post(page: str, *args: Any, told: str = "", **data: Any) -> Ask:
    return Ask(page, "POST", reverse(page, args=args), lambda: data, told)


def _sign_in(scene: Scene) -> Iterator[Ask]:
    """Pages of the sign-in library; keys and providers that do not exist."""
    yield _get("account_confirm_email", "x")
    yield _get("account_reset_password_from_key", "1", "x")
    for page in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        yield _get(page, 1)
    for page in ("openid_connect_login", "openid_connect_callback"):
        yield _get(page, "sso")
    yield _post("set_language", language="en", next="/")


def _base_pages(scene: Scene) -> Iterator[Ask]:
    """Pages of the base, each POST with what it asks for."""
    world, today = scene.world, timezone.localdate()
    nobody, unit = world.people["nobody"].pk, world.unit.code
    code = "12420000000000099X"
    yield _post("base:add_organisation", code=code, name="新单位", kind="unit", parent=world.department.code)
    yield _get("base:organisation_options", query="?organisation=省")
    yield _post("base:add_person", name="新人", username="newcomer", organisation=unit)
    yield _get("base:person_options", query="?to=a")
    yield _get("base:person", nobody)
    yield _post("base:person", nobody, organisation=unit, title="科员", since=today)
    yield _get("base:change_person", nobody)
    yield _post("base:change_person", nobody, name="新名", organisation=unit)
    yield _post("base:person_account", nobody, active="no")
    yield _post("base:person_password", nobody)
    yield _post("base:add_grant", person="nobody", role="filler", organisation=unit, scope="unit")
    yield _post("base:confirm_grant", scene["proposed"])
    yield _post("base:revoke_grant", scene["grant"])
    yield _post("base:end_delegation", scene["lent"])
    yield _post("base:confirm_delegation", scene["lent to confirm"])
    yield _get("base:organisation", world.second_unit.pk)
    yield _post("base:organisation", world.second_unit.pk, name="信息院", kind="unit", parent=world.department.code)
    yield _post("base:organisation_use", world.second_unit.pk, active="no")
    yield _get("base:post", scene["post"])
    yield _post("base:post", scene["post"], title="主任", since=today)
    yield _post("base:remove_post", scene["post"])
    yield _post("base:factor_reset", world.people["expert"].pk, reason="手机遗失")
    yield _post("base:confirm_factor_reset", scene["reset"])
    yield _post("base:drop_factor_reset", scene["reset"])
    yield _post("base:email", email="somebody@example.org")
    yield _post("base:year", year=YEAR)
    yield _post("base:set_holiday", day=date(2027, 2, 8), working="no", name="春节", cites="国办发明电")
    yield _post("base:clear_holiday", "2027-02-09")


def _interface(scene: Scene) -> Iterator[Ask]:
    """Pages of tokens and webhooks."""
    hook = scene.rows["hook"]
    soon = timezone.localdate() + timedelta(days=3)
    yield _post("base:tokens", name="对账", families=["read"], until=soon)
    yield _post("base:revoke_token", scene["token"])
    hooked = {"url": "https://example.org/", "events": ["filing.approved"], "organisation": scene.world.department.code}
    yield _post("base:add_webhook", name="对账", **hooked)
    yield _get("base:webhook", hook.pk)
    for page in ("webhook_active", "test_webhook", "renew_webhook", "remove_webhook"):
        yield _post(f"base:{page}", hook.pk)
    yield _post("base:resend_webhook", hook.pk, scene["lost"])


def _declaring(scene: Scene) -> Iterator[Ask]:
    """Projects and the beginning of filings."""
    free, earlier, changeable = (scene.rows[name] for name in ("free", "earlier", "version changeable"))
    made = {"name": "新项目", "code": "P-new", "organisation": scene.world.unit.pk, "first_year": YEAR}
    yield _post("cycle:project_add", **made)
    yield _get("cycle:project", free.pk)
    yield _post("cycle:begin", free.pk, year=YEAR, how="blank")
    yield _post("cycle:begin", earlier.pk, told="copy", year=YEAR, how="copy")
    content = SAMPLE.read_bytes()
    upload = {"of_last_year": "yes", "year": YEAR}
    address = reverse("cycle:upload", args=[free.pk])
    yield Ask("cycle:upload", "POST", address, lambda: upload | {"file": SimpleUploadedFile(SAMPLE.name, content)})
    change = (changeable.filing.project_id, YEAR)
    yield _get("cycle:change_start", *change)
    yield _post("cycle:change_start", *change, reason="政策调整", kind="adjustment")
    yield _post("cycle:years", year=2031, pack="hubei_2020")
    yield _post("cycle:year_switch", 2019, open="no")


def _editing(scene: Scene) -> Iterator[Ask]:
    """The editor of a draft."""
    draft = scene.filings["draft"]
    document = draft.document
    old = next(row["target"] for row in document["indicators"] if row["id"] == "i1")
    yield _get("cycle:edit", draft.pk)
    yield _get("cycle:sheet", draft.pk)
    yield _get("cycle:source", draft.pk)
    yield _get("cycle:findings", draft.pk)
    yield _get("cycle:statements", draft.pk, "i1")
    yield _get("cycle:suggest", draft.pk, "i1")
    yield _post("cycle:cells", draft.pk, path=PATH, old=old, text="≥99%")
    for page in ("undo", "redo", "copy_term"):
        yield _post(f"cycle:{page}", draft.pk)
    yield _post("cycle:add_row", draft.pk, goal=document["goals"][0]["id"], level="产出指标|数量指标")
    yield _post("cycle:add_goal", draft.pk, term="annual")
    yield _post("cycle:remove_row", draft.pk, row="indicators.i1", revision=draft.revision)
    yield _post("cycle:move_row", draft.pk, row="indicators.i1", to="down")
    yield _post("cycle:take", draft.pk, "i1", code="L1")
    yield _post("cycle:classify", draft.pk, row="indicators.i1", level="产出指标|质量指标")
    yield _get("cycle:earlier", draft.pk)
    yield _post("cycle:merge", draft.pk, mode="fill")
    yield _post("cycle:spread", draft.pk, "i1")


MOVES = (
    ("submit", "draft"), ("withdraw", "unit_review"), ("pass", "unit_review"), ("pass", "department_review"),
    ("pass", "finance_review"), ("return", "unit_review"), ("return", "department_review"),
    ("return", "finance_review"), ("return", "performance_review"), ("approve", "performance_review"),
)  # fmt: skip


def _reviewing(scene: Scene) -> Iterator[Ask]:
    """Review, approval, prints and adjustments."""
    first, change, approved = scene["unit_review"], scene["change"], scene["version approved"]
    yield _get("cycle:review", first)
    for action, state in MOVES:
        filing = scene.filings[state]
        data = {"seen": stamp(filing), "opinion": "同意"}
        yield _post("cycle:review_move", filing.pk, action, told=f"{action} at {state}", **data)
    yield _post("cycle:review_approve_many", ids=scene["performance_review"])
    yield _get("cycle:review_cell", first, query=f"?path={PATH}")
    yield _post("cycle:note_add", first, path=PATH, text="请核实")
    yield _post("cycle:waiver_add", scene["waived"], path="indicators.i27.target", code="checks.C07", reason="待定")
    yield _post("cycle:marks_save", first, opinion="可行")
    yield _post("cycle:third_party_ask", first, agency=scene.world.agency.pk, days=5)
    yield _get("cycle:opinion_file", scene["commission"])
    content, address = SAMPLE.read_bytes(), reverse("cycle:opinion_attach", args=[scene["commission"]])
    yield Ask("cycle:opinion_attach", "POST", address, lambda: {"file": SimpleUploadedFile(SAMPLE.name, content)})
    yield _get("cycle:draft_print", first, "xlsx")
    yield _get("cycle:review_form_print", first, "xlsx")
    yield _get("cycle:comparison", change)
    yield _get("cycle:comparison_print", change, "xlsx")
    yield _post("cycle:note_settle", scene["note"])
    yield _post("cycle:note_answer", scene["handed"], answer="已核实")
    yield _post("cycle:waiver_lift", scene["waiver"])
    yield _get("cycle:version_print", approved, "xlsx")
    yield _get("cycle:verify_version", approved)
    for page, args in (("cycle:verify_version", (approved,)), ("cycle:verify", ())):
        yield Ask(
            page, "POST", reverse(page, args=args), lambda: {"file": SimpleUploadedFile("表.txt", "目标".encode())}
        )
    yield _get("cycle:project_timeline", scene.filings["approved"].project_id)


def _releasing(scene: Scene) -> Iterator[Ask]:
    """Release and portal."""
    released: Release = scene.rows["release released"]
    yield _get("cycle:release", scene["release unit"])
    yield _post("cycle:release_propose", scene["version releasable"])
    for state in ("unit", "department", "secrecy"):
        pk = scene[f"release {state}"]
        yield _post(
            "cycle:release_decide", pk, told=f"at {state}", agree="no", opinion="需修改", seen=_stamp(scene, state)
        )
        yield _post("cycle:release_withhold", pk, told=f"at {state}", path=PATH, ground=GROUND)
        yield _post("cycle:release_unwithhold", scene[f"kept {state}"], told=f"at {state}")
    for state in ("unit", "released"):
        yield _post("cycle:release_withdraw", scene[f"release {state}"], told=f"at {state}", reason="重新核定")
    yield _get("cycle:portal_project", released.version.filing.project_id)
    yield _get("cycle:portal_losses", released.pk)
    yield _post("cycle:release_mail", released.pk, to="reader@example.org", form="json")
    for form in ("json", "package", "iati"):
        yield _get("cycle:portal_download", released.pk, form, told=form)


def _rules(scene: Scene) -> Iterator[Ask]:
    """Rule packs and the library of indicators."""
    own, proposed = scene["own indicator"], scene["proposed indicator"]
    data = {"organisation": scene.world.unit.pk, "name": "新指标", "level": "产出指标|数量指标"}
    yield _post("cycle:library_propose", **data)
    yield _get("cycle:library_indicator", own)
    yield _post("cycle:library_decide", proposed, accept="yes")
    yield _post("cycle:library_fix", own, fixed="yes")
    yield _get("cycle:filing_compared", scene["draft"])
    yield _post("cycle:packs_compared_all", year=YEAR, first="hubei_2020", second="core_2021")
    data = {"seen": "hubei_2020", "pack": "national_2020", "reason": "改按国家办法"}
    yield _post("cycle:year_pack", 2019, **data)
    yield _get("cycle:pack", "hubei_2020")
    yield _get("cycle:pack_rule", "hubei_2020", "weights.sum")


def _stamp(scene: Scene, state: str) -> str:
    from hengxiao.cycle.actions.releasing import stamp_of

    return stamp_of(scene.rows[f"release {state}"])
