"""JSON-RPC with three endings: the result, a refusal, or silence. driftpy's own client makes one exception of the last two."""

import itertools
from typing import Any

import httpx
from solana.rpc.async_api import AsyncClient

_PREFLIGHT = -32002
_TOO_MANY = 429


class Unheard(Exception):
    """No answer. What was asked for may have happened, may still happen, or never will."""


class TurnedAway(Exception):
    """Asked too often: the request was not looked at."""


class Refused(Exception):
    """The node's answer is no. `transaction_error`: what it found in preflight, as `{"InstructionError": ...}` or a word."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(f"{error.get('message')} ({error.get('code')})")
        data = error.get("data")
        self.code = error.get("code")
        self.preflight = self.code == _PREFLIGHT and isinstance(data, dict)
        self.transaction_error: Any = data.get("err") if isinstance(data, dict) else None


class Rpc:
    """One endpoint. The session is its owner's to close."""

    def __init__(self, url: str, session: httpx.AsyncClient) -> None:
        self._url, self._session = url, session
        self._numbers = itertools.count(1)

    @classmethod
    def of(cls, connection: AsyncClient) -> "Rpc":
        """The endpoint and the session of a solana-py client."""
        return cls(connection._provider.endpoint_uri, connection._provider.session)

    async def ask(self, method: str, *params: Any) -> Any:
        """The result. Raises Unheard, TurnedAway or Refused."""
        body = {"jsonrpc": "2.0", "id": next(self._numbers), "method": method, "params": list(params)}
        try:
            response = await self._session.post(self._url, json=body)
            if response.status_code == _TOO_MANY:
                raise TurnedAway(method)
            response.raise_for_status()
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unheard(f"{method}: {type(error).__name__}") from error
        if not isinstance(answer, dict) or ("error" not in answer and "result" not in answer):
            raise Unheard(f"{method}: no JSON-RPC")  # a proxy's word, not the node's
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]
