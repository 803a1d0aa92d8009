#!/usr/bin/env bash
# Follows neovim/README.md in a Neovim without a screen, over a copy of a real package. Needs Neovim and an `acquis`:
# the one that ACQUIS names, or the one that was built last.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v nvim >/dev/null; then
    echo "skipped: Neovim is not installed"
    exit 0
fi
acquis=${ACQUIS:-$PWD/../target/debug/acquis}
if [ ! -x "$acquis" ]; then
    echo "skipped: there is no acquis at $acquis"
    exit 0
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -r ../policies/cada "$folder/cada"
ACQUIS=$acquis PLUGIN=$PWD/neovim POLICY=$folder/cada/annex_ii/level_3.acq \
    DOSSIER=$folder/cada/examples/nordwolke.yaml SCENARIOS=$folder/cada/scenarios/articles.acq \
    nvim --headless -u NONE -i NONE -S test/neovim.lua
echo
