"""The capability matrix from evidence: `tools/matrix.py [--check] evidence/*.json`."""

import sys
from argparse import ArgumentParser
from difflib import unified_diff
from pathlib import Path

from tradeport.contract_tests import matrix

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "capability-matrix.md"


def main(words: list[str] | None = None) -> int:
    """Write the page, or with `--check` compare it: 1 and a diff if it is not what the evidence says."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail with a diff where the page differs")
    parser.add_argument("--page", type=Path, default=PAGE, help="default: docs/reference/capability-matrix.md")
    parser.add_argument("evidence", nargs="+", type=Path)
    given = parser.parse_args(words)
    try:
        made = matrix.render(matrix.read(given.evidence))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if not given.check:
        given.page.write_text(made, encoding="utf-8")
        return 0
    held = given.page.read_text(encoding="utf-8") if given.page.is_file() else ""
    if held == made:
        return 0
    lines = held.splitlines(keepends=True), made.splitlines(keepends=True)
    sys.stdout.writelines(unified_diff(*lines, str(given.page), "what the evidence says"))
    print(
        f"{given.page} is not what the evidence says. Hint: tools/matrix.py {' '.join(map(str, given.evidence))}",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
