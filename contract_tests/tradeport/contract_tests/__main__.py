"""`python -m tradeport.contract_tests ENGINE [--evidence FILE] [--clause NUMBER] [--json]`."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from tradeport.application.errors import PlatformError
from tradeport.contract_tests.run import CertifyResult, certify


def main(words: list[str] | None = None) -> int:
    """Certify; the exit code is 0 if the engine kept every clause."""
    parser = ArgumentParser("python -m tradeport.contract_tests", description="Certify an engine adapter.")
    parser.add_argument("engine", help="entry point in group tradeport.engines")
    parser.add_argument("--evidence", type=Path, help="write what was proved to this JSON file")
    parser.add_argument("--clause", action="append", default=[], help="only clauses whose number begins so; may be repeated")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout, nothing else")
    given = parser.parse_args(words)
    try:
        result = certify(given.engine, given.evidence, quiet=given.json, select=given.clause)
    except PlatformError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if not result.evidence:
        print(result.output, file=sys.stderr)
    print(json.dumps(as_dict(result)) if given.json else summary(result))
    return result.exit_code


def summary(result: CertifyResult) -> str:
    """One line."""
    verdict = "certified" if result.certified else "NOT certified"
    counts = f"{result.passed} passed, {result.refused} refused, {len(result.failed)} failed"
    return f"{result.engine} {result.version}: {verdict}: {counts}"


def as_dict(result: CertifyResult) -> dict[str, object]:
    """The `--json` object."""
    return {
        "engine": result.engine,
        "version": result.version,
        "certified": result.certified,
        "passed": result.passed,
        "refused": result.refused,
        "failed": [failure._asdict() for failure in result.failed],
    }


if __name__ == "__main__":
    sys.exit(main())
