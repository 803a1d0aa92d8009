#!/usr/bin/env bash
# Holds acquis-mode to the sample, and follows emacs/README.md in an Emacs without a screen, over a copy of a real package. Needs
# Emacs, and for the second half Eglot and an `acquis`: the one that ACQUIS names, or the one that was built last.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v emacs >/dev/null; then
    echo "skipped: Emacs is not installed"
    exit 0
fi
mkdir -p .build
emacs -Q --batch --eval '(setq byte-compile-error-on-warn t byte-compile-dest-file-function (lambda (_) (expand-file-name ".build/acquis-mode.elc")))' \
    -f batch-byte-compile emacs/acquis-mode.el
ROOT=$PWD/.. emacs -Q --batch -l test/emacs-colours.el
echo "Emacs: words, colours, indentation and lists are as they should be"

acquis=${ACQUIS:-$PWD/../target/debug/acquis}
if [ ! -x "$acquis" ]; then
    echo "skipped: there is no acquis at $acquis"
    exit 0
fi
# What a distribution has packaged is found by its own start-up file, which -Q leaves out.
if ! emacs -q --batch --eval '(unless (locate-library "eglot") (kill-emacs 1))' 2>/dev/null; then
    echo "skipped: Eglot is not installed"
    exit 0
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -r ../policies/cada "$folder/cada"
HOME=$folder ACQUIS=$(realpath "$acquis") MODE=$PWD/emacs POLICY=$folder/cada/annex_ii/level_3.acq \
    timeout 120 emacs -q --batch -l test/emacs.el

if ! emacs -q --batch --eval '(unless (locate-library "lsp-mode") (kill-emacs 1))' 2>/dev/null; then
    echo "skipped: lsp-mode is not installed"
    exit 0
fi
HOME=$folder ACQUIS=$(realpath "$acquis") MODE=$PWD/emacs POLICY=$folder/cada/annex_ii/level_3.acq \
    timeout 120 emacs -q --batch -l test/emacs-lsp.el
