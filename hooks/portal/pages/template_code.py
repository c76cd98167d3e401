"""Templates as Python: what Jinja compiles them to, without what record pages do not need.

Jinja decides at each value, each call and each attribute what it may be; pages know it: attributes
are Python's, what is called takes no context, and macros are given their arguments by position.
Text is escaped as ever. Source: jinja2/compiler.py 3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, Final

from jinja2 import Environment, Template
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Call, EvalContext, Expr, Getattr, Node
from jinja2.nodes import Template as TemplateNode
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from portal.markup import as_markup

_IMPORTS: Final = f"from {__name__} import direct; from portal.markup import escape_text"


def direct(macro: Macro) -> Callable[..., Markup]:
    """A macro that is called with all its arguments at the cost of a function."""
    make, count = macro._func, len(macro.arguments)

    def call(*arguments: object, **named: object) -> Markup:
        if named or len(arguments) != count:
            return as_markup(macro(*arguments, **named))
        return as_markup(make(*arguments))

    return call


class PageContext(Context):
    """What a template may name, without what Jinja keeps for inheritance and `pass_context`."""

    def __init__(
        self,
        environment: Environment,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Any],
        globals: Any = None,
    ) -> None:
        self.environment = environment
        self.parent = parent
        self.name = name
        self.vars = {}
        self.exported_vars = set()
        self.blocks = {}
        self.globals_keys = set()

    @cached_property
    def eval_ctx(self) -> EvalContext:  # type: ignore[override]
        """What is asked for by templates that define macros."""
        return EvalContext(self.environment, self.name)


class PageTemplate(Template):
    """A template that is rendered in one step: its code yields its text in one piece."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The text. Values are given by name."""
        if self.blocks:  # of a template that inherits
            return super().render(*args, **kwargs)
        names = {**self.globals, **kwargs}
        context = PageContext(self.environment, names, self.name, {})
        try:
            return "".join(self.root_render_func(context))
        except Exception:
            self.environment.handle_exception()


class PageCodeGenerator(CodeGenerator):
    """Compiles `{{ value }}` to what `portal.markup.escaped` does, and `view.name` to Python's own.

    Jinja looks by Python code whether it may be an item instead: `entry["name"]` here.
    """

    def visit_Template(self, node: TemplateNode, frame: Frame | None = None) -> None:  # noqa: N802
        self.writeline(_IMPORTS)
        super().visit_Template(node, frame)

    def visit_Getattr(self, node: Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Call(  # noqa: N802
        self, node: Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        if forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(")(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def macro_def(self, macro_ref: Any, frame: Frame) -> None:
        self.write("direct(")
        super().macro_def(macro_ref, frame)
        self.write(")")

    def blockvisit(self, nodes: Iterable[Node], frame: Frame) -> None:
        # A page in one piece: to hand on 300 of them one by one took longer than to make them.
        is_body = frame.rootlevel or frame.block_frame
        if not is_body or frame.buffer is not None or frame.require_output_check:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if _is_plain(frame):
            self.write("(v if (t := type(v := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if _is_plain(frame):
            self.write(")) is Markup else escape_text(v) if t is str else ")
            self.write("str(v) if t is int else escape(v))")
        else:
            super()._output_child_post(node, frame, finalize)


def _is_plain(frame: Frame) -> bool:
    return bool(frame.eval_ctx.autoescape and not frame.eval_ctx.volatile)
