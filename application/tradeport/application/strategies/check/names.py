"""What each name of a module stands for, as a dotted name: `t` after `import time as t` is `time`."""

import ast
import builtins
from collections.abc import Iterator
from typing import Final

_NAMED: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
#: What an expression that makes a set stands for.
A_SET: Final = "<set>"

_COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SCOPES: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, *_COMPREHENSIONS)


class Scope:
    """Names bound in one function, class, comprehension or module. A name bound to something unknown stands for nothing."""

    def __init__(self, node: ast.AST, outer: "Scope | None") -> None:
        self.outer = outer
        self._of_class = isinstance(node, ast.ClassDef)
        self._names: dict[str, set[str]] = {}
        elsewhere = {name for one in _own(node) if isinstance(one, ast.Global | ast.Nonlocal) for name in one.names}
        for one in _own(node):
            for name, origin in _bound(one):
                if name not in elsewhere:
                    self._names.setdefault(name, set()).update(origin)
        for argument in _arguments(node):
            self._names.setdefault(argument, set())
        for one in _own(node):  # an import given another name: `now = time.time`
            if isinstance(one, ast.Assign) and len(one.targets) == 1 and isinstance(target := one.targets[0], ast.Name):
                self._names.setdefault(target.id, set()).update(self.origins(one.value))

    def origins(self, node: ast.expr) -> frozenset[str]:
        """The dotted names that an expression may stand for; none if it is neither a chain of attributes nor a set."""
        if isinstance(node, ast.Name):
            return self._look_up(node.id)
        if isinstance(node, ast.Attribute):
            return frozenset(f"{base}.{node.attr}" for base in self.origins(node.value))
        makes_set = isinstance(node, ast.Call) and self.origins(node.func) & {"builtins.set", "builtins.frozenset"}
        if makes_set or isinstance(node, ast.Set | ast.SetComp):
            return frozenset({A_SET})
        return frozenset()

    def _look_up(self, name: str) -> frozenset[str]:
        scope: Scope | None = self
        while scope is not None:
            if name in scope._names and (scope is self or not scope._of_class):
                return frozenset(scope._names[name])
            scope = scope.outer
        return frozenset({f"builtins.{name}"}) if hasattr(builtins, name) or name == "__builtins__" else frozenset()


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope, those of scopes within it left out; the inner scopes' own nodes are given, not entered."""
    for child in _inside(node):
        yield child
        if not isinstance(child, SCOPES):
            yield from _own(child)


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Lambda):
        yield node.body
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from node.body
    else:
        yield from ast.iter_child_nodes(node)


def _arguments(node: ast.AST) -> list[str]:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return []
    given = node.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    return [argument.arg for argument in every if argument is not None]


def _bound(node: ast.AST) -> Iterator[tuple[str, set[str]]]:
    """`(name, what it stands for)` of each name that a node binds."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            top = alias.name.partition(".")[0]
            yield alias.asname or top, {alias.name if alias.asname else top}
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name, {f"{node.module}.{alias.name}"} if node.module and not node.level else set()
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
        yield node.id, set()
    elif isinstance(node, _NAMED) and node.name:
        yield node.name, set()
