"""Work in processes apart (多进程计算): pure functions on what can be pickled, in order, a few ahead."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

from django.conf import settings

from hengxiao.base.errors import ActionError

FEW = 8
Key = TypeVar("Key")
Given = TypeVar("Given")
Made = TypeVar("Made")


class ApartError(Exception):
    """Something unforeseen in a process apart (子进程出错), with its trace as text."""


def processes_for(count: int) -> int:
    """How many processes are worth starting for so many things (进程数)."""
    return 1 if count < FEW else max(1, min(settings.JOB_PROCESSES, count))


def each(
    function: Callable[[Given], Made], given: Iterable[tuple[Key, Given]], processes: int
) -> Iterator[tuple[Key, Made | Exception]]:
    """(key, result or exception) of every thing, in order (逐个计算); nothing is read far ahead of what is taken."""
    if processes < 2:
        for key, thing in given:
            yield key, _tried(function, thing)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(os.getpid(),))
    waiting: deque[tuple[Key, Future[Made | Exception]]] = deque()
    try:
        for key, thing in given:
            waiting.append((key, pool.submit(_safely, function, thing)))
            if len(waiting) > 2 * processes:
                yield waiting[0][0], waiting.popleft()[1].result()
        while waiting:
            yield waiting[0][0], waiting.popleft()[1].result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _tried(function: Callable[[Given], Made], thing: Given) -> Made | Exception:
    try:
        return function(thing)
    except Exception as error:  # it becomes the outcome of that one thing
        return error


def _safely(function: Callable[[Given], Made], thing: Given) -> Made | Exception:
    """In the child: whatever goes wrong comes back in a form that can be sent."""
    try:
        return function(thing)
    except ActionError as error:
        return error
    except Exception as error:
        return ApartError(f"{type(error).__name__}: {error}\n{traceback.format_exc()}")


def _begin(parent: int) -> None:
    """A child leaves stopping to its parent, and goes with it."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)
