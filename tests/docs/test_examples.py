"""Every example in the documentation is run, page by page, in a folder of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md"])
BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[tuple[str, str, str]]:
    return [found.groups(default="") for found in BLOCK.finditer(page.read_text(encoding="utf-8"))]


WITH_EXAMPLES = [p for p in PAGES if any(name or kind in ("console", "python") for kind, name, _ in blocks(p))]


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_run(page, tmp_path):
    """`python` blocks compile, those with a file name are written, lines after `$ ` in `console` blocks succeed."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for kind, name, content in blocks(page):
        if kind == "python":
            compile(content, f"{page.name}: {name or 'a snippet'}", "exec")
        if name:
            (tmp_path / name).write_text(content, encoding="utf-8")
        if kind == "console":
            for line in content.splitlines():
                if line.startswith("$ "):
                    command = ["bash", "-c", line.removeprefix("$ ")]
                    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
                    assert ran.returncode == 0, f"{line}\n{ran.stdout}\n{ran.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    """Relative links name files that exist, and headings that are there."""
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in [re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in headings], target
