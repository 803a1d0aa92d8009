;;; acquis-mode.el --- Policies in Acquis  -*- lexical-binding: t; -*-

;; Author: the authors of Acquis
;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; Keywords: languages
;; SPDX-License-Identifier: Apache-2.0 OR MIT

;;; Commentary:

;; A major mode for Acquis, a language for assurance-level law: colours, comments, indentation, a list of the declarations of a
;; file, and the language server `acquis lsp' for Eglot and for lsp-mode.
;;
;; What a word is where its meaning decides is known to the language server alone; the colours here say what a place tells.

;;; Code:

(require 'imenu)
(require 'rx)
(require 'seq)
(require 'subr-x)

(defgroup acquis nil
  "Policies in Acquis."
  :group 'languages)

(defcustom acquis-server-command '("acquis" "lsp")
  "The language server, as a list of a program and its arguments."
  :type '(repeat string))

(defcustom acquis-indent-offset 4
  "How many blanks a level of indentation has; the canonical layout has four."
  :type 'integer
  :safe #'integerp)

(defface acquis-citation-face '((t :inherit font-lock-constant-face))
  "Face of what is cited, and of its labels and numbers.")

(defface acquis-number-face '((t :inherit font-lock-builtin-face))
  "Face of numbers and dates.")

;; Words

(defconst acquis-reserved-words
  '(
    "all" "amendment" "and" "any" "applies" "as" "assessment_date" "assume" "at" "by" "chain" "count"
    "criterion" "define" "derogation" "else" "entity" "enum" "every" "evidence" "exactly" "except" "exists"
    "facts" "fails" "false" "first" "formalised" "holds" "if" "implies" "import" "in" "instrument" "is"
    "ladder" "level" "no" "not" "of" "on" "opens" "or" "otherwise" "own" "parameter" "plus" "point" "reading"
    "register" "requires" "rule" "satisfies" "scenario" "should" "some" "then" "together" "true" "unless"
    "waive" "where" "with" "without")
  "Words that can be no names.")

(defconst acquis-context-words
  '(
    "a" "act" "add" "address" "after" "alternative" "annex" "annexes" "applicable" "article" "articles"
    "because" "before" "body" "builds" "cites" "clock" "condition" "correct" "counterpart" "cumulative" "dated"
    "day" "days" "default" "delete" "deleted" "document" "down" "each" "empowers" "end" "ends" "entry"
    "exception" "expect" "field" "fingerprint" "fixed" "for" "from" "heading" "identified" "insert" "known"
    "latest" "least" "less" "list" "met" "missing" "month" "months" "more" "most" "named" "nonempty" "nothing"
    "number" "numbers" "older" "open" "optional" "ordered" "out" "over" "paragraph" "paragraphs" "period"
    "places" "points" "pool" "printed" "procedure" "reachable" "read" "recital" "recitals" "ref" "refers"
    "refines" "remove" "replace" "restates" "rounded" "section" "sections" "set" "status" "stops" "substitute"
    "than" "that" "the" "to" "total" "transcribed" "under" "undetermined" "unknown" "until" "up" "when"
    "working" "year" "years")
  "Words that mean something at certain places only, and are names everywhere else.")

(defconst acquis--provision-kinds
  (seq-mapcat (lambda (kind) (list kind (concat kind "s")))
              '("article" "recital" "section" "number" "paragraph" "point"))
  "Words that are of the language before a number or label.")

(defconst acquis--reserved (regexp-opt acquis-reserved-words 'symbols))
(defconst acquis--contextual (regexp-opt acquis-context-words 'symbols))

(defconst acquis--declarations
  (regexp-opt '("import" "instrument" "entity" "enum" "register" "facts" "assume" "define" "reading" "ladder" "criterion"
                "not formalised" "derogation" "rule" "scenario" "waive" "amendment")
              'symbols)
  "The words with which declarations start.")

(defconst acquis--clauses
  (concat
   (regexp-opt '("requires" "unless" "applies" "holds" "fails" "evidence" "parameter" "plus" "without" "opens" "default"
                 "alternative" "exception" "ends" "clock" "set" "remove" "expect" "level" "point" "points" "article" "articles"
                "paragraph" "paragraphs" "annex" "section" "number" "document" "procedure" "dated" "status" "recitals")
              'symbols)
   "\\(?:[ \t]\\|$\\)")
  "The words with which clauses start that stand on lines of their own.")

;; Colours

(defconst acquis--citation
  (rx (or (seq (or "Article" "Recital") " " (+ digit) (* (any "a-z")) (* "(" (? "-") (+ alnum) ")"))
          (seq "Annex " (+ (any "A-Z")) symbol-end
               (? " " (or (seq (+ digit) (* "." (+ digit)) (* "(" (? "-") (+ alnum) ")"))
                          (seq (any "A-Z") symbol-end))))))
  "A provision as it is cited.")

(defun acquis--in-text-p (position)
  "Whether POSITION is within a text or a comment."
  (let ((state (save-excursion (syntax-ppss position))))
    (or (nth 3 state) (nth 4 state))))

(defun acquis--match-contextual (limit)
  "Find the next word before LIMIT that is of the language where it stands."
  (let (found)
    (while (and (not found) (re-search-forward acquis--contextual limit t))
      (let ((start (match-beginning 0)) (end (match-end 0)) (data (match-data)))
        (unless (acquis--in-text-p start)
          (setq found (acquis--word-of-language-p start end)))
        (set-match-data data)))
    found))

(defun acquis--word-of-language-p (start end)
  "Whether the word from START to END is of the language, as far as its neighbours tell."
  (save-excursion
    (let* ((word (buffer-substring-no-properties start end))
           (after (progn (goto-char end) (skip-chars-forward " \t\n") (point)))
           (before (progn (goto-char start) (skip-chars-backward " \t\n") (char-before)))
           (next (buffer-substring-no-properties after (min (point-max) (+ after 40))))
           (case-fold-search nil))
      (cond
       ;; The head of a column, or what comes of a provision in a row.
       ((or (eq before ?|) (string-prefix-p "|" next)) (member word '("reachable" "met" "applicable" "undetermined")))
       ((string= word "act") (looking-back "\\_<under" (line-beginning-position)))
       ((member word '("up" "down")) (looking-back "\\_<rounded" (line-beginning-position)))
       ((member word '("day" "days" "month" "months" "year" "years")) (not (memq before '(?. ?\[ ?, ?\())))
       ((string= word "to") (not (string-match-p "\\`[].:,;)]" next)))
       ((member word acquis--provision-kinds) (string-match-p "\\`\\(?:[0-9(]\\|[A-Z]+\\_>\\)" next))
       ((string= word "each") (string-match-p "\\`[[:alpha:]_][[:alnum:]_]* \\(?:in\\|that\\)\\_>" next))
       ;; What stands beside a sign is a name: of a field that is declared, set or asked for, or of what is called.
       (t (not (or (memq before '(?. ?\[ ?, ?\( ?< ?> ?= ?+ ?* ?/ ?-))
                   (string-match-p "\\`[][:.(,;)=<>+*/!|]" next))))))))

(defvar acquis-font-lock-keywords
  `((,acquis--citation 0 'acquis-citation-face)
    (,(rx symbol-start (group (or "point" "points")) (+ blank) (group (or (seq "(" (? "-") (+ alnum) ")") (+ (any alnum "_")))))
     (2 'acquis-citation-face))
    (,(rx symbol-start (or "paragraph" "paragraphs" "points" "to" "as") (+ blank) (group "(" (? "-") (+ alnum) ")"))
     (1 'acquis-citation-face))
    (,(rx symbol-start (or "article" "articles" "recitals" "annex" "section" "number") (+ blank) (group (+ (any alnum "."))))
     (1 'acquis-citation-face))
    (,(rx symbol-start (or "recitals" "articles") (+ blank) (+ (any alnum)) (+ blank) "to" (+ blank) (group (+ (any alnum))))
     (1 'acquis-citation-face))
    (,(rx symbol-start "printed" (+ blank) "as" (+ blank) (group (+ digit) (* (any "a-z")))) (1 'acquis-citation-face))
    (,(rx symbol-start "named" (+ blank) (group (any "A-Z")) symbol-end) (1 'acquis-citation-face))
    (,(rx symbol-start digit (any digit "_") (* (any digit "_")) "-" digit digit "-" digit digit symbol-end)
     0 'acquis-number-face)
    (,acquis--reserved 0 font-lock-keyword-face)
    (acquis--match-contextual 0 font-lock-keyword-face)
    (,(rx symbol-start (or "entity" "enum" "ladder") (+ blank) (group (+ (any alnum "_")))) (1 font-lock-type-face))
    (,(rx symbol-start (or "define" "derogation" "rule") (+ blank) (group (+ (any alnum "_")))) (1 font-lock-function-name-face))
    (,(rx symbol-start (or "register" "reading") (+ blank) (group (+ (any alnum "_")))) (1 font-lock-variable-name-face))
    (,(rx bow (+ digit) (* (any digit "_")) (? "." (+ digit)) (? (* blank) "%")) 0 'acquis-number-face))
  "What `acquis-mode' colours beside texts and comments.")

(defun acquis--syntactic-face (state)
  "The face of the text or comment that STATE is in: `///' and `//!' document."
  (cond ((nth 3 state) font-lock-string-face)
        ((save-excursion (goto-char (nth 8 state)) (looking-at-p "//[/!]")) font-lock-doc-face)
        (t font-lock-comment-face)))

;; Indentation

(defun acquis--base-indentation ()
  "How far in the bracket around it puts the line of point."
  (save-excursion
    (back-to-indentation)
    (let ((opener (nth 1 (syntax-ppss))) (closes (looking-at-p "[])}]")))
      (cond ((null opener) 0)
            (t (goto-char opener)
               (+ (current-indentation) (if closes 0 acquis-indent-offset)))))))

(defun acquis--goes-on-p ()
  "Whether the line of point goes on with what the one before has begun, which the brackets do not tell."
  (save-excursion
    (back-to-indentation)
    (and (not (looking-at-p (concat "[])}]\\|//\\||\\|" acquis--clauses)))
         ;; A reading that is chosen is a part of the head of a scenario; one that is declared says what it asks.
         (or (looking-at-p "reading[ \t]+[^ \t\n]+[ \t]+=")
             (not (and (looking-at-p acquis--declarations) (zerop (nth 0 (syntax-ppss))))))
         (not (eolp)))))

(defun acquis-indent-line ()
  "Put the line where its braces and brackets say; a line that goes on with one before may stand further in."
  (interactive)
  (unless (nth 3 (save-excursion (syntax-ppss (line-beginning-position))))
    (let* ((base (acquis--base-indentation))
           (column (if (and (acquis--goes-on-p) (> (current-indentation) base)) (current-indentation) base)))
      (if (<= (current-column) (current-indentation))
          (indent-line-to column)
        (save-excursion (indent-line-to column))))))

;; Declarations

(defvar acquis-imenu-generic-expression
  (let ((named (lambda (title word)
                 (list title (rx-to-string `(seq bol ,word (+ blank) (group (+ (any alnum "_"))))) 1))))
    `((nil "^criterion[ \t]+\\(\\(?:Annex\\|Article\\)[^\n]*?\\)[ \t]+at\\_>" 1)
      ("Scenarios" "^scenario[ \t]+\"\\([^\"\n]*\\)\"" 1)
      ,(funcall named "Derogations" "derogation")
      ,(funcall named "Notions" "define")
      ,(funcall named "Rules" "rule")
      ,(funcall named "Entities" "entity")
      ,(funcall named "Enumerations" "enum")
      ,(funcall named "Registers" "register")
      ,(funcall named "Readings" "reading")
      ,(funcall named "Ladders" "ladder")
      ,(funcall named "Instruments" "instrument")))
  "What `imenu' lists of a policy.")

;; The language server

(declare-function project-root "project" (project))

(defun acquis--project (folder)
  "The package that FOLDER belongs to, for `project-find-functions'."
  (when-let ((root (locate-dominating-file folder "acquis.toml")))
    (cons 'transient root)))

(defcustom acquis-dossier-modes
  '(acquis-dossier-mode yaml-mode yaml-ts-mode json-mode json-ts-mode js-json-mode js-mode)
  "The modes in which a dossier of a package is served."
  :type '(repeat symbol))

(defun acquis--dossier-p (file)
  "Whether FILE may be a dossier: YAML or JSON in a package, and not in a folder that is left out."
  (and file
       (string-match-p "\\.\\(?:ya?ml\\|json\\)\\'" file)
       (when-let ((root (locate-dominating-file file "acquis.toml")))
         (not (string-match-p "\\(?:\\`\\|/\\)\\(?:target\\|node_modules\\|\\.[^/]*\\)/" (file-relative-name file root))))))

(defvar eglot-server-programs)
(defun acquis--eglot-entry ()
  "What `eglot-server-programs' says of a package: one server for its policies and its dossiers."
  (cons (cons 'acquis-mode acquis-dossier-modes) (lambda (&rest _) acquis-server-command)))

(defun acquis--use-eglot-here ()
  "Let Eglot take this buffer for one of its package, and no other buffer of its mode."
  (add-hook 'project-find-functions #'acquis--project nil t)
  (setq-local eglot-server-programs (cons (acquis--eglot-entry) (bound-and-true-p eglot-server-programs))))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs (cons 'acquis-mode (lambda (&rest _) acquis-server-command))))

(declare-function eglot-ensure "ext:eglot")
(declare-function lsp "ext:lsp-mode")

(defun acquis--serve-dossier (start)
  "Call START in a buffer that may hold a dossier, once it belongs to its package.
Whether it holds one is for the server to say."
  (when (acquis--dossier-p buffer-file-name)
    (when (eq major-mode 'fundamental-mode) (acquis-dossier-mode))
    (when (memq major-mode acquis-dossier-modes)
      (acquis--use-eglot-here)
      (funcall start))))

;;;###autoload
(defun acquis-dossier-ensure ()
  "Serve this buffer through Eglot by the server of its package, if it may hold a dossier; for `find-file-hook'."
  (acquis--serve-dossier #'eglot-ensure))

;;;###autoload
(defun acquis-dossier-lsp ()
  "Serve this buffer through lsp-mode by the server of its package, if it may hold a dossier; for `find-file-hook'."
  (acquis--serve-dossier #'lsp))

(declare-function eglot-current-server "ext:eglot")
(declare-function eglot--TextDocumentIdentifier "ext:eglot")
(declare-function eglot--signal-textDocument/didChange "ext:eglot")
(declare-function jsonrpc-request "jsonrpc")

(defun acquis-run-scenarios (&optional title)
  "Run the scenarios of this package; with a prefix argument the one called TITLE.
What did not come out stands beside its lines until the package changes."
  (interactive (list (when current-prefix-arg (read-string "Scenario: "))))
  (let ((server (when (fboundp 'eglot-current-server) (eglot-current-server))))
    (unless server (user-error "No language server runs here; M-x eglot starts it"))
    ;; What is not saved counts, also what Eglot would tell when Emacs is idle.
    (eglot--signal-textDocument/didChange)
    (let* ((address (plist-get (eglot--TextDocumentIdentifier) :uri))
           (arguments (if title (vector address title) (vector address)))
           (asked (list :command "acquis.test" :arguments arguments))
           (answer (jsonrpc-request server :workspace/executeCommand asked :timeout 600)))
      (message "%s" (mapconcat (lambda (package)
                                 (format "%s: %d passed, %d failed" (plist-get package :package)
                                         (plist-get package :passed) (plist-get package :failed)))
                               (plist-get answer :packages) "\n")))))

(defvar lsp-language-id-configuration)
(declare-function lsp-register-client "ext:lsp-mode" (client))
(declare-function make-lsp-client "ext:lsp-mode")
(declare-function lsp-stdio-connection "ext:lsp-mode" (command &optional test-command))
(with-eval-after-load 'lsp-mode
  (add-to-list 'lsp-language-id-configuration '(acquis-mode . "acquis"))
  (add-to-list 'lsp-language-id-configuration '(acquis-dossier-mode . "yaml"))
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () acquis-server-command))
                    :activation-fn (lambda (file mode) (or (eq mode 'acquis-mode) (acquis--dossier-p file)))
                    ;; A server for YAML or JSON may serve a dossier too.
                    :add-on? t
                    :server-id 'acquis)))

;; The mode

(defvar acquis-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?\\ "\\" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?' "." table)
    (modify-syntax-entry ?% "." table)
    table)
  "What signs are in a policy.")

;;;###autoload
(define-derived-mode acquis-mode prog-mode "Acquis"
  "Major mode for policies in Acquis."
  (setq-local comment-start "// "
              comment-end ""
              comment-start-skip "//[/!]?[ \t]*"
              indent-tabs-mode nil
              tab-width acquis-indent-offset
              fill-column 120
              indent-line-function #'acquis-indent-line
              electric-indent-chars (append "{}[]()\n" electric-indent-chars)
              imenu-generic-expression acquis-imenu-generic-expression
              font-lock-defaults '(acquis-font-lock-keywords nil nil nil
                                   (font-lock-syntactic-face-function . acquis--syntactic-face)))
  (acquis--use-eglot-here)
  (when (fboundp 'electric-pair-local-mode)
    (electric-pair-local-mode 1)))

;;;###autoload
(define-derived-mode acquis-dossier-mode prog-mode "Dossier"
  "Major mode for dossiers where no other mode knows YAML."
  (setq-local comment-start "# "
              comment-end ""
              indent-tabs-mode nil))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.acq\\'" . acquis-mode))

(provide 'acquis-mode)
;; Local Variables:
;; byte-compile-docstring-max-column: 120
;; End:
;;; acquis-mode.el ends here
