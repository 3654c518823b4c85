"""Who gets what from every address (权限矩阵): permissions.toml, read by people, holds for every address and role.

A new address without a line fails, and a line without an address. After looking at what changed, write the lines anew
with `HENGXIAO_WRITE_PERMISSIONS=1 pytest tests/site/test_permissions.py` and read the difference.
"""

from __future__ import annotations

import logging
import os
import tomllib
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from every_address import Ask, every_ask, named_patterns
from scene import Scene, set_scene

from factories import World, make_grant, make_person
from hengxiao.base.enums import Role, Scope
from hengxiao.base.models import ChainHead, Event
from hengxiao.base.rules import ADMINISTRATORS, BUSINESS

TABLE = Path(__file__).with_name("permissions.toml")
SIGN_IN, AGAIN = "/accounts/login/", "/accounts/reauthenticate/"
SAID = {403: "refused", 404: "absent", 405: "method", 429: "limited"}
ELSEWHERE = {
    Role.FILLER: Scope.UNIT, Role.UNIT_REVIEWER: Scope.UNIT, Role.DEPARTMENT_FINANCE: Scope.SUBTREE,
    Role.FINANCE_BUSINESS: Scope.SUBTREE, Role.FINANCE_PERFORMANCE: Scope.SUBTREE, Role.EVALUATOR: Scope.UNIT,
    Role.EXPERT: Scope.UNIT, Role.AUDITOR: Scope.SUBTREE,
}  # fmt: skip
AWAY = [f"{role}@elsewhere" for role in ELSEWHERE]
ROLES = [str(role) for role in Role]
GROUPS = {
    "anybody": {"public", "nobody", *ROLES, *AWAY}, "signed-in": {"nobody", *ROLES, *AWAY},
    "elsewhere": set(AWAY), "business": set(map(str, BUSINESS)), "administrators": set(map(str, ADMINISTRATORS)),
}  # fmt: skip
ACTORS = ["public", "nobody", *ROLES, *AWAY]
Table = dict[str, dict[str, dict[str, set[str]]]]
HEAD = """\
# Who gets what (权限矩阵): method, address, outcome = who.
# allowed: answered; refused: 403; absent: 404, as if it were not there; sign-in: sent to sign in; again: asked for the
# password once more; method: 405; a number: that status.
# Who: public (no account), nobody (an account without a role), a role, a role @elsewhere (in another department);
# anybody, signed-in, business, administrators, elsewhere are all of a kind. Addresses that lead to no single thing are
# not asked by those elsewhere, nor is a method nobody has; pages of the sign-in library, which knows no roles, only by public and nobody.
"""


def outcome(answer: Any) -> str:
    """What an answer means (结果)."""
    place = answer.headers.get("Location", "")
    if answer.status_code == 302 and place.startswith((SIGN_IN, AGAIN)):
        return "sign-in" if place.startswith(SIGN_IN) else "again"
    if answer.status_code in SAID:
        return SAID[answer.status_code]
    return "allowed" if answer.status_code < 400 else str(answer.status_code)


def people_elsewhere(world: World) -> None:
    """Everybody's role in the other department (他单位同角色)."""
    for role, scope in ELSEWHERE.items():
        where = world.other_unit if scope == Scope.UNIT else world.other_department
        person = world.people[f"{role}@elsewhere"] = make_person(f"elsewhere.{role}", where)
        make_grant(person, role, where, scope)


def asking(ask: Ask) -> list[str]:
    """Who asks this (由谁访问)."""
    if ask.of_the_library:
        return ["public", "nobody"]
    return ACTORS if ask.of_something else [actor for actor in ACTORS if actor not in AWAY]


def answers(scene: Scene) -> Iterator[tuple[Ask, str, Any]]:
    """Every request by every actor, each as if nobody had asked before."""
    clients = {actor: Client(raise_request_exception=False) for actor in ACTORS}
    for actor, client in clients.items():
        if actor != "public":
            client.force_login(scene.world.people[actor], backend="django.contrib.auth.backends.ModelBackend")
    cookies = {actor: client.cookies.output(header="", sep=";") for actor, client in clients.items()}
    for ask in every_ask(scene):
        known = True
        for actor in asking(ask):
            if actor in AWAY and not known:
                continue
            client = clients[actor]
            client.cookies = SimpleCookie(cookies[actor])
            with transaction.atomic():
                send = client.get if ask.method == "GET" else client.post
                answer = send(ask.path, ask.data())
                known = known and answer.status_code != 405
                yield ask, actor, answer
                transaction.set_rollback(True)


def written() -> Table:
    """The table as committed (权限表)."""
    told = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        method: {key: {said: members(who) for said, who in line.items()} for key, line in lines.items()}
        for method, lines in told.items()
    }


def members(words: str) -> set[str]:
    """The actors that words name, groups among them."""
    return set().union(*(GROUPS.get(word, {word}) for word in words.split()))


def words(actors: set[str], asked: set[str]) -> str:
    """The shortest words that name the actors among those who asked."""
    found, left = [], set(actors)
    for name, group in GROUPS.items():
        if left and group & asked <= left and len(group & asked) > 1:
            found.append(name)
            left -= group
    return " ".join([*found, *(actor for actor in ACTORS if actor in left)])


def write(found: Table) -> None:
    """Write the table anew (重写权限表)."""
    text = HEAD
    for method, lines in found.items():
        text += f"\n[{method}]\n"
        for key, line in lines.items():
            asked = set().union(*line.values())
            said = ", ".join(f'{each} = "{words(line[each], asked)}"' for each in sorted(line))
            text += f'"{key}" = {{ {said} }}\n'
    TABLE.write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_every_address_answers_every_role_as_written(
    world: World, settings: Any, caplog: pytest.LogCaptureFixture, bare_refusals: None
) -> None:
    caplog.set_level(logging.CRITICAL, "django.request")
    caplog.set_level(logging.CRITICAL, "hengxiao.request")
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"  # signing out ends no session here
    cache.clear()
    people_elsewhere(world)
    found: Table = {"GET": {}, "POST": {}}
    for ask, actor, answer in answers(set_scene(world)):
        found[ask.method].setdefault(ask.key, {}).setdefault(outcome(answer), set()).add(actor)
    asked = {key.split(" ")[0] for lines in found.values() for key in lines}
    assert set(named_patterns()) - asked == set()
    if os.environ.get("HENGXIAO_WRITE_PERMISSIONS"):
        write(found)
    told = written()
    missing = {method: set(found[method]) - set(told[method]) for method in found}
    gone = {method: set(told[method]) - set(found[method]) for method in found}
    assert (missing, gone) == ({"GET": set(), "POST": set()}, {"GET": set(), "POST": set()})
    differ = {
        (method, key, said): sorted(who)
        for method, lines in found.items()
        for key, line in lines.items()
        for said, who in line.items()
        if who - told[method][key].get(said, set())
    }
    assert differ == {}


# What the table must say whoever wrote it anew

OF_ONESELF = {
    "base:tokens",
    "base:delegations", "base:email", "base:see_notices", "base:year", "cycle:verify", "cycle:verify_version", "home",
    "set_language",
}  # fmt: skip
RULES = {"cycle:packs", "cycle:pack", "cycle:pack_rule"}
PUBLIC = RULES | {"api_docs", "cycle:portal", "cycle:portal_project", "cycle:portal_losses", "set_language"}


def open_to(method: str, actor: str) -> set[str]:
    """Addresses that answer an actor, the sign-in library's left out."""
    lines = written()[method].items()
    found = {key for key, line in lines if actor in line.get("allowed", ())}
    return {key for key in found if not key.startswith(("account_", "mfa_", "socialaccount_", "/accounts/"))}


def test_auditor_writes_nothing_but_of_oneself() -> None:
    assert open_to("POST", "auditor") - OF_ONESELF == set()


@pytest.mark.parametrize("actor", ["nobody", *sorted(ADMINISTRATORS)])
def test_administrators_and_accounts_without_a_role_have_no_business(actor: str) -> None:
    pages = {key for method in ("GET", "POST") for key in open_to(method, actor) if key.startswith("cycle:")}
    assert {key for key in pages - RULES if not key.startswith("cycle:portal")} == set()


def test_public_sees_the_portal_and_the_rules_alone() -> None:
    assert {key for key in open_to("GET", "public") if not key.startswith("cycle:portal_download")} == PUBLIC
    assert open_to("POST", "public") == {"set_language"}


@pytest.mark.parametrize("actor", AWAY)
def test_nothing_of_another_department_answers(actor: str) -> None:
    found = open_to("GET", actor) | open_to("POST", actor)
    assert {key for key in found - RULES if key.startswith("cycle:") and not key.startswith("cycle:portal")} == set()


def test_log_is_for_the_audit_administrator_alone() -> None:
    told = written()
    who = [told[method][key]["allowed"] for method, key in (("GET", "base:audit"), ("POST", "base:export_audit"))]
    assert who == [{"audit_admin"}] * 2


@pytest.mark.slow
def test_whatever_they_send_those_who_only_read_change_no_row(world: World, bare_refusals: None) -> None:
    asks = [
        ask for ask in every_ask(set_scene(world))
        if not ask.of_the_library and ask.page not in ("base:email", "base:tokens")
    ]  # fmt: skip
    before = rows()
    for actor in ("auditor", "nobody", "audit_admin"):
        client = Client()
        client.force_login(world.people[actor], backend="django.contrib.auth.backends.ModelBackend")
        for ask in asks:
            client.post(ask.path, ask.data())
        for path in {ask.path for ask in asks}:
            client.get(path)
        assert rows() == before, actor


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row but the log and the time of signing in (全部业务数据)."""
    models = [model for name in ("base", "cycle") for model in apps.get_app_config(name).get_models()]
    kept = {each: [field.name for field in each._meta.fields if field.name != "last_login"] for each in models}
    return {
        each.__name__: list(each.objects.order_by("pk").values_list(*names))
        for each, names in kept.items()
        if each not in (Event, ChainHead)
    }
