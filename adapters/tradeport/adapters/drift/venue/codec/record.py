"""The values that layouts read and write."""

from typing import TYPE_CHECKING, Any, ClassVar, Self


class Record:
    """A struct of the IDL: one attribute a field, in snake case; integers as int, enums as their number, keys as Pubkey."""

    #: Fields that hold records, or lists; all others hold immutable values.
    NESTED: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"

    def changed(self, **fields: Any) -> Self:
        """A copy, one level deep, with some fields replaced."""
        copy = type(self).__new__(type(self))
        copy.__dict__.update(self.__dict__)
        copy.__dict__.update(fields)
        return copy
