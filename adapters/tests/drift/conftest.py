"""Every test of the venue needs driftpy; where it is absent they are skipped, and that is shown."""

import pytest

pytest.importorskip("driftpy", reason="driftpy is not installed (extra `drift`)")
