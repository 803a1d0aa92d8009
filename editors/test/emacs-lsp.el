;;; emacs-lsp.el --- What a user of lsp-mode sees who follows emacs/README.md  -*- lexical-binding: t; -*-

;; Findings in a policy and in a dossier, and what a name means. A difference ends Emacs with an error.

(require 'cl-lib)

(defun fail (form &rest values)
  (princ (concat (apply #'format form values) "\n") #'external-debugging-output)
  (kill-emacs 1))

(defun wait-for (what is-so)
  "Let Emacs hear its processes until IS-SO."
  (with-timeout (60 (fail "in vain: %s" what))
    (while (not (funcall is-so)) (accept-process-output nil 0.05))))

(add-to-list 'load-path (getenv "MODE"))
(require 'lsp-mode)
(require 'acquis-mode)
(setq acquis-server-command (list (getenv "ACQUIS") "lsp")
      lsp-auto-guess-root t
      lsp-enable-file-watchers nil
      lsp-enable-suggest-server-download nil
      lsp-enable-snippet nil
      ;; There is no screen to show these on.
      lsp-modeline-workspace-status-enable nil
      lsp-modeline-code-actions-enable nil
      lsp-modeline-diagnostics-enable nil
      lsp-headerline-breadcrumb-enable nil
      lsp-lens-enable nil
      lsp-keep-workspace-alive t
      lsp-restart 'ignore
      lsp-session-file (expand-file-name "session" (getenv "HOME")))

(defun codes ()
  "The codes of what is found in this buffer."
  (mapcar (lambda (one) (lsp:diagnostic-code? one))
          (gethash (lsp--fix-path-casing (buffer-file-name)) (lsp-diagnostics t))))

(defun served (file)
  (find-file file)
  (lsp)
  (wait-for (format "the server of %s" file)
            (lambda () (and lsp--buffer-workspaces
                            (eq 'initialized (lsp--workspace-status (car lsp--buffer-workspaces)))))))

(defun with-slip (words slip code)
  "Write SLIP before WORDS, which is found as CODE and gone with it."
  (goto-char (point-min))
  (search-forward words)
  (goto-char (match-beginning 0))
  (let ((start (point)))
    (insert slip)
    (wait-for code (lambda () (member code (codes))))
    (delete-region start (+ start (length slip)))
    (wait-for "the finding to go" (lambda () (null (codes))))
    (goto-char start)))

(defun said ()
  "What the server says of the word at point."
  (format "%S" (lsp-request "textDocument/hover" (lsp--text-document-position-params))))

(served (getenv "POLICY"))
(with-slip "third_country_controlled(party)" "x" "ACQ0101")
(unless (string-match-p "define third_country_controlled" (said)) (fail "what is said of a notion: %s" (said)))
(defvar workspace (car lsp--buffer-workspaces))
(add-hook 'find-file-hook #'acquis-dossier-lsp)
(find-file (expand-file-name "../examples/nordwolke.yaml" (file-name-directory (getenv "POLICY"))))
(wait-for "the server of a dossier" (lambda () lsp--buffer-workspaces))
(unless (eq workspace (car lsp--buffer-workspaces)) (fail "a dossier has a server of its own"))
(with-slip "provider:" "porvider: true\n" "ACQ0604")
(unless (string-match-p "provider" (said)) (fail "what is said of a fact: %s" (said)))
(princ "Emacs: policies and dossiers are served through lsp-mode\n")
(kill-emacs 0)
