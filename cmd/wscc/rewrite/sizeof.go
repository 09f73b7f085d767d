package rewrite

import "bytes"

// sizes puts what sizeof names in parentheses when it may be a type, which
// Microsoft's compiler takes without: sizeof SOCKADDR_IN6. Such names have no
// small letters; a variable or a macro of the kind has the same size in them.
func (w *writer) sizes() {
	for _, t := range w.lexed {
		if t.kind == directive && !t.skipped {
			if d := directiveOf(w.src, t, w.CPlusPlus); len(d.body) > 0 {
				w.sizesOf(d.body)
			}
		}
	}
	w.sizesOf(w.lexed)
}

func (w *writer) sizesOf(tokens []token) {
	for i := 1; i < len(tokens); i++ {
		t := tokens[i]
		if t.kind != identifier || t.skipped || tokens[i-1].kind != identifier || !w.is(tokens[i-1], "sizeof") {
			continue
		}
		name := spelling(w.src, t)
		if !capitals(name) || i+1 < len(tokens) && w.goesOn(tokens[i+1:]) {
			continue
		}
		w.note(t.line, "sizeof %s becomes sizeof (%s)", name, name)
		w.edits.replace(w.src, t, "("+name+")")
	}
}

// goesOn reports whether what sizeof names goes on with rest behind the first
// name.
func (w *writer) goesOn(rest []token) bool {
	if rest[0].kind != mark {
		return rest[0].kind != directive && rest[0].kind != endOfFile
	}
	switch first := spelling(w.src, rest[0]); first {
	case "(", "[", ".", "->", "::", "{", "<", "#":
		return true
	case "+", "-":
		return len(rest) > 1 && w.is(rest[1], first)
	}
	return false
}

// capitals reports whether name has capitals, and no small letters.
func capitals(name string) bool {
	some := false
	for i := range len(name) {
		c := name[i]
		some = some || 'A' <= c && c <= 'Z'
		if c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return some
}

// hasBareSizeof reports whether src may have a sizeof that sizes changes.
func hasBareSizeof(src []byte) bool {
	for {
		i := bytes.Index(src, []byte("sizeof"))
		if i < 0 {
			return false
		}
		src = bytes.TrimLeft(src[i+len("sizeof"):], " \t\r\n\f\v\x00")
		if len(src) > 0 && (src[0] == '_' || 'A' <= src[0] && src[0] <= 'Z' || src[0] == '/') {
			return true
		}
	}
}
