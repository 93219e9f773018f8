"""A Plotly figure as plain data, without its package. Colours are `var(--name)`, which the page resolves to its scheme."""

from html import escape
from typing import TYPE_CHECKING, Any

from tradeport.domain.model.time import MILLISECOND

if TYPE_CHECKING:
    from tradeport.application.report.columns import Floats, Ints

type Json = dict[str, Any]

_HOVER_DATE = "%Y-%m-%d %H:%M:%S"


def times(ts: "Ints") -> list[Any]:
    """A date axis counts milliseconds; whole ones are written whole."""
    exact = not (ts % MILLISECOND).any()
    values: list[Any] = (ts // MILLISECOND if exact else ts / MILLISECOND).tolist()
    return values


def rounded(values: "Floats", places: int) -> list[float]:
    """Shorter numbers, for what is only looked at."""
    short: list[float] = values.round(places).tolist()
    return short


def label(name: str) -> str:
    """A name for legend or title: Plotly reads a little HTML there, which a name is not to bring in."""
    return escape(name, quote=False)


def line(name: str, x: list[Any], y: list[Any], colour: str, **more: Any) -> Json:
    """A line trace. `more` goes into the trace, `width` and `dash` into its line."""
    look = {"color": colour, "width": more.pop("width", 1.5)}
    if dash := more.pop("dash", None):
        look["dash"] = dash
    return {"type": "scatter", "mode": "lines", "name": label(name), "x": x, "y": y, "line": look, **more}


def axis(**more: Any) -> Json:
    """A value axis: a faint grid and no frame."""
    return {"gridcolor": "var(--grid)", "zeroline": False, "automargin": True, "ticks": "", **more}


def time_axis(**more: Any) -> Json:
    """A date axis, UTC."""
    return axis(type="date", hoverformat=_HOVER_DATE, showgrid=False, linecolor="var(--line)", showline=True, **more)


def figure(traces: list[Json], height: int, **layout: Any) -> Json:
    """A figure of `height` px, as wide as the page."""
    base: Json = {
        "height": height,
        "autosize": True,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "system-ui, -apple-system, Segoe UI, Roboto, sans-serif", "size": 12, "color": "var(--muted)"},
        "hoverlabel": {"bgcolor": "var(--raised)", "bordercolor": "var(--line)", "font": {"color": "var(--text)"}},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"color": "var(--text)"}},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": "var(--line)", "activecolor": "var(--muted)"},
        "dragmode": "zoom",
    }
    return {"data": traces, "layout": base | layout}
