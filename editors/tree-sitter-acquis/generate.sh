#!/usr/bin/env bash
# Writes `src/` from `grammar.js`, and `src/generated.sha256`, by which the tests see that neither was changed alone.
#
# Needs the tree-sitter program, of exactly this version: the text that another version writes is another one.
# `cargo install --locked tree-sitter-cli --version 0.27.1` installs it; so does npm where it may fetch a release.
#
#   ./generate.sh          writes the files
#   ./generate.sh --check  writes nothing; exits 1 if they would be others
set -euo pipefail
cd "$(dirname "$0")"

version=0.27.1
# The oldest form in use: Neovim reads it from 0.7 on, Emacs from 29 on, and everything newer does.
abi=14

found=$(tree-sitter --version | cut -d ' ' -f 2)
if [ "$found" != "$version" ]; then
    echo "tree-sitter $version is needed, and this is $found" >&2
    exit 2
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp grammar.js tree-sitter.json "$folder"
(cd "$folder" && tree-sitter generate --abi "$abi")
(cd "$folder" && sha256sum grammar.js src/grammar.json src/node-types.json src/parser.c src/tree_sitter/*.h) \
    >"$folder/src/generated.sha256"

if [ "${1-}" = --check ]; then
    diff -r "$folder/src" src >/dev/null || { echo "src/ is not what grammar.js makes: run ./generate.sh" >&2; exit 1; }
else
    rm -rf src
    cp -r "$folder/src" src
fi
