"""Reading a strategy's source before it is imported: what would keep a run from being repeated is refused.

docs/explanation/limits.md says what reading alone cannot see.
"""

import ast
import inspect
from collections.abc import Sequence
from pathlib import Path

import attrs

from tradeport.application.errors import StrategyError
from tradeport.application.strategies.check.reader import Reader
from tradeport.application.strategies.check.siblings import root_of, siblings
from tradeport.domain.strategy import Strategy


@attrs.frozen
class Violation:
    """One line that breaks a rule. `line` from 1, `column` from 1; `name` is what was used; warned of where not `refused`."""

    file: Path
    line: int
    column: int
    text: str
    name: str
    rule: str
    remedy: str
    refused: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: it {self.rule} ({self.name})\n    {self.text}"


class UnportableStrategy(StrategyError):
    """Running it twice, or on two engines, could give two results; `violations` say where."""

    def __init__(self, name: str, violations: Sequence[Violation]) -> None:
        remedies = dict.fromkeys(violation.remedy for violation in violations)
        super().__init__(
            f"{name} could not be repeated, so it is not run:\n" + "\n".join(map(str, violations)), "; ".join(remedies)
        )
        self.violations = tuple(violations)


def syntax_error(path: Path, error: SyntaxError | ValueError) -> StrategyError:
    """Of the user's file, with its line."""
    line = getattr(error, "lineno", None)
    shown = (getattr(error, "text", None) or "").strip()
    where = f"{path}:{line}" if line else str(path)
    return StrategyError(f"{where}: {getattr(error, 'msg', None) or error}" + (f"\n    {shown}" if shown else ""))


def check_source(target: Path | str | type[Strategy]) -> list[Violation]:
    """Check a file, or the file of a class, and the files of its folder that it imports; give back the warnings.

    Raises UnportableStrategy with every line that is refused; StrategyError where a file cannot be read.
    """
    path = Path(inspect.getfile(target) if isinstance(target, type) else target).resolve()
    found = violations(path)
    refused = [violation for violation in found if violation.refused]
    if refused:
        raise UnportableStrategy(path.name, refused)
    return found


def violations(path: Path) -> list[Violation]:
    """All that is refused or warned of, file by file, in order of the source."""
    root, waiting, seen, found = root_of(path), [path], set[Path](), list[Violation]()
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        try:
            source = file.read_bytes()
            reader = Reader(ast.parse(source, filename=str(file)))
        except OSError as error:
            raise StrategyError(f"{file} cannot be read: {error.strerror or error}") from error
        except (SyntaxError, ValueError) as error:
            raise syntax_error(file, error) from error
        lines = source.decode(errors="replace").splitlines()
        found += [
            Violation(
                file,
                one.node.lineno,
                one.node.col_offset + 1,
                lines[one.node.lineno - 1].strip(),
                one.name,
                one.rule.what,
                one.rule.remedy,
                one.refused,
            )
            for one in reader.findings
        ]
        waiting += siblings(file, root, reader.imports)
    return found


__all__ = ["UnportableStrategy", "Violation", "check_source", "syntax_error", "violations"]
