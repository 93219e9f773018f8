"""Self-contained HTML reports: one file that loads nothing from a network. Importing this package imports none of its parts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from tradeport.domain.model.dataset import Dataset

__all__ = ["render_compare", "render_run"]


def render_run(result: "Mapping[str, Any]", directory: "Path", dataset: "Dataset | None") -> str:
    """The page of one run: `result` is its `result.json`; `directory` holds its files, if it came to that.

    `dataset` None: prices are not drawn, fills are.
    """
    from tradeport.application.report.run import render

    return render(result, directory, dataset)


def render_compare(comparison: "Mapping[str, Any]", directories: "Mapping[str, Path]", dataset: "Dataset | None") -> str:
    """The page of one strategy on several engines: `comparison` as `compare --json` prints it, a run directory an engine.

    `comparison["native"]`, if there, holds the results under each engine's own fills; `directories["native/NAME"]` their files.
    """
    from tradeport.application.report.compare import render

    return render(comparison, directories, dataset)
