"""Market accounts as driftpy decoded them. Its types are its IDL's and known only when it runs."""

from typing import Any

from driftpy.drift_client import DriftClient


def perp_market(drift: DriftClient, index: int) -> Any:
    """Raises LookupError for a market that the client does not know."""
    return _known(drift.get_perp_market_account(index), "perp", index)


def spot_market(drift: DriftClient, index: int) -> Any:
    """Raises LookupError for a market that the client does not know."""
    return _known(drift.get_spot_market_account(index), "spot", index)


def _known(found: Any, kind: str, index: int) -> Any:
    if found is None:
        raise LookupError(f"no {kind} market {index} is known. Hint: subscribe, or refresh()")
    return found
