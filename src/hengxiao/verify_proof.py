"""Verifies a proof of scores (核对评分证明) on its own: `python verify_proof.py DIR [--source FILE] [--packs DIR]`.

Shares no code with the scorer. Recomputes every hash, every step and every total, and derives each score again from the
printed numbers by formulas written here. `--source` compares the original file's hash, `--packs` the rules with the pack
files. Exit code 0: all follows; 1: something does not (each fault on its own line); 2: wrong usage or nothing to read.
"""

from __future__ import annotations

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

FORMAT = "hengxiao-proof-1"
SECTIONS = ("document", "execution", "files", "lines", "rules", "totals")
OPERATIONS = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv}
OPERATIONS |= {"min": min, "max": max}
RELATIONS = {name: getattr(operator, name) for name in ("ge", "gt", "le", "lt", "eq")}
DIRECTIONS = {">=": "higher_better", ">": "higher_better", "<=": "lower_better", "<": "lower_better", "=": "exact"}
SIGNS = {"≥": ">=", "≧": ">=", "≤": "<=", "≦": "<="}
ALLOWED = {
    "forward": ("higher_better",),
    "equal": ("exact",),
    "zero_target": ("exact", "lower_better"),
    "same_value": ("unknown",),
    **dict.fromkeys(("inverse_ratio", "linear_to_double", "all_or_nothing"), ("lower_better",)),
}
BROKEN = (KeyError, ValueError, TypeError, ZeroDivisionError, AttributeError, IndexError, OSError)


def number(text: str) -> Fraction:
    """A decimal or fraction, nothing else."""
    if not re.fullmatch(r"-?\d+(\.\d+)?(/\d+)?", text):
        raise ValueError(text)
    return Fraction(text)


def rounded(value: Fraction, rule: dict[str, Any]) -> Fraction:
    """Half up or cut off, as the pack says."""
    shift = Fraction(1, 2) if rule["mode"] == "half_up" else 0
    return Fraction((value * 10 ** rule["places"] + shift) // 1, 10 ** rule["places"])


def chinese(text: str) -> int:
    """A Chinese numeral below 10,000."""
    total = digit = 0
    for sign in text:
        if sign in "十百千":
            total, digit = total + (digit or 1) * 10 ** ("十百千".index(sign) + 1), 0
        else:
            digit = "零一二三四五六七八九".index(sign.replace("两", "二").replace("〇", "零"))
    return total + digit


def printed_numbers(text: str) -> set[Fraction]:
    """All numbers a text prints, in digits or in Chinese."""
    plain = re.sub(r"(?<=\d)[,\s](?=\d)", "", unicodedata.normalize("NFKC", text))
    digits = {Fraction(found) for found in re.findall(r"\d+(?:\.\d+)?", plain)}
    return digits | {Fraction(chinese(found)) for found in re.findall("[零〇一二两三四五六七八九十百千]+", plain)}


def rule_numbers(value: Any) -> set[Fraction]:
    """All numbers in a rule value."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return set().union(*(rule_numbers(part) for part in parts)) if value else set()
    return {number(str(value))} if re.fullmatch(r"-?\d+(\.\d+)?", str(value)) else set()


class Verifier:
    """One bundle being verified; `faults` collects what does not follow."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.record = record
        self.rules = {code: rule["value"] for code, rule in record["rules"].items()}
        self.faults: list[str] = []

    def expect(self, holds: bool, *words: object) -> None:
        """Note a fault unless something holds."""
        if not holds:
            self.faults.append(" ".join(str(word) for word in words))

    def start(self, where: str, given: dict[str, Any]) -> Fraction:
        """A number the steps start from: printed, out of a rule, or a plain constant."""
        value = number(given["value"])
        if "number" in given and "-" in given["number"][1:]:
            self.expect(given["number"].replace("-", "") == given["value"], where, "date", given)
            parts = {Fraction(part) for part in re.findall(r"\d+", given["number"])}
            known = printed_numbers(given["text"]) | {number(self.record["document"]["year"] or "0")}
            self.expect(len(parts & known) + 1 >= len(parts), where, "date is not printed:", given["text"])
        elif "number" in given:
            shown, factor = number(given["number"]), number(given["factor"])
            self.expect(value == shown * factor, where, given["name"], "is not number × factor")
            self.expect(factor > 0 and str(max(factor, 1 / factor)).strip("0") in ("1", "2"), where, "factor", factor)
            self.expect(abs(shown) in printed_numbers(given["text"]), where, shown, "is not printed in", given["text"])
            self.expect(shown >= 0 or "-" in unicodedata.normalize("NFKC", given["text"]), where, "minus sign")
        elif "rule" in given:
            known = rule_numbers(self.rules[given["rule"]])
            self.expect(value in known or given["rule"] == "weights.self_evaluation", where, value, "not in", given["rule"])
        else:
            self.expect(value in (0, 1, 2, 100) or where == "totals", where, "unexplained number", value)
        return value

    def replay(self, where: str, item: dict[str, Any]) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
        """All numbers as given, and all after the steps; every step is computed again."""
        givens = {given["name"]: self.start(where, given) for given in item["givens"]}
        values = dict(givens)
        for name, operation, operands, result in item["steps"]:
            if operation in RELATIONS:
                holds = RELATIONS[operation](*(values[operand] for operand in operands))
                self.expect(result == str(holds).lower() and name == f"{operands[0]}_{operation}_{operands[1]}", where, name)
                continue
            if operation in OPERATIONS:
                values[name] = Fraction(OPERATIONS[operation](*(values[operand] for operand in operands)))
            else:
                rule = self.rules["scoring.rounding"]
                self.expect([operation, operands[1]] == [rule["mode"], str(rule["places"])], where, "rounding")
                values[name] = rounded(values[operands[0]], rule)
            self.expect(values[name] == number(result), where, "step", name, "gives", values[name], "not", result)
        return givens, values

    def share(self, where: str, method: str, givens: dict[str, Fraction], said: dict[str, str], at: str = "") -> Fraction:
        """Share of the points by the formula of a method, written independently of the scorer."""
        target, actual = givens.get(f"{at}target", Fraction(0)), givens.get(f"{at}actual", Fraction(0))
        comparator, direction = said["comparator"], said["direction"]
        self.expect(DIRECTIONS.get(comparator, direction) == direction, where, "direction against sign")
        self.expect(direction in ALLOWED.get(method, (direction,)), where, method, "against", direction)
        if method in ("forward", "equal"):
            part = Fraction(1) if actual >= target else max(actual, Fraction(0)) / target
            limit = givens.get(f"{at}threshold", number(str(self.rules["scoring.threshold"]["percent"])))
            return part if part * 100 >= limit else Fraction(0)
        if method in ("inverse_ratio", "linear_to_double", "all_or_nothing"):
            self.expect(method == self.rules["scoring.reverse"] and target > 0, where, "reverse rule")
            over = {"inverse_ratio": target / max(actual, target), "all_or_nothing": Fraction(0)}
            return Fraction(1) if actual <= target else over.get(method, max(2 - actual / target, Fraction(0)))
        if method == "satisfaction_steps":
            steps = self.rules["scoring.satisfaction"]
            return next((Fraction(step["share"], 100) for step in steps if actual >= step["from"]), Fraction(0))
        if method == "zero_target":
            self.expect(target == 0, where, "target is not 0")
            return Fraction(actual <= 0)
        if method == "compound":
            parts = enumerate(said["parts"], 1)
            shares = [self.share(where, part["method"], givens, part, f"{at}part{n}_") for n, part in parts]
            self.expect(len(shares) > 1, where, "compound without parts")
            return min(shares)
        kept = {"date": actual <= target, "same_value": actual == target}
        kept["range"] = givens.get(f"{at}low", actual + 1) <= actual <= givens.get(f"{at}high", actual - 1)
        reached = actual <= target if direction == "lower_better" else actual >= target
        kept |= {"bounded": reached, "negative_target": target < 0 and (reached if direction != "exact" else actual == target)}
        return Fraction(kept[method])

    def line(self, line: dict[str, Any]) -> None:
        """One indicator: texts, steps, formula, score."""
        where = f"line {line['number']}"
        givens, values = self.replay(where, line)
        for place in (line["place"], line["score_place"]):
            self.place(where, place)
        for given in line["givens"]:
            side = {"target": "target", "low": "target", "high": "target", "actual": "actual"}.get(given["name"].split("_")[-1])
            self.expect(side is None or given["text"] in line[side], where, given["name"], "is not the printed text")
        for sign, comparator in SIGNS.items():
            fits = line["comparator"] in (comparator, "between", "none") or len(line["parts"]) > 0
            self.expect(sign not in line["target"] or fits, where, "sign", sign)
        if not line["score"]:
            self.expect(bool(line["findings"]) and not line["method"], where, "has no score and no reason")
            return
        points, rounding = number(line["points"]), self.rules["scoring.rounding"]
        self.expect(points == givens["points"], where, "points")
        if line["method"] in ("qualitative", "judged"):
            exact = number(line["printed"])
            tier = next((tier for tier in self.rules["scoring.qualitative"] if tier["code"] == line["tier"]), None)
            low, high = (tier["from"], tier["to"]) if tier else (0, 100)
            self.expect(exact == givens["hand"] and low * points <= exact * 100 <= high * points, where, "hand score")
            for edge, flag in ((low, "from_inclusive"), (high, "to_inclusive")):
                self.expect(not tier or tier[flag] or exact * 100 != edge * points, where, "hand score on an open bound")
        else:
            exact = points * self.share(where, line["method"], givens, line)
            exact = min(exact, points) if self.rules["scoring.cap"] else exact
        self.expect(number(line["score"]) == rounded(exact, rounding) == values["score"], where, "score", line["score"])

    def place(self, where: str, place: dict[str, Any]) -> None:
        """An address agrees with its row and column."""
        if place and place["row"] and place["column"]:
            letters, column = "", place["column"]
            while column:
                letters, column = chr(65 + (column - 1) % 26) + letters, (column - 1) // 26
            named = place["sheet"] or f"表{place['table']}"
            self.expect(place["address"] == f"{named}!{letters}{place['row']}", where, "address", place["address"])

    def spread(self) -> None:
        """Points spread by the pack add up to the pack's, or the level's own, points."""
        joined = {self.level(a): self.level(b) for a, b in self.rules.get("weights.joined", {}).items()}
        blocks: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for line in self.record["lines"]:
            key = self.level(line["level1"])
            if line["points_from"] == "spread":
                blocks.setdefault((line["goal"], joined.get(key, key)), []).append(line)
        for (_, key), lines in blocks.items():
            weights = {self.level(name): number(str(part)) for name, part in self.rules["weights.self_evaluation"].items()}
            own = printed_numbers(lines[0]["level1"])
            self.expect(sum(number(line["points"]) for line in lines) in (own or {weights.get(key)}), key, "spread points")

    @staticmethod
    def level(text: str) -> str:
        """A level-1 name without points and blanks."""
        return re.sub(r"\s|指标|[(（].*?[)）]", "", text)
