"""Puts cases to a program (运行被测程序): JSON lines to its standard input, JSON lines from its standard output.

A program that dies or falls silent is started again; the cases it still owed are put one by one, so that the guilty one
is known. After `MAX_DEATHS` deaths in a row without an answer the rest is not run.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from hengxiao.cli.conformance.cases import Case
from hengxiao.cli.conformance.judging import Difference, judge

MAX_DEATHS = 20
AHEAD = 256
RIGHT, WRONG, UNSUPPORTED, FAILED = "right", "wrong", "unsupported", "failed"
OUTCOMES = (RIGHT, WRONG, UNSUPPORTED, FAILED)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a case (用例结果): right, wrong, unsupported, or failed (no answer)."""

    case: Case
    outcome: str
    differences: tuple[Difference, ...] = ()
    warned: bool = False


class Program:
    """A started program (被测程序); `answers` yields its lines and None when it has ended."""

    def __init__(self, command: Sequence[str]) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8", errors="replace"
        )
        self._asked: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.answers: queue.Queue[str | None] = queue.Queue(maxsize=AHEAD)
        self._threads = [
            threading.Thread(target=target, args=(stream,), daemon=True)
            for target, stream in ((self._write, self._process.stdin), (self._read, self._process.stdout))
        ]
        for thread in self._threads:
            thread.start()

    def ask(self, line: str) -> None:
        """Put one line."""
        self._asked.put(line)

    def stop(self) -> None:
        """End the program, at once if it does not end by itself."""
        self._asked.put(None)
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.kill()
        self._close()

    def kill(self) -> None:
        """End the program at once."""
        self._process.kill()
        self._process.wait()
        self._asked.put(None)
        self._close()

    def _close(self) -> None:
        """Wait for both threads; what the program still said is let go, so that its reader can end."""
        while any(thread.is_alive() for thread in self._threads):
            try:
                self.answers.get(timeout=0.02)
            except queue.Empty:
                continue

    def _write(self, stream: IO[str]) -> None:
        # A program that has died shows at its output; what could not be written is asked again.
        try:
            with stream:
                while (line := self._asked.get()) is not None:
                    stream.write(line + "\n")
                    stream.flush()
        except (BrokenPipeError, ValueError):
            return

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self.answers.put(line)
        self.answers.put(None)


class Run:
    """One run over many cases (一次运行)."""

    def __init__(self, command: Sequence[str], cases: Sequence[Case], timeout: float, window: int) -> None:
        self._command = command
        self._timeout = timeout
        self._window = window
        self._waiting = deque(cases)
        self._suspects: deque[Case] = deque()
        self._owed: dict[str, Case] = {}
        self._deaths = 0
        self._program: Program | None = None
        self._deadline = 0.0

    def results(self) -> Iterator[Result]:
        """The results as they come (逐个结果); every case gets exactly one."""
        try:
            while self._waiting or self._suspects or self._owed:
                if self._deaths >= MAX_DEATHS:
                    yield from self._give_up()
                    return
                yield from self._step()
        finally:
            if self._program is not None:
                self._program.stop()

    def _step(self) -> Iterator[Result]:
        program = self._program = self._program or Program(self._command)
        self._put_more(program)
        try:
            line = program.answers.get(timeout=self._time_left())
        except queue.Empty:
            program.kill()
            yield from self._died("conformance.timeout")
            return
        if line is None:
            program.kill()
            yield from self._died("conformance.ended")
        else:
            yield from self._take(line)

    def _time_left(self) -> float:
        """Seconds until the program counts as silent.

        Raises:
            queue.Empty: there are none; lines that answer nothing do not count.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise queue.Empty
        return left

    def _put_more(self, program: Program) -> None:
        """Keep the window full; suspects are put alone."""
        if self._suspects:
            if not self._owed:
                self._put(program, self._suspects.popleft())
            return
        while self._waiting and len(self._owed) < self._window:
            self._put(program, self._waiting.popleft())

    def _put(self, program: Program, case: Case) -> None:
        if not self._owed:
            self._deadline = time.monotonic() + self._timeout
        self._owed[case.id] = case
        program.ask(case.question)

    def _take(self, line: str) -> Iterator[Result]:
        """The result of one line; lines that answer no open question are passed over."""
        try:
            answer = json.loads(line, parse_float=Decimal)
            case = self._owed.pop(answer["id"])
        except (ValueError, KeyError, TypeError):
            return
        self._deaths = 0
        self._deadline = time.monotonic() + self._timeout
        yield result_of(case, answer)

    def _died(self, code: str) -> Iterator[Result]:
        self._program = None
        owed = list(self._owed.values())
        self._owed.clear()
        self._deaths += 1
        if len(owed) == 1:
            yield Result(owed[0], FAILED, (Difference(code),))
        else:
            self._suspects.extend(owed)

    def _give_up(self) -> Iterator[Result]:
        for case in (*self._suspects, *self._waiting):
            yield Result(case, FAILED, (Difference("conformance.not_run"),))


def result_of(case: Case, answer: dict[str, Any]) -> Result:
    """The result of one answer (判定); an output of another shape than the protocol's is wrong."""
    if answer.get("unsupported"):
        return Result(case, UNSUPPORTED)
    output = answer.get("output")
    try:
        differences = judge(case.compare, case.expect, output)
    except (AttributeError, KeyError, TypeError) as error:
        differences = (Difference("conformance.shape", {"reason": str(error)}),)
    warned = isinstance(output, dict) and bool(output.get("warnings"))
    return Result(case, WRONG if differences else RIGHT, differences, warned)


def run_cases(
    command: Sequence[str],
    cases: Sequence[Case],
    *,
    timeout: float,
    window: int,
    tell: Callable[[Result], None] = lambda _result: None,
) -> tuple[Result, ...]:
    """Results of all cases in their order (全部结果); `tell` hears of each as it comes.

    Raises:
        OSError: the command cannot be started.
    """
    found = {}
    for result in Run(command, cases, timeout, window).results():
        found[result.case.id] = result
        tell(result)
    return tuple(found[case.id] for case in cases)
