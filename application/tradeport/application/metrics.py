"""What a run cost: time per event, counts."""

import resource
import sys
from array import array
from typing import Any


class MetricsCollector:
    """One latency an event, ns: from the engine's call to control given back, the strategy's own time included."""

    def __init__(self) -> None:
        self.latencies = array("q")
        self.denials: dict[str, int] = {}
        self.import_s = 0.0
        self.init_s = 0.0
        self.run_s = 0.0

    def denied(self, reason: str) -> None:
        """Count one risk denial under its rule (the reason up to its colon)."""
        rule = reason.partition(":")[0]
        self.denials[rule] = self.denials.get(rule, 0) + 1

    def timings(self) -> dict[str, Any]:
        """The `timings` object of result.json."""
        import numpy as np

        taken = np.frombuffer(self.latencies, dtype=np.int64) if self.latencies else np.zeros(1)
        p50, p95, p99 = (round(float(q) / 1000, 3) for q in np.percentile(taken, (50, 95, 99)))
        rate = len(self.latencies) / self.run_s if self.run_s else 0.0
        return {
            "import_s": round(self.import_s, 6),
            "init_s": round(self.init_s, 6),
            "run_s": round(self.run_s, 6),
            "events_per_s": round(rate, 1),
            "p50_us": p50,
            "p95_us": p95,
            "p99_us": p99,
        }


def peak_rss_mb() -> float:
    """Peak resident memory of this process, MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
