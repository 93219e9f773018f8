"""Reads one module's syntax tree and writes down what the rules forbid."""

import ast
from collections.abc import Iterable
from typing import Final

import attrs

from tradeport.application.strategies.check import rules
from tradeport.application.strategies.check.names import A_SET, SCOPES, Scope
from tradeport.application.strategies.check.rules import Rule

#: Calls that take over the order of what they are given.
_ORDERED: Final = {f"builtins.{name}" for name in ("list", "tuple", "enumerate", "iter", "zip", "map", "reversed")}


@attrs.frozen
class Finding:
    """`name` is what was used, `refused` False for what is only said aloud."""

    node: ast.expr | ast.stmt
    name: str
    rule: Rule
    refused: bool = True


class Reader(ast.NodeVisitor):
    """`findings` in order of the source, `imports` as they stand: `(level, module, names)`."""

    def __init__(self, tree: ast.Module) -> None:
        self.findings: list[Finding] = []
        self.imports: list[tuple[int, str, tuple[str, ...]]] = []
        self._scope = Scope(tree, None)
        self.visit(tree)
        self.findings.sort(key=lambda one: (one.node.lineno, one.node.col_offset))

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, SCOPES):
            self._enter(node)
        else:
            super().visit(node)

    def _enter(self, node: ast.AST) -> None:
        if isinstance(node, ast.AsyncFunctionDef):
            self._find(node, "async def", rules.CONCURRENCY)
        inside = _body(node)
        for child in ast.iter_child_nodes(node):  # defaults, decorators, bases: evaluated outside
            if child not in inside:
                self.visit(child)
        if isinstance(node, ast.ListComp | ast.DictComp | ast.GeneratorExp):
            for generator in node.generators:
                self._iterates(generator.iter)
        self._scope = Scope(node, self._scope)
        for child in inside:
            self.visit(child)
        assert self._scope.outer is not None
        self._scope = self._scope.outer

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.imports.append((0, alias.name, ()))
            if rule := rules.of_module(alias.name):
                self._find(node, alias.name, rule)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module, names = node.module or "", tuple(alias.name for alias in node.names)
        self.imports.append((node.level, module, names))
        if node.level:
            return
        rule = rules.of_module(module) or next(filter(None, (rules.of_module(f"{module}.{name}") for name in names)), None)
        if rule:
            self._find(node, module, rule)
        elif "*" in names and rules.is_watched(module):
            self._find(node, f"from {module} import *", rules.DYNAMIC)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._use(node, self._scope.origins(node))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if origins := self._scope.origins(node):
            self._use(node, origins)
            return
        if rule := rules.METHODS.get(node.attr):
            self._find(node, f".{node.attr}", rule)
        self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        for name in self._scope.origins(node.func):
            least, rule = rules.ARGUMENTS.get(name, (0, rules.WALL_CLOCK))
            if name in rules.SEEDED and not _seeded(node):
                self._find(node, f"{name}()", rules.RANDOMNESS)
            elif len(node.args) + len(node.keywords) < least:
                self._find(node, f"{name}()", rule)
            elif name in rules.WORDS and any(isinstance(a, ast.Constant) and a.value in ("now", "today") for a in node.args):
                self._find(node, f'{name}("now")', rules.WALL_CLOCK)
            elif name in _ORDERED:
                for argument in node.args:
                    self._iterates(argument)
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        self._iterates(node.iter)
        self.generic_visit(node)

    def visit_Await(self, node: ast.Await) -> None:
        self._find(node, "await", rules.CONCURRENCY)
        self.generic_visit(node)

    def _iterates(self, over: ast.expr) -> None:
        if A_SET in self._scope.origins(over):
            self._find(over, "a set", rules.UNORDERED, refused=False)

    def _use(self, node: ast.expr, origins: Iterable[str]) -> None:
        for name in sorted(origins):
            rule = rules.of_name(name)
            if rule and rule not in rules.BY_IMPORT_ALONE:
                self._find(node, name.removeprefix("builtins."), rule)
            elif name in rules.WARNED:
                self._find(node, name.removeprefix("builtins."), rules.WARNED[name], refused=False)

    def _find(self, node: ast.expr | ast.stmt, name: str, rule: Rule, *, refused: bool = True) -> None:
        self.findings.append(Finding(node, name, rule, refused))


def _body(node: ast.AST) -> list[ast.AST]:
    """What is evaluated within the scope that `node` opens."""
    if isinstance(node, ast.Lambda):
        return [node.body]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [*node.body]
    return list(ast.iter_child_nodes(node))


def _seeded(call: ast.Call) -> bool:
    given = [*call.args[:1], *(keyword.value for keyword in call.keywords)]
    return bool(given) and not any(isinstance(value, ast.Constant) and value.value is None for value in given)
