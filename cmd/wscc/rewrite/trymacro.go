package rewrite

// keepTry spells __try as _try in C++ source that the preprocessor gets next:
// libstdc++ has a macro of the first name.
func (w *writer) keepTry() {
	if !w.CPlusPlus {
		return
	}
	for _, t := range w.lexed {
		if t.kind == directive && !t.skipped {
			if d := directiveOf(w.src, t, w.CPlusPlus); d.name == "define" {
				w.keepTryOf(d.body)
			}
		}
	}
	w.keepTryOf(w.lexed)
}

func (w *writer) keepTryOf(tokens []token) {
	for _, t := range tokens {
		if t.kind == identifier && !t.skipped && w.is(t, "__try") {
			w.edits.replace(w.src, t, "_try")
		}
	}
}
