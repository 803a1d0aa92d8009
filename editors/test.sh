#!/usr/bin/env bash
# Tests the grammars, the snippets, the Visual Studio Code extension, and the language server over an independent client.
# Needs Rust, Node.js 20 or newer, npm, Python 3.10 or newer and a C compiler; installs the rest from the registries of npm and
# PyPI. ACQUIS names the `acquis` to test; else it is built.
set -euo pipefail
cd "$(dirname "$0")"

if [ -z "${ACQUIS:-}" ]; then
    cargo build --quiet --package acquis
    export ACQUIS=$PWD/../target/debug/acquis
fi

npm ci --no-progress --loglevel=error
(cd vscode && npm ci --no-progress --loglevel=error && npm run --silent check && node bundle.mjs --tests)

mkdir -p .build
runtime=node_modules/tree-sitter/vendor/tree-sitter/lib
"${CC:-cc}" -std=c11 -O1 -D_DEFAULT_SOURCE -I "$runtime/include" -I "$runtime/src" -o .build/tree \
    test/tree.c tree-sitter-acquis/src/parser.c "$runtime/src/lib.c"

# Zed builds its extension for WebAssembly; that it fits the interface can be seen on any machine.
(cd zed && cargo fmt --check && CARGO_TARGET_DIR=../.build/zed cargo clippy --quiet --locked -- -D warnings)

node --test test/run.mjs test/extension.mjs

test/protocol/run.sh

# Where Emacs is not installed, this says so.
test/emacs.sh

# The parser is written by a program that cannot be had everywhere; where it is, it must write the same.
if command -v tree-sitter >/dev/null && tree-sitter --version | grep -q ' 0\.27\.1'; then
    tree-sitter-acquis/generate.sh --check
fi
