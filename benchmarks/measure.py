"""Runs probes interleaved, each in a fresh process, and keeps every sample."""

import json
import subprocess
import sys
from statistics import median
from typing import Any

import attrs


@attrs.frozen
class Samples:
    """All measurements of one case."""

    case: str
    taken: tuple[dict[str, Any], ...]

    def of(self, key: str) -> list[float]:
        return [float(sample[key]) for sample in self.taken]

    def middle(self, key: str) -> float:
        return median(self.of(key))


def interleaved(cases: list[str], bars: int, rounds: int) -> dict[str, Samples]:
    """`rounds` samples a case, in turn, so that a slow minute of the machine hits all alike."""
    taken: dict[str, list[dict[str, Any]]] = {case: [] for case in cases}
    for number in range(rounds):
        for case in cases:
            print(f"\r  round {number + 1}/{rounds}: {case:24}", end="", file=sys.stderr, flush=True)
            taken[case].append(_probe(case, bars))
    print("\r" + " " * 48 + "\r", end="", file=sys.stderr)
    return {case: Samples(case, tuple(samples)) for case, samples in taken.items()}


def _probe(case: str, bars: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.probe", case, str(bars)]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(out)
    return found


def ratio(above: Samples, below: Samples, key: str) -> tuple[float, float, float]:
    """Median, least and greatest ratio of the samples of the same round."""
    each = [a / b for a, b in zip(above.of(key), below.of(key), strict=True)]
    return median(each), min(each), max(each)
