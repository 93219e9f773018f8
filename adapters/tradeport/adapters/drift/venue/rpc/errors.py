"""What the RPC refuses with."""

from typing import Any

INVALID_PARAMS = -32602
METHOD_NOT_FOUND = -32601
INTERNAL = -32603
PREFLIGHT_FAILED = -32002
SIGNATURE_FAILED = -32003
UNSUPPORTED = -32000


class RpcError(Exception):
    """A JSON-RPC error."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, data

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        return error if self.data is None else {**error, "data": self.data}


def simulation_failed(reason: str, err: Any, logs: list[str] | None = None) -> RpcError:
    """As a node answers a transaction that its preflight refuses."""
    data = {"err": err, "logs": logs or [], "accounts": None, "unitsConsumed": 0, "returnData": None}
    return RpcError(PREFLIGHT_FAILED, f"Transaction simulation failed: {reason}", data)
