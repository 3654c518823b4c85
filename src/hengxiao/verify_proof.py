"""Verifies a proof of scores (核对评分证明) on its own: `python verify_proof.py DIR [--source FILE] [--packs DIR]`.

Shares no code with the scorer: computes every hash, step and total again, and each score by its own formulas.
`--source` compares the original file's hash, `--packs` the rules with the pack files. Exit: 0 holds, 1 not, 2 usage.
"""

import hashlib
import json
import operator
import re
import sys
import tomllib
import unicodedata
from fractions import Fraction
from pathlib import Path
from typing import Any

SECTIONS = ("document", "execution", "files", "lines", "rules", "totals")
OPERATIONS: dict[str, Any] = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv}
OPERATIONS |= {"min": min, "max": max} | {name: getattr(operator, name) for name in ("ge", "gt", "le", "lt", "eq")}
HIGHER, LOWER, ZERO, ONE = "higher_better", "lower_better", Fraction(0), Fraction(1)
DIRECTIONS = {">=": HIGHER, ">": HIGHER, "<=": LOWER, "<": LOWER, "=": "exact"}
SIGNS = {"≥": ">=", "≧": ">=", "≤": "<=", "≦": "<="}
REVERSE = ("inverse_ratio", "linear_to_double", "all_or_nothing")
ALLOWED = {"forward": HIGHER, "equal": "exact", "same_value": "unknown", **dict.fromkeys(REVERSE, LOWER)}
CONSTANTS = {"zero": 0, "one": 1, "two": 2, "hundred": 100}
SIDES = {"target": "target", "low": "target", "high": "target", "actual": "actual"}
BROKEN = (KeyError, ValueError, TypeError, ZeroDivisionError, AttributeError, IndexError, OSError)


def number(value: object) -> Fraction:
    """A whole number, decimal or fraction, nothing else."""
    if not re.fullmatch(r"-?\d+(\.\d+)?(/\d+)?", str(value)):
        raise ValueError(value)
    return Fraction(str(value))


def chinese(text: str) -> int:
    """A Chinese numeral below 10,000."""
    total = digit = 0
    for value in (int(unicodedata.numeric(sign)) for sign in text):
        total, digit = (total + (digit or 1) * value, 0) if value >= 10 else (total, value)
    return total + digit


def printed(text: str) -> set[Fraction]:
    """All numbers a text prints, in digits or in Chinese."""
    plain = re.sub(r"(?<=\d)[,\s](?=\d)", "", unicodedata.normalize("NFKC", text))
    words = [str(chinese(part)) for part in re.findall("[零〇一二两三四五六七八九十百千]+", plain)]
    return {Fraction(part) for part in re.findall(r"\d+(?:\.\d+)?", plain) + words}


def stated(value: Any) -> set[Fraction]:
    """All numbers in a rule value."""
    return {Fraction(part) for part in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", json.dumps(value))}


def fingerprint(data: Any) -> str:
    """SHA-256 of bytes, or of a section in canonical JSON."""
    if not isinstance(data, bytes):
        data = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(data).hexdigest()


class Verifier:
    """One bundle being verified; `faults` collects what does not follow."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.record, self.faults = record, list[str]()
        self.rules = {code: rule["value"] for code, rule in record["rules"].items()}
        self.rounding = self.rules["scoring.rounding"]

    def need(self, holds: bool, *words: object) -> None:
        """Note a fault unless something holds."""
        self.faults += [] if holds else [" ".join(map(str, words))]

    def rounded(self, value: Fraction) -> Fraction:
        """Half up or cut off, as the pack says."""
        shift = Fraction(1, 2) if self.rounding["mode"] == "half_up" else 0
        return Fraction((value * 10 ** self.rounding["places"] + shift) // 1, 10 ** self.rounding["places"])

    def start(self, where: str, given: dict[str, Any]) -> Fraction:
        """A number the steps start from: printed, out of a rule, or a plain constant."""
        value, text = number(given["value"]), unicodedata.normalize("NFKC", given.get("text", ""))
        if "-" in given.get("number", "")[1:]:
            known = printed(text) | printed(self.record["document"]["year"])
            shown = printed(given["number"].replace("-", " / "))  # 年底 prints neither month nor day
            last = printed("".join(re.findall(r"\d+\s*[年月日]", text)[-1:]))
            fits = bool(shown & known) and last <= shown and given["number"].replace("-", "") == given["value"]
        elif "number" in given:
            plain, factor = number(given["number"]), number(given["factor"])
            fits = value == plain * factor and str(max(factor, 1 / factor)).strip("0") in "12"[: 1 + ("斤" in text)]
            fits = fits and abs(plain) in printed(text) and (plain >= 0 or "-" in text)
        elif "rule" in given:
            fits = value in stated(self.rules[given["rule"]]) or given["rule"] == "weights.self_evaluation"
        else:
            fits = value == CONSTANTS.get(given["name"].split("_")[-1], value if where == "totals" else value % 2)
        self.need(fits, where, given["name"], given["value"], "is not printed, not in the rule or no constant")
        return value

    def replay(self, where: str, item: dict[str, Any]) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
        """All numbers as given, and all after the steps; every step is computed again."""
        givens = {given["name"]: self.start(where, given) for given in item["givens"]}
        values = dict(givens)
        for name, operation, operands, result in item["steps"]:
            if operation in OPERATIONS:
                value = OPERATIONS[operation](values[operands[0]], values[operands[1]])
            else:
                value = self.rounded(values[operands[0]])
                self.need([operation, operands[1]] == [str(part) for part in self.rounding.values()], where, "rounding")
            if isinstance(value, bool):
                fits = [name, result] == [f"{operands[0]}_{operation}_{operands[1]}", str(value).lower()]
            else:
                fits, values[name] = value == number(result), Fraction(value)
            self.need(fits, where, "step", name, result)
        return givens, values

    def share(self, where: str, said: dict[str, Any], values: dict[str, Fraction], at: str = "") -> Fraction:
        """Share of the points by the formula of a method, written independently of the scorer."""
        target, actual = values.get(f"{at}target", ZERO), values.get(f"{at}actual", ZERO)
        method, direction = said["method"], said["direction"]
        fits = DIRECTIONS.get(said["comparator"], direction) == ALLOWED.get(method, direction) == direction
        self.need(fits and (method not in REVERSE or method == self.rules["scoring.reverse"]), where, method, direction)
        if method == "compound":
            parts = [(f"part{n}_", part) for n, part in enumerate(said["parts"], 1)]
            return Fraction(all(self.share(where, part, values, n) == values[f"{n}share"] == 1 for n, part in parts))
        if method == "execution":
            rate = max(values["executed"], ZERO) / values["budget"]
            return min(rate, ONE) if self.rules["execution.cap"] else rate
        if method == "satisfaction_steps":
            steps = self.rules["scoring.satisfaction"]
            return next((number(step["share"]) / 100 for step in steps if actual >= number(step["from"])), ZERO)
        reached = actual <= target if direction == LOWER else actual >= target
        if method in ("forward", "equal"):
            limit = values.get(f"{at}threshold", number(self.rules["scoring.threshold"]["percent"]))
            part = ONE if reached else max(actual, ZERO) / target
            return part if part * 100 >= limit else ZERO
        if method in REVERSE and not reached:
            return {"inverse_ratio": target / actual, REVERSE[1]: max(2 - actual / target, ZERO)}.get(method, ZERO)
        kept = {"date": actual <= target, "same_value": actual == target, "zero_target": target == 0 >= actual}
        kept |= dict.fromkeys(("bounded", "negative_target", *REVERSE), reached)
        kept["range"] = values.get(f"{at}low", actual + 1) <= actual <= values.get(f"{at}high", actual - 1)
        return Fraction(kept[method])

    def line(self, line: dict[str, Any]) -> None:
        """One indicator: texts, steps, formula, score."""
        where, signs = f"line {line.get('number', 0)}", [line["comparator"], "between", "none"]
        givens, values = self.replay(where, line)
        sides = [(given, SIDES.get(given["name"].split("_")[-1])) for given in line["givens"]]
        self.need(all(side is None or given["text"] in line[side] for given, side in sides), where, "printed text")
        self.need(all(SIGNS.get(char, "none") in signs for char in line["target"]), where, "comparator")
        if not line["score"]:
            return self.need(bool(line["findings"]) and not line["method"], where, "has no score and no reason")
        exact = points = number(line["points"])
        self.need(points == givens["points"], where, "points")
        if line["points_from"] == "spread":
            block, known = number(line["block"]), stated(self.rules["weights.self_evaluation"])
            fits = abs(points - block / line["block_rows"]) < Fraction(1, 100)
            self.need(fits and block in known | printed(line["level1"]), where, "spread points")
        if line["method"] in ("qualitative", "judged"):
            exact = number(line["printed"])
            whole = {"code": line["tier"], "from": 0, "to": 100, "to_inclusive": True}
            tier = next(tier for tier in (*self.rules["scoring.qualitative"], whole) if tier["code"] == line["tier"])
            low, high = number(tier["from"]) * points / 100, number(tier["to"]) * points / 100
            fits = low <= exact < high or (exact == high and tier["to_inclusive"])
            self.need(fits and exact == givens["hand"], where, "hand score", exact)
        else:
            exact = points * self.share(where, line, values)
        return self.need(number(line["score"]) == self.rounded(exact) == values["score"], where, "score")

    def totals(self, said: dict[str, Any]) -> None:
        """Goals, sums, total and grade, added up again from the lines."""
        lines, money, goals = self.record["lines"], self.record["execution"], said["goals"]
        givens, values = self.replay("totals", said)
        labels, numbers = list(dict.fromkeys(line["goal"] for line in lines)), [line["number"] for line in lines]
        self.need([numbers, labels] == [list(range(1, len(lines) + 1)), [goal["label"] for goal in goals]], "goals")
        ratios = [number(goal["ratio"]) if goal["ratio"] else None for goal in goals]
        weighted = any(ratio is not None for ratio in ratios)
        total, full = number(money["score"] or 0), number(money["points"])
        for place, (goal, ratio) in enumerate(zip(goals, ratios, strict=True), 1):
            own = [line for line in lines if line["goal"] == goal["label"]]
            done = [line for line in own if line["score"]]
            scores = sum((number(line["score"]) for line in done), ZERO)
            part = (ratio or ZERO) / 100 if weighted else ONE
            share = self.rounded(scores * part) if weighted else scores
            fits = number(goal["subtotal"]) == scores and (ratio is None or number(goal["contribution"]) == share)
            fits = fits and (not goal["ratio_text"] or ratio in printed(goal["ratio_text"]))
            fits = fits and (not weighted or givens[f"ratio_{place}"] == part * 100)
            fits = fits and all(givens[f"line_{line['number']}"] == number(line["score"]) for line in done)
            self.need(fits, "goal", goal["label"])
            full += sum((number(line["points"] or "0") for line in own), ZERO) * part
            total += share
        self.need([number(said["subtotal"]), number(said["full"]), values["total"]] == [total, full, total], "totals")
        free = len(ratios) < 2 or full == 100 or self.rules["weights.sum"]["scope"] != "goal"
        joined = None not in ratios and sum(ratio or 0 for ratio in ratios) == 100 if weighted else free
        complete = joined and all(item["score"] for item in (*lines, money))
        grades = self.rules["grades.self_evaluation"] if complete and full == 100 else []
        grade = next((grade["name"] for grade in grades if total >= number(grade["from"])), "")
        self.need([said["total"], said["grade"]] == [said["subtotal"] if complete else "", grade], "total and grade")

    def origins(self, packs: Path) -> None:
        """Every rule stands in the pack file and line it names."""
        for code, rule in self.record["rules"].items():
            text = (packs / rule["file"]).read_text(encoding="utf-8")
            table: Any = tomllib.loads(text, parse_float=str)
            for key in code.split("."):
                table = table[key]
            told = rule | {"note": "", "pack": rule["file"].split("/")[0], **table, "in_force": str(table["in_force"])}
            fits = text.splitlines()[rule["line"] - 1].strip() == f"[{code}]" and told == rule
            self.need(fits, code, "differs from", rule["file"])


def verify(folder: Path, source: Path | None = None, packs: Path | None = None) -> list[str]:
    """All faults of a bundle; empty when everything follows."""
    raw = (folder / "proof.json").read_text(encoding="utf-8")
    record = json.loads(raw, parse_float=Fraction)
    proof, hashes = Verifier(record), {name: fingerprint(record[name]) for name in SECTIONS}
    proof.need(json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1) + "\n" == raw, "not canonical")
    proof.need(set(record) == {"hengxiao_proof", "hashes", "root", *SECTIONS}, "sections")
    told, digest = [record["hengxiao_proof"], record["hashes"], record["root"]], record["document"]["digest"]
    proof.need(told == [1, hashes, fingerprint(hashes)], "hash")
    proof.need({path.name for path in folder.iterdir()} == {"proof.json", *record["files"]}, "files")
    files = {name: fingerprint((folder / name).read_bytes()) for name in record["files"]}
    proof.need(files == record["files"], "hash of a file")
    for line in (*record["lines"], record["execution"]):
        proof.line(line)
    proof.totals(record["totals"])
    proof.need(source is None or fingerprint(source.read_bytes()) == digest, "hash of", source)
    if packs is not None:
        proof.origins(packs)
    return proof.faults


def main(argv: list[str]) -> int:
    """The command line."""
    options = dict(zip(argv[1::2], map(Path, argv[2::2]), strict=False))
    if len(argv) % 2 == 0 or not set(options) <= {"--source", "--packs"}:
        print("usage: python verify_proof.py DIR [--source FILE] [--packs DIR]")
        return 2
    try:
        faults = verify(Path(argv[0]), options.get("--source"), options.get("--packs"))
    except BROKEN as error:
        faults = [f"malformed: {type(error).__name__} {error}"]
    verdict = "✗ 证明不成立 / the proof does not hold" if faults else "✓ 证明成立 / the proof holds"
    print(*(f"✗ {fault}" for fault in faults), verdict, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
