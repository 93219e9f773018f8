"""Copies of the audit log in a message stream, made beside the run and never in its way (docs/reference/events.md)."""

from tradeport.application.mirror.mirror import Mirror, Report, complete, mirroring

__all__ = ["Mirror", "Report", "complete", "mirroring"]
