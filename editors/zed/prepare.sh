#!/usr/bin/env bash
# Puts the extension into a folder, as Zed installs it: with the grammar taken from the last commit of this copy of the repository.
# Zed reads grammars from repositories alone, and knows none of ours.
set -euo pipefail
into=${1:?into which folder?}
cd "$(dirname "$0")"

root=$(git rev-parse --show-toplevel)
commit=$(git rev-parse HEAD)
mkdir -p "$into"
cp -r Cargo.toml Cargo.lock languages src "$into"
cp ../vscode/LICENSE-APACHE ../vscode/LICENSE-MIT "$into"
sed "s|https://example.invalid/acquis|file://$root|; s|^rev = .*|rev = \"$commit\"|" extension.toml >"$into/extension.toml"
