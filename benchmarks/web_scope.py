"""Random reads by people of different scopes (数据范围随机读): each row is held against the grants by hand.

The oracle knows neither `Viewer` nor paths: it reads the grants and delegations themselves and walks from an
organisation up to its parents.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

PROCESSES, THREADS = 2, 2
READS_AS_ONE_PERSON = 20
TOLD_EVERY = 25_000
MOST_ROWS = 20
ADMINISTRATORS = {"system_admin", "security_admin", "audit_admin"}
WORDS = ("监测", "水利", "宣传", "所属单位3", "B00", "jiao yu")
YEARS = (2018, 2019, 2020)


def scope(reads: int) -> dict[str, Any]:
    """Reads in two processes of two threads at once, each with its own connection."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.web_scope"]
    running = [
        subprocess.Popen([*command, str(reads // PROCESSES), str(number)], stdout=subprocess.PIPE, text=True)
        for number in range(PROCESSES)
    ]
    parts = [json.loads(each.communicate()[0].splitlines()[-1]) for each in running]
    result = {key: sum(part[key] for part in parts) for key in ("reads", "rows", "out of scope", "without a row")}
    seconds = time.perf_counter() - begin
    return result | {"people": parts[0]["people"], "minutes": round(seconds / 60, 1), "reads/s": round(reads / seconds)}


@dataclass(frozen=True, slots=True)
class Given:
    """One grant in force as the oracle sees it."""

    scope: str
    organisation: int
    lender: int


class Oracle:
    """What a person may read, from the grants and the tree alone."""

    def __init__(self, today: date) -> None:
        from hengxiao.base.models import Delegation, Grant, Organisation

        self.parents = dict(Organisation.objects.values_list("pk", "parent_id"))
        self.given: dict[int, list[Given]] = {}
        grants = {grant.pk: grant for grant in Grant.objects.all()}
        for grant in grants.values():
            self._add(grant.person_id, grant, today)
        for lent in Delegation.objects.all():
            if lent.state == "active" and lent.since <= today <= lent.until:
                self._add(lent.to_id, grants[lent.grant_id], today)

    def _add(self, person: int, grant: Any, today: date) -> None:
        runs = grant.since <= today and (grant.until is None or grant.until >= today)
        if runs and grant.state == "active" and grant.role not in ADMINISTRATORS:
            self.given.setdefault(person, []).append(Given(grant.scope, grant.organisation_id, grant.person_id))

    def above(self, organisation: int) -> set[int]:
        """An organisation and all it lies in."""
        found, here = set(), organisation
        while here is not None:
            found.add(here)
            here = self.parents[here]
        return found

    def allows(self, person: int, organisation: int, creator: int | None) -> bool:
        """Whether a row of an organisation, made by somebody (None: by nobody), may be read by a person."""
        for given in self.given.get(person, ()):
            if given.scope == "all" or (given.scope == "subtree" and given.organisation in self.above(organisation)):
                return True
            own = creator == given.lender if creator is not None else organisation == given.organisation
            if (given.scope == "unit" and organisation == given.organisation) or (given.scope == "own" and own):
                return True
        return False


Read = Callable[[Any, random.Random], Any]


def readers() -> dict[str, tuple[Read, str, str]]:
    """The functions pages read by: name → rows, field of the organisation, field of who made it."""
    from hengxiao.cycle.queries import declaring, releasing, reviewing

    made = "created_by_id"
    return {
        "projects": (lambda viewer, _: declaring.projects(viewer), "organisation_id", ""),
        "library": (
            lambda viewer, chance: declaring.project_list(
                viewer, search=chance.choice(("", *WORDS)), year=chance.choice(YEARS),
                state=chance.choice(("", "approved", "none", "draft")),
            ).prefetch_related(None),
            "organisation_id", "",
        ),
        "filings": (
            lambda viewer, chance: declaring.filings(viewer).filter(year=chance.choice(YEARS)),
            "organisation_id", made,
        ),
        "to review": (lambda viewer, _: reviewing.awaiting(viewer), "organisation_id", made),
        "approved": (
            lambda viewer, _: reviewing.approved_versions(viewer), "filing__organisation_id", "filing__created_by_id"
        ),
        "releases": (
            lambda viewer, _: releasing.releases(viewer), "organisation_id", "version__filing__created_by_id"
        ),
        "releasable": (
            lambda viewer, _: releasing.releasable(viewer), "filing__organisation_id", "filing__created_by_id"
        ),
    }  # fmt: skip


def read(reads: int, seed: int) -> dict[str, int]:
    """Read in threads; counts reads, rows, rows out of scope and reads without a row."""
    from benchmarks.web_load import together
    from hengxiao.base.models import Person
    from hengxiao.site.today import console_viewer

    today = console_viewer().today
    oracle, people = Oracle(today), list(Person.objects.select_related("organisation"))
    business = [person for person in people if oracle.given.get(person.pk)]
    parts: list[dict[str, int]] = []

    def thread(number: int) -> None:
        chance = random.Random(f"{seed}.{number}")
        parts.append(read_as_many(oracle, business, today, reads // THREADS, chance))

    together(thread, THREADS)
    return {key: sum(part[key] for part in parts) for key in parts[0]} | {"people": len(business)}


def read_as_many(oracle: Oracle, people: list[Any], today: date, reads: int, chance: random.Random) -> dict[str, int]:
    """Reads of one thread: a person, a few reads, the next person."""
    from hengxiao.base.viewer import viewer_of

    known, seen = list(readers().values()), {"reads": 0, "rows": 0, "out of scope": 0, "without a row": 0}
    while seen["reads"] < reads:
        if seen["reads"] and seen["reads"] % TOLD_EVERY == 0:
            print(seen, file=sys.stderr, flush=True)
        person = chance.choice(people)
        viewer = viewer_of(person, today)
        for _ in range(min(READS_AS_ONE_PERSON, reads - seen["reads"])):
            query, organisation, creator = chance.choice(known)
            start = chance.choice((0, 0, chance.randrange(60)))
            fields = [organisation, creator] if creator else [organisation]
            rows = list(query(viewer, chance).values_list(*fields)[start : start + chance.randint(1, MOST_ROWS)])
            seen["reads"] += 1
            seen["rows"] += len(rows)
            seen["without a row"] += not rows
            seen["out of scope"] += sum(
                not oracle.allows(person.pk, row[0], row[1] if creator else None) for row in rows
            )
    return seen


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from hengxiao.site.serving import set_up

    set_up()
    print(json.dumps(read(int(sys.argv[1]), int(sys.argv[2]))))
