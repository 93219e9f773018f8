"""The loopback door: a Solana JSON-RPC and its websocket on 127.0.0.1, which a stock driftpy client cannot tell from a node."""
