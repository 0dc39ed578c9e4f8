"""What a module's source comes to, without what no test should have to hold.

Two sources with the same meaning are one to the bench. Left out of it are, by rule:

- annotations and docstrings, which nobody runs;
- `is` as against `==` (and `is not` as against `!=`): of enums, None and small integers they say
  the same, and of frozen values equal ones are as good as the very same;
- `frozen` and `slots` of a dataclass, and `strict` of a `zip`: they forbid what the type checker,
  or the code itself, does not do, and change nothing else;
- numbers outside functions: tables and tuning constants are policy, which other benches measure.
"""

from __future__ import annotations

import ast

UNTOLD_ARGUMENTS = ("frozen", "slots", "strict")


def meaning(source: str) -> str | None:
    """None of what can't run."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        blank(node)
    return ast.dump(Numberless().visit(tree))


def blank(node: ast.AST) -> None:
    match node:
        case ast.FunctionDef():
            node.returns = None
        case ast.arg():
            node.annotation = None
        case ast.AnnAssign():
            node.annotation = ast.Constant(None)
        case ast.Expr(value=ast.Constant(value=str())):
            node.value = ast.Constant("")
        case ast.Compare():
            node.ops = [as_equality(operator) for operator in node.ops]
        case ast.Call():
            node.keywords = [each for each in node.keywords if each.arg not in UNTOLD_ARGUMENTS]


def as_equality(operator: ast.cmpop) -> ast.cmpop:
    match operator:
        case ast.Is():
            return ast.Eq()
        case ast.IsNot():
            return ast.NotEq()
    return operator


class Numberless(ast.NodeTransformer):
    """Blanks numbers and their signs, but for those in the bodies of functions."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.args = self.visit(node.args)
        node.decorator_list = [self.visit(each) for each in node.decorator_list]
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        is_number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
        return ast.Constant(0) if is_number else node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        operand = self.visit(node.operand)
        if isinstance(operand, ast.Constant):
            return operand
        return ast.UnaryOp(node.op, operand)
