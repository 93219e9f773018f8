"""Publish and subscribe, in process, in order, by type."""

from collections import deque
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from tradeport.application.errors import PlatformError
from tradeport.application.events.subscribers import Ended, Listener, Subscriber


class Published(NamedTuple):
    """An event and its number, from 1 without gaps."""

    sequence: int
    event: Any


class EventBus:
    """Every event reaches all its subscribers, in the order in which they subscribed, before the next event reaches any.

    Who listens is settled before the run: `publisher` then gives None for what nobody listens to, and such events are neither
    built nor numbered nor kept. One thread: that of the run.
    """

    def __init__(self, history: int = 0) -> None:
        """`history`: how many events of each type are kept for `history()`."""
        self._keep = history
        self._topics: dict[type, _Topic] = {}
        self._subscribers: dict[str, Subscriber] = {}
        self._sealed = False
        #: The number of the last event that was published.
        self.sequence = 0
        self.busy = False
        #: Published by a handler: they wait until the event at hand has reached everyone.
        self.waiting: deque[tuple[_Topic, int, object]] = deque()
        #: What the first essential subscriber to fail ended the run with.
        self.ended: PlatformError | None = None

    # -- who listens ---------------------------------------------------------------------------------------------------

    def subscriber(self, name: str, *, essential: bool = False, tolerate: int = 0) -> Subscriber:
        """A new subscriber, without handlers yet. Raises ValueError for a name that is taken."""
        if name in self._subscribers:
            raise ValueError(f"there is a subscriber {name!r} already")
        found = self._subscribers[name] = Subscriber(self, name, essential=essential, tolerate=tolerate)
        return found

    def subscribe[E](self, name: str, type_: type[E], handler: Callable[[E], object], *, essential: bool = False) -> Subscriber:
        """A subscriber with one handler."""
        return self.subscriber(name, essential=essential).on(type_, handler)

    def connect(self, type_: type, subscriber: Subscriber, handler: Callable[[Any], object]) -> None:
        """`Subscriber.on`."""
        if self._sealed:
            raise RuntimeError(f"{subscriber.name} subscribes to {type_.__name__} after the run has begun")
        topic = self._topics.setdefault(type_, _Topic(self, self._keep))
        if any(other is subscriber for _, other in topic.handlers):
            raise ValueError(f"{subscriber.name} has a handler for {type_.__name__} already")
        topic.handlers = (*topic.handlers, (handler, subscriber))

    def disconnect(self, subscriber: Subscriber) -> None:
        """It hears nothing any more."""
        for topic in self._topics.values():
            topic.handlers = tuple(pair for pair in topic.handlers if pair[1] is not subscriber)

    def end(self, error: PlatformError) -> None:
        """All others hear on; whoever publishes gets `error` after that, so that a strategy which swallows it goes nowhere."""
        self.ended = error
        for topic in self._topics.values():
            topic.handlers = (*topic.handlers, (Ended.strike, Ended(error)))

    def acknowledge(self) -> None:
        """The run has heard of its end: from here on publishing raises no more, so that everybody hears how it is sealed."""
        for topic in self._topics.values():
            topic.handlers = tuple(pair for pair in topic.handlers if not isinstance(pair[1], Ended))

    def mute(self) -> None:
        """Of a run that is not going to be: what is published from here on reaches nobody."""
        for topic in self._topics.values():
            topic.handlers = ()

    def seal(self) -> None:
        """From here on nobody can subscribe."""
        self._sealed = True

    # -- what is said --------------------------------------------------------------------------------------------------

    def wants(self, type_: type) -> bool:
        """Whether anybody has subscribed to events of this type."""
        return type_ in self._topics

    def publisher[E](self, type_: type[E]) -> Callable[[E], None] | None:
        """Where to send events of this type; None if nobody wants them. To be asked once, at set-up; seals the bus."""
        self.seal()
        topic = self._topics.get(type_)
        return None if topic is None else topic.publish

    def publish(self, event: object) -> None:
        """Send one event; for what is rare. Raises what an essential subscriber raised, once all have heard it."""
        topic = self._topics.get(type(event))
        if topic is not None:
            topic.publish(event)

    # -- what was said, and to whom ------------------------------------------------------------------------------------

    def history(self, type_: type | None = None) -> tuple[Published, ...]:
        """The last events of a type, or of all, in order; of each type at most as many as are kept."""
        topics = self._topics.values() if type_ is None else filter(None, [self._topics.get(type_)])
        return tuple(sorted((Published(*one) for topic in topics for one in topic.kept), key=lambda one: one.sequence))

    @property
    def subscribers(self) -> tuple[Subscriber, ...]:
        return tuple(self._subscribers.values())

    def report(self) -> dict[str, dict[str, Any]]:
        """The `subscribers` object of result.json."""
        return {one.name: one.as_dict() for one in self.subscribers}


class _Topic:
    """The events of one type. Every bar comes by here."""

    __slots__ = ("_bus", "_keep", "handlers", "kept")

    def __init__(self, bus: EventBus, keep: int) -> None:
        self._bus = bus
        self.handlers: tuple[tuple[Callable[[Any], object], Listener], ...] = ()
        self.kept: deque[tuple[int, Any]] = deque(maxlen=keep)
        self._keep = self.kept.append if keep else None

    def publish(self, event: object) -> None:
        bus = self._bus
        bus.sequence = number = bus.sequence + 1
        if self._keep is not None:
            self._keep((number, event))
        if bus.busy:
            bus.waiting.append((self, number, event))
            return
        bus.busy = True
        handlers = self.handlers
        fatal = None
        try:
            while True:
                for handler, listener in handlers:
                    try:
                        handler(event)
                    except Exception as error:
                        fatal = listener.failed(error, number, event) or fatal
                if not bus.waiting:
                    break
                topic, number, event = bus.waiting.popleft()
                handlers = topic.handlers
        finally:
            bus.busy = False
        if fatal is not None:
            raise fatal


#: A bus that nobody can listen to.
SILENT: Final = EventBus()
SILENT.seal()
