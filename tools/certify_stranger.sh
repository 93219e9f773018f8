#!/usr/bin/env bash
# An outside adapter, a distribution of its own, against the built wheel in an environment where nothing of the tree is:
# the honest one must be certified, the lying one must not.
# usage: UV=/path/to/uv tools/certify_stranger.sh dist/tradeport-*.whl
set -euo pipefail
wheel=$(realpath "$1")
uv=${UV:-uv}
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$here/.python-version" . # where Python comes from pyenv, it asks for this
"$uv" venv -q --python 3.12 env
"$uv" pip install -q --python env/bin/python "tradeport[contract] @ file://$wheel" "acme-paper @ file://$here/contract_tests/stranger"

certify() { env/bin/python -m tradeport.contract_tests "$1" --evidence "$1.json" >"$1.log" 2>&1; }

if ! certify acme; then
    cat acme.log
    echo "stranger: acme is honest, and was not certified" >&2
    exit 1
fi
echo "stranger: $(tail -n 1 acme.log)"
if certify acme_liar; then
    cat acme_liar.log
    echo "stranger: acme_liar lies, and was certified" >&2
    exit 1
fi
# it failed for its lie, and for nothing else
env/bin/python - <<'PY'
import json

clauses = json.load(open("acme_liar.json"))["clauses"]
failed = {number for number, clause in clauses.items() if clause["outcome"] == "failed"}
lies = {n for n, c in clauses.items() if "execution.stop_orders" in (c["requires"], *c["also"])}
assert "EXE-300" in failed and failed <= lies | {"AUD-900"}, sorted(failed - lies)
PY
echo "stranger: $(tail -n 1 acme_liar.log), as it should be"
