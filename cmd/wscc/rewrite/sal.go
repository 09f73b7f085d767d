package rewrite

// oldNotes are the words of Microsoft's analyser that no header can take out of
// C++, since libstdc++ has names of that spelling.
var oldNotes = []string{"__in", "__out", "__deref", "__notnull", "__post", "__pre", "__valid"}

// oldSAL leaves out the words __in, __out and the like before a type, in C++.
func (w *writer) oldSAL() {
	if !w.CPlusPlus {
		return
	}
	for _, t := range w.lexed {
		if t.kind == directive && !t.skipped {
			if d := directiveOf(w.src, t, w.CPlusPlus); len(d.body) > 0 {
				w.oldSALOf(d.body)
			}
		}
	}
	w.oldSALOf(w.lexed)
}

func (w *writer) oldSALOf(tokens []token) {
	for i, t := range tokens {
		if t.kind != identifier || t.skipped || i+1 == len(tokens) || tokens[i+1].kind != identifier || !w.oldNote(t) {
			continue
		}
		w.note(t.line, "%s is left out", spelling(w.src, t))
		w.edits.blank(w.src, t.start, t.end)
	}
}

// oldNote reports whether t is one of oldNotes.
func (w *writer) oldNote(t token) bool {
	for _, word := range oldNotes {
		if w.is(t, word) {
			return true
		}
	}
	return false
}
