#!/usr/bin/env bash
# Runs the tests of the language server over an independent client, against the `acquis` that ACQUIS names, or the one that
# was built last. Needs Python 3.10 or newer with venv, and the registry of PyPI. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")"

acquis=${ACQUIS:-$PWD/../../../target/debug/acquis}
if [ ! -x "$acquis" ]; then
    echo "there is no acquis at $acquis: build it with \`cargo build -p acquis\`" >&2
    exit 1
fi

python=$PWD/../../.build/python
if ! cmp -s requirements.txt "$python/installed.txt"; then
    rm -rf "$python"
    python3 -m venv "$python"
    "$python/bin/pip" install --quiet --disable-pip-version-check --no-deps --requirement requirements.txt
    "$python/bin/pip" check --quiet --disable-pip-version-check
    cp requirements.txt "$python/installed.txt"
fi

ACQUIS=$(realpath "$acquis") PYTHONDONTWRITEBYTECODE=1 "$python/bin/python" -m pytest --quiet "$@"
