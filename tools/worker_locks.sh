#!/usr/bin/env bash
# The pins of each engine's own environment, from uv.lock, for `--isolate` where there is no checkout.
# usage: UV=/path/to/uv tools/worker_locks.sh [--check]
set -euo pipefail
uv=${UV:-uv}
cd "$(dirname "$0")/.."
place=application/tradeport/application/worker/locks
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
for engine in reference nautilus backtrader zipline hummingbot drift; do
    extra=(--extra "$engine")
    [ "$engine" = reference ] && extra=()
    "$uv" export -q --locked --no-default-groups --no-emit-project --no-header --no-annotate --format requirements.txt \
        "${extra[@]}" >"$made/$engine.txt"
done
if [ "${1:-}" = --check ]; then
    diff -r "$made" "$place" || { echo "the worker locks are not those of uv.lock. Hint: make locks" >&2; exit 1; }
else
    mkdir -p "$place" && cp "$made"/*.txt "$place/"
fi
