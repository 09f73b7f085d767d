package rewrite

import (
	"bytes"
	"strings"
)

// files rewrites what stands in the way of reading the files: Ctrl-Z as an end
// of file, form feeds in directives, backslashes in #include.
func (w *writer) files() {
	for _, t := range w.lexed {
		switch {
		case t.kind == endOfFile:
			w.note(t.line, "the file ends at Ctrl-Z")
			w.edits.blank(w.src, t.start, len(w.src))
			return
		case t.kind == directive && !t.skipped:
			w.include(t)
			w.feeds(t)
		}
	}
}

// include gives the name in an #include slashes.
func (w *writer) include(t token) {
	d := directiveOf(w.src, t, w.CPlusPlus)
	if d.name != "include" && d.name != "include_next" || t.spliced {
		return
	}
	line := w.src[t.start:t.end]
	start := bytes.IndexAny(line, "\"<")
	if start < 0 {
		return // a macro tells the name
	}
	closing := byte('>')
	if line[start] == '"' {
		closing = '"'
	}
	n := bytes.IndexByte(line[start+1:], closing)
	if n < 0 || bytes.Contains(line[:start], []byte("/*")) {
		return
	}
	was := string(line[start+1 : start+1+n])
	name := strings.ReplaceAll(was, "\\", "/")
	if name == was || strings.ContainsAny(name, "\"\n>") {
		return
	}
	w.note(t.line, "#include of %s reads %s", was, name)
	at := t.start + start + 1
	w.edits = append(w.edits, edit{at, at + n, name})
}

// feeds makes blanks of form feeds and vertical tabs in a directive, where C
// does not allow them (C17 6.10).
func (w *writer) feeds(t token) {
	if !bytes.ContainsAny(w.src[t.start:t.end], "\f\v") {
		return
	}
	at := t.start
	for _, body := range append(directiveOf(w.src, t, w.CPlusPlus).body, token{start: t.end}) {
		for ; at < body.start; at++ {
			if c := w.src[at]; c == '\f' || c == '\v' {
				w.edits = append(w.edits, edit{at, at + 1, " "})
			}
		}
		at = max(at, body.end)
	}
}
