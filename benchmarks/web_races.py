"""Races on the site (并发): fifty people press the same button at once over HTTP; one wins, the others are told."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from benchmarks.web_load import Server, session_of

TOLD = {302: "done", 400: "told why not", 409: "told it is too late"}


@dataclass(frozen=True, slots=True)
class Race:
    """A button everybody presses: who, on which page it stands, where it leads, with what."""

    username: str
    page: str
    action: str
    given: Mapping[str, str] = field(default_factory=dict)


def races(server: Server, count: int) -> dict[str, dict[str, int]]:
    """What those who press at once are told, and what the database holds afterwards."""
    from hengxiao.base.audit import broken_at
    from hengxiao.base.models import Event

    result = {name: run(server, race, count) for name, race in prepared().items()}
    kept = outcome()
    broken = broken_at(Event.objects.order_by("number").iterator(2000))
    return result | {"kept": kept, "audit chain": {"entries": Event.objects.count(), "broken": broken or 0}}


def prepared() -> dict[str, Race]:
    """The buttons, on the played year's filings and two people of the site."""
    from django.urls import reverse

    from hengxiao.base.actions import propose_grant
    from hengxiao.base.models import Grant, Person
    from hengxiao.base.viewer import viewer_of
    from hengxiao.cycle.actions.releasing import propose_release, stamp_of
    from hengxiao.cycle.models import Filing, FilingVersion
    from hengxiao.site.today import console_viewer

    today = console_viewer().today

    def of(username: str) -> Any:
        return viewer_of(Person.objects.get(username=username), today)

    draft, waiting, done = (
        Filing.objects.get(project__code=code, kind="target")
        for code in ("2020-205-000-011", "2020-205-001-002", "2020-205-000-004")
    )
    version = FilingVersion.objects.get(filing__project__code="2020-310-002-003", reason="approved")
    release = propose_release(viewer=of("shuiwen"), version=version)
    person = Person.objects.get(username="bench0")
    propose_grant(viewer=of("security"), person=person, role="auditor", organisation=person.organisation,
                  scope="unit")  # fmt: skip
    grant = Grant.objects.get(person=person, role="auditor")
    review = {each.pk: reverse("cycle:review", args=[each.pk]) for each in (draft, waiting)}
    change = reverse("cycle:change_start", args=[done.project_id, 2020])
    return {
        "submit": Race("tianbao", review[draft.pk], reverse("cycle:review_move", args=[draft.pk, "submit"])),
        "approve": Race("jixiao", review[waiting.pk], reverse("cycle:review_move", args=[waiting.pk, "approve"])),
        "release": Race("shenhe3", reverse("cycle:release", args=[release.pk]),
                        reverse("cycle:release_decide", args=[release.pk]),
                        {"agree": "yes", "seen": stamp_of(release)}),
        "confirm grant": Race("security2", reverse("base:grants"), reverse("base:confirm_grant", args=[grant.pk])),
        "begin adjustment": Race("tianbao", change, change, {"kind": "adjustment", "reason": "预算调整"}),
    }  # fmt: skip


def run(server: Server, race: Race, count: int) -> dict[str, int]:
    """Everybody opens the page, waits for the others, and presses."""
    told: Counter[str] = Counter()
    cookie, ready, lock = session_of(race.username), threading.Barrier(count), threading.Lock()

    def press() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        connection.request("GET", race.page, headers={"Cookie": cookie})
        opened = connection.getresponse()
        opened.read()
        token = (opened.getheader("Set-Cookie") or "").partition("csrftoken=")[2].partition(";")[0]
        connection.close()
        ready.wait()
        headers = {
            "Cookie": f"{cookie}; csrftoken={token}", "X-CSRFToken": token,
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        connection.request("POST", race.action, urlencode(race.given), headers)
        status = connection.getresponse().status
        with lock:
            told[TOLD.get(status, str(status))] += 1

    threads = [threading.Thread(target=press) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return dict(told)


def outcome() -> dict[str, int]:
    """How often each thing happened, as the tables have it: once each."""
    from hengxiao.base.models import Event
    from hengxiao.cycle.models import Filing, FilingVersion, ReleaseStep, Step

    return {
        "submitted versions": FilingVersion.objects.filter(filing__project__code="2020-205-000-011").count(),
        "approvals": Step.objects.filter(filing__project__code="2020-205-001-002", action="approve").count(),
        "release steps": ReleaseStep.objects.filter(
            release__version__filing__project__code="2020-310-002-003", source="unit"
        ).count(),
        "grants confirmed": Event.objects.filter(
            action="base.confirm_grant", result="done", subject="person:bench0"
        ).count(),
        "adjustments": Filing.objects.filter(project__code="2020-205-000-004", kind="adjustment").count(),
    }
