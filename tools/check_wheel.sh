#!/usr/bin/env bash
# The built wheel, installed where nothing of the tree is: the command starts, runs, compares, and certifies a stranger.
# usage: UV=/path/to/uv tools/check_wheel.sh dist/tradeport-*.whl
set -euo pipefail
wheel=$(realpath "$1")
uv=${UV:-uv}
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$here/.python-version" . # where Python comes from pyenv, it asks for this
"$uv" venv -q --python 3.12 env
"$uv" pip install -q --python env/bin/python "tradeport[nautilus,contract] @ file://$wheel"
env/bin/platform --help >/dev/null
env/bin/platform doctor
env/bin/platform compare sma_cross --engines reference,nautilus --data sample:AAPL --json >comparison.json
env/bin/python -c 'import json; c = json.load(open("comparison.json")); assert c["parity"], c'
bash "$here/tools/certify_stranger.sh" "$wheel"
echo "wheel: ok"
