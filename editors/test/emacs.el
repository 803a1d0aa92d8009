;;; emacs.el --- What a user sees who follows emacs/README.md  -*- lexical-binding: t; -*-

;; Findings that come and go, what a name means, where it is from, its uses, its other name, the layout, scenarios. A difference ends
;; Emacs with an error.

(require 'eglot)
(require 'flymake)
(require 'cl-lib)

(defun fail (form &rest values)
  (princ (concat (apply #'format form values) "\n") #'external-debugging-output)
  (kill-emacs 1))

(defun equally (found wanted what)
  (unless (equal found wanted) (fail "%s: %S is not %S" what found wanted)))

(defun wait-for (what is-so)
  "Let Emacs hear its processes until IS-SO."
  (with-timeout (60 (fail "in vain: %s" what))
    (while (not (funcall is-so)) (accept-process-output nil 0.05))))

(defun go-to (words &optional word)
  (goto-char (point-min))
  (search-forward words)
  (goto-char (match-beginning 0))
  (when word (search-forward word) (goto-char (match-beginning 0))))

(defun ask (method &rest more)
  (jsonrpc-request (eglot--current-server-or-lose) method (append (eglot--TextDocumentPositionParams) more)))

(add-to-list 'load-path (getenv "MODE"))
(require 'acquis-mode)
(setq acquis-server-command (list (getenv "ACQUIS") "lsp")
      eglot-sync-connect t
      eglot-autoshutdown nil)

(find-file (getenv "POLICY"))
(equally major-mode 'acquis-mode "the mode")
(apply #'eglot (eglot--guess-contact))
(wait-for "the server" #'eglot-current-server)
(equally (file-name-nondirectory (directory-file-name (project-root (eglot--project (eglot-current-server))))) "cada" "the package")
(unless flymake-mode (flymake-mode 1))

(defun findings ()
  (mapcar (lambda (one)
            (list (buffer-substring-no-properties (flymake-diagnostic-beg one) (flymake-diagnostic-end one)) (flymake-diagnostic-text one)))
          (flymake-diagnostics)))

;; A slip is found where it is, and gone when it is undone.
(go-to "third_country_controlled(party)")
(delete-char 5)
(eglot--signal-textDocument/didChange)
(wait-for "the finding" (lambda () (= (length (findings)) 1)))
(equally (caar (findings)) "_country_controlled" "the words of the finding")
(unless (string-match-p "_country_controlled" (cadar (findings))) (fail "the finding: %S" (findings)))
(insert "third")
(eglot--signal-textDocument/didChange)
(wait-for "the finding to go" (lambda () (null (findings))))

;; What a name means, where it is from, and where it is used.
(go-to "third_country_controlled(party)")
(let ((said (plist-get (plist-get (ask :textDocument/hover) :contents) :value)))
  (unless (string-match-p (regexp-quote "define third_country_controlled(e : LegalEntity) : Bool") said) (fail "what is said of a notion: %s" said)))
(let ((uses (length (xref-backend-references 'eglot (xref-backend-identifier-at-point 'eglot)))))
  (unless (>= uses 3) (fail "uses of a notion: %d" uses)))
(save-window-excursion
  (save-current-buffer
    (call-interactively #'xref-find-definitions)
    (equally (file-name-nondirectory (buffer-file-name (window-buffer))) "notions.acq" "the file of the definition")))

;; The colours are those of the mode.
(font-lock-ensure)
(go-to "criterion Annex II 3.1(g)")
(equally (get-text-property (point) 'face) 'font-lock-keyword-face "the face of a keyword")
(search-forward "Annex")
(equally (get-text-property (match-beginning 0) 'face) 'acquis-citation-face "the face of a citation")

;; A line that was moved is put back by the layout, and another name reaches the other files.
(let ((before (buffer-string)))
  (go-to "    holds \"nobody involved")
  (insert "  ")
  (eglot-format-buffer)
  (equally (buffer-substring-no-properties (point-min) (point-max)) (substring-no-properties before) "the layout"))
;; Scenarios are run, all of them or one.
(unless (string-match-p "\\`cada: [0-9][0-9]+ passed, 0 failed\\'" (acquis-run-scenarios)) (fail "scenarios: %S" (current-message)))
(equally (acquis-run-scenarios "the day after it") "cada: 1 passed, 0 failed" "one scenario")
(let ((refused (condition-case refusal (acquis-run-scenarios "no such title") (error (format "%S" refusal)))))
  (unless (string-match-p "no scenario is called" refused) (fail "a scenario that there is not: %s" refused)))

;; Eglot tells of changes when it is idle, which it never is here.
(eglot--signal-textDocument/didChange)
(go-to "third_country_controlled(party)")
(cl-letf (((symbol-function 'y-or-n-p) (lambda (&rest _) t)))
  (eglot-rename "controlled_from_outside"))
(with-current-buffer (find-file-noselect (expand-file-name "../notions.acq" (file-name-directory (getenv "POLICY"))))
  (goto-char (point-min))
  (unless (search-forward "define controlled_from_outside(" nil t) (fail "another name did not reach notions.acq")))


;; A dossier is served by the server of its package, in whatever mode it is shown.
(add-hook 'find-file-hook #'acquis-dossier-ensure)
(defvar package-server (eglot-current-server))
(defvar package-folder (file-name-directory (directory-file-name (file-name-directory (getenv "POLICY")))))
(defun dossier (name mode)
  (find-file (expand-file-name name package-folder))
  (equally major-mode mode (format "the mode of %s" name))
  (run-hooks 'post-command-hook)
  (wait-for "the server of a dossier" #'eglot-current-server)
  (equally (eglot-current-server) package-server "the server of a dossier")
  ;; Flymake waits for a command, of which there is none here.
  (unless flymake-mode (flymake-mode 1))
  (flymake-start))
(dossier "examples/nordwolke.yaml" (if (fboundp 'yaml-mode) 'yaml-mode 'acquis-dossier-mode))
(go-to "provider:")
(insert "porvider: true\n")
(eglot--signal-textDocument/didChange)
(wait-for "the finding in a dossier" (lambda () (= (length (findings)) 1)))
(unless (string-match-p "ACQ0604\\|porvider" (cadar (findings))) (fail "the finding in a dossier: %S" (findings)))
(go-to "porvider")
(delete-region (point) (progn (forward-line) (point)))
(eglot--signal-textDocument/didChange)
(wait-for "the finding to go" (lambda () (null (findings))))
(go-to "provider:")
(let ((said (plist-get (plist-get (ask :textDocument/hover) :contents) :value)))
  (unless (string-match-p "provider" said) (fail "what is said of a fact: %s" said)))
(xref-find-definitions (xref-backend-identifier-at-point 'eglot))
(equally (file-name-nondirectory (buffer-file-name)) "vocabulary.acq" "where a fact is declared")
(dossier "examples/atlantida.json" (if (fboundp 'js-json-mode) 'js-json-mode 'js-mode))
(go-to "\"provider\"" "provider")
(let ((said (plist-get (plist-get (ask :textDocument/hover) :contents) :value)))
  (unless (string-match-p "provider" said) (fail "what is said of a fact in JSON: %s" said)))

;; What is no dossier of a package is left to others.
(let ((other (expand-file-name "other/x.json" (file-name-directory (directory-file-name package-folder)))))
  (make-directory (file-name-directory other) t)
  (with-temp-file other (insert "{}"))
  (find-file other)
  (run-hooks 'post-command-hook)
  (equally (eglot-current-server) nil "the server of a file of no package"))
(dolist (name '("node_modules/x.json" ".github/x.yaml" "x.toml" "x.acq"))
  (equally (acquis--dossier-p (expand-file-name name package-folder)) nil name))

(eglot-shutdown package-server)
(princ "Emacs: findings, names, layout, scenarios and dossiers are as emacs/README.md says\n")
(kill-emacs 0)
