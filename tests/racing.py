"""Real concurrency for the tests: many threads that begin at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection

from hengxiao.base.errors import ActionError


def race(actions: list[Callable[[], object]]) -> list[str]:
    """What each of many threads got when all began at once: "done" or the kind of refusal."""
    begin, outcomes = threading.Barrier(len(actions)), ["died"] * len(actions)

    def run(number: int) -> None:
        begin.wait()
        try:
            actions[number]()
            outcomes[number] = "done"
        except ActionError as error:
            outcomes[number] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)
