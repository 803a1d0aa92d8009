;;; emacs-colours.el --- Holds the colours of acquis-mode to sample.tokens  -*- lexical-binding: t; -*-

;; Also that its words are those of the grammar, that what is laid out stays where it is, and that a list of declarations can be had.
;; ROOT is the folder of the repository. What differs is printed, and Emacs ends with an error.

(require 'cl-lib)

(defvar root (file-name-as-directory (getenv "ROOT")))
(load (concat root "editors/emacs/acquis-mode.el") nil t)
(defvar wrong nil)
(defun wrong (form &rest values) (push (apply #'format form values) wrong))

;; What each class of `sample.tokens' may look like. A name has a face of its own where a place tells what it is.
(defconst faces
  '(("keyword" font-lock-keyword-face)
    ("comment" font-lock-comment-face font-lock-doc-face font-lock-comment-delimiter-face)
    ("string" font-lock-string-face)
    ("number" acquis-number-face)
    ("date" acquis-number-face)
    ("citation" acquis-citation-face)
    ("type" nil font-lock-type-face)
    ("function" nil font-lock-function-name-face)
    ("variable" nil font-lock-variable-name-face)
    ("operator" nil) ("namespace" nil) ("parameter" nil) ("property" nil) ("enumMember" nil)))

(defun lines-of (file)
  (with-temp-buffer (insert-file-contents file) (split-string (buffer-string) "\n" t)))

(defun check-colours ()
  (with-temp-buffer
    (insert-file-contents (concat root "editors/sample.acq"))
    (acquis-mode)
    (font-lock-ensure)
    (let ((count 0))
      (dolist (line (lines-of (concat root "editors/sample.tokens")))
        (when (string-match "\\`\\([0-9]+\\):\\([0-9]+\\) \\(?:[a-zA-Z]+/\\)?\\([a-zA-Z]+\\) \\(.*\\)\\'" line)
          (let ((row (string-to-number (match-string 1 line))) (column (string-to-number (match-string 2 line)))
                (allowed (cdr (assoc (match-string 3 line) faces))) (word (match-string 4 line)))
            (setq count (1+ count))
            (goto-char (point-min))
            (forward-line (1- row))
            (forward-char (1- column))
            (dotimes (i (length word))
              (let ((face (get-text-property (+ (point) i) 'face)))
                (unless (or (eq (char-after (+ (point) i)) ?\s) (memq face allowed))
                  (cl-pushnew (format "%s: %s" line face) wrong :test #'equal)))))))
      (when (< count 700) (wrong "only %d words were compared" count)))))

(defun check-words ()
  (let ((text (with-temp-buffer (insert-file-contents (concat root "crates/syntax/src/acquis.pest")) (buffer-string)))
        (start 0) (all nil) (known (append acquis-reserved-words acquis-context-words)))
    (while (string-match "^kw_\\w+\\s-*= @{ \"\\(\\w+\\)\"" text start)
      (push (match-string 1 text) all)
      (setq start (match-end 0)))
    ;; Kinds of provisions and units of time are rules of their own, with and without the `s' of many.
    (dolist (word '("article" "recital" "section" "number" "paragraph" "point" "day" "month" "year"))
      (push word all)
      (push (concat word "s") all))
    (setq all (append '("annex" "annexes" "assessment_date" "amendment") all))
    (dolist (word (cl-set-exclusive-or (delete-dups all) known :test #'equal)) (wrong "a word of the grammar, or of the mode alone: %s" word))
    (string-match "^reserved = @{ (\\([^)]*\\))" text)
    (let ((reserved (split-string (replace-regexp-in-string "[^a-z_]+" " " (match-string 1 text)))))
      (dolist (word (cl-set-exclusive-or reserved acquis-reserved-words :test #'equal)) (wrong "reserved here or there alone: %s" word)))))

(defun check-indentation ()
  (dolist (file (append (directory-files-recursively (concat root "policies") "\\.acq\\'") (list (concat root "editors/sample.acq"))))
    (with-temp-buffer
      (insert-file-contents file)
      (acquis-mode)
      (let ((before (buffer-string)))
        (let ((inhibit-message t)) (indent-region (point-min) (point-max)))
        (unless (equal before (buffer-string)) (wrong "%s: is indented otherwise" file)))))
  ;; Lines of their own are put where they belong, from anywhere.
  (with-temp-buffer
    (insert "criterion Annex I 1.1(a) at level 1 {\nrequires all of {\n          point (a): x;\n}\n      }\nfacts {\na : Bool\n}\n")
    (acquis-mode)
    (let ((inhibit-message t)) (indent-region (point-min) (point-max)))
    (let ((wanted "criterion Annex I 1.1(a) at level 1 {\n    requires all of {\n        point (a): x;\n    }\n}\nfacts {\n    a : Bool\n}\n"))
      (unless (equal (buffer-string) wanted) (wrong "indented as\n%s" (buffer-string)))))
  (with-temp-buffer
    (acquis-mode)
    (insert "facts {")
    (newline-and-indent)
    (unless (= (current-column) 4) (wrong "a line behind a brace starts at %d" (current-column)))))

(defun check-the-rest ()
  (with-temp-buffer
    (insert-file-contents (concat root "policies/cada/annex_ii/level_3.acq"))
    (acquis-mode)
    (let ((all (funcall imenu-create-index-function)))
      (unless (assoc "Annex II 3.1(g)" all) (wrong "no criterion is listed"))
      (unless (assoc "associated_third_country" (cdr (assoc "Derogations" all))) (wrong "no derogation is listed"))))
  (with-temp-buffer
    (acquis-mode)
    (insert "facts {\n}\n")
    (comment-region (point-min) (point-max))
    (unless (equal (buffer-string) "// facts {\n// }\n") (wrong "a comment: %S" (buffer-string)))
    (uncomment-region (point-min) (point-max))
    (unless (equal (buffer-string) "facts {\n}\n") (wrong "no comment: %S" (buffer-string)))
    (erase-buffer)
    (let ((last-command-event ?\{)) (self-insert-command 1))
    (unless (equal (buffer-string) "{}") (wrong "a pair: %S" (buffer-string))))
  (with-temp-buffer
    (setq buffer-file-name "/tmp/a.acq")
    (set-auto-mode)
    (unless (eq major-mode 'acquis-mode) (wrong "the mode of a policy is %s" major-mode))
    (setq buffer-file-name nil)))

(check-colours)
(check-words)
(check-indentation)
(check-the-rest)
(dolist (message (reverse wrong)) (princ (concat message "\n") #'external-debugging-output))
(kill-emacs (if wrong 1 0))
