"""Who listens, and what becomes of one that fails."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, Self

from tradeport.application.errors import PlatformError

if TYPE_CHECKING:
    from tradeport.application.events.bus import EventBus


class SubscriberFailed(PlatformError):
    """An essential subscriber raised: the run cannot go on without it."""

    @classmethod
    def of(cls, name: str, error: Exception) -> "SubscriberFailed":
        return cls(
            f"the subscriber {name}, which this run cannot do without, failed: {type(error).__name__}: {error}",
            "the audit log is valid up to here; mend the subscriber and run again",
        )


class Subscriber:
    """A name and its handlers. All of them are disconnected together once more than `tolerate` calls have failed.

    `essential`: its first failure disconnects it and ends the run, a PlatformError as it is, anything else as SubscriberFailed.
    """

    def __init__(self, bus: "EventBus", name: str, *, essential: bool = False, tolerate: int = 0) -> None:
        self._bus, self.name, self.essential, self._tolerate = bus, name, essential, tolerate
        self.connected = True
        self.failures = 0
        #: The first one, in words.
        self.error: str | None = None

    def on[E](self, type_: type[E], handler: Callable[[E], object]) -> Self:
        """Call `handler` with every event of exactly this type. Raises RuntimeError once the run has begun."""
        self._bus.connect(type_, self, handler)
        return self

    def failed(self, error: Exception, sequence: int, event: object) -> PlatformError | None:
        """Take note of a failure at that event. What the run ends with, if it cannot do without this subscriber."""
        self.failures += 1
        if self.error is None:
            self.error = f"event {sequence}, {type(event).__name__}: {type(error).__name__}: {error}"
        if self.connected and (self.essential or self.failures > self._tolerate):
            self.connected = False
            self._bus.disconnect(self)
        if not self.essential or self._bus.ended is not None:
            return None
        fatal = error if isinstance(error, PlatformError) else SubscriberFailed.of(self.name, error)
        if fatal is not error:
            fatal.__cause__ = error
        self._bus.end(fatal)
        return fatal

    def told(self) -> str:
        """What became of it, in words; empty if nothing went wrong."""
        if not self.failures:
            return ""
        end = "" if self.connected else "; it heard nothing after that"
        count = "" if self.failures == 1 else f" {self.failures} times, first"
        return f"the subscriber {self.name} failed{count} at {self.error}{end}"

    def as_dict(self) -> dict[str, Any]:
        """Its part of result.json."""
        return {
            "essential": self.essential,
            "connected": self.connected,
            "failures": self.failures,
            "error": self.error,
        }


class Listener(Protocol):
    """Whose handler it is that raised."""

    def failed(self, error: Exception, sequence: int, event: object) -> PlatformError | None: ...


class Ended:
    """Behind all subscribers of a bus that has come to its end: it passes that on to whoever publishes."""

    def __init__(self, error: PlatformError) -> None:
        self._error = error

    @staticmethod
    def strike(_: object) -> NoReturn:
        raise RuntimeError

    def failed(self, _: Exception, __: int, ___: object) -> PlatformError:
        return self._error
