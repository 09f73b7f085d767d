package rewrite

import (
	"slices"
	"strconv"
	"strings"
)

// pragmas rewrites Microsoft's __pragma(x): what gcc knows becomes _Pragma("x"),
// the rest goes.
func (w *writer) pragmas() {
	for _, t := range w.lexed {
		if t.kind == directive && !t.skipped {
			if d := directiveOf(w.src, t, w.CPlusPlus); d.name == "define" && len(d.body) > 0 {
				w.pragmasOf(d.body[1:])
			}
		}
	}
	w.pragmasOf(w.lexed)
}

func (w *writer) pragmasOf(tokens []token) {
	for i, t := range tokens {
		end := w.pragmaEnd(tokens, i)
		if end < 0 || t.skipped {
			continue
		}
		inside := tokens[i+2 : end]
		last := tokens[end]
		w.edits.blank(w.src, t.start, last.end)
		switch {
		case len(inside) > 0 && w.known(inside[0]):
			var words []string
			for _, x := range inside {
				words = append(words, spelling(w.src, x))
			}
			at := &w.edits[len(w.edits)-1]
			at.text = "_Pragma(" + strconv.Quote(strings.Join(words, " ")) + ")" + at.text
			w.note(t.line, "__pragma becomes _Pragma")
		default:
			w.note(t.line, "__pragma is left out")
		}
	}
}

// pragmaEnd returns the last parenthesis of the __pragma(...) at token i, else -1.
func (w *writer) pragmaEnd(tokens []token, i int) int {
	if tokens[i].kind != identifier || !w.is(tokens[i], "__pragma") || i+1 >= len(tokens) || !w.is(tokens[i+1], "(") {
		return -1
	}
	depth := 0
	for j := i + 1; j < len(tokens); j++ {
		if tokens[j].kind != mark {
			continue
		}
		switch {
		case w.is(tokens[j], "("):
			depth++
		case w.is(tokens[j], ")"):
			if depth--; depth == 0 {
				return j
			}
		}
	}
	return -1
}

// known reports whether gcc does for a pragma of that name what Microsoft's
// compiler does.
func (w *writer) known(t token) bool {
	return slices.Contains([]string{"pack", "push_macro", "pop_macro", "message", "once"}, spelling(w.src, t))
}

// Libraries returns the libraries that src asks for with
// #pragma comment(lib, "name"), as it spells them, each once.
func Libraries(src []byte) []string {
	w := &writer{src: src, lexed: lex(src, false)}
	var found []string
	find := func(tokens []token) {
		for i := range tokens {
			if i+4 >= len(tokens) || !w.is(tokens[i], "comment") || !w.is(tokens[i+1], "(") ||
				!w.is(tokens[i+2], "lib") || !w.is(tokens[i+3], ",") || tokens[i].skipped {
				continue
			}
			name := ""
			for _, t := range tokens[i+4:] {
				if t.kind != text {
					break
				}
				name += strings.Trim(spelling(src, t), "\"")
			}
			if name != "" && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	for i, t := range w.lexed {
		if t.skipped {
			continue
		}
		if t.kind == directive {
			if d := directiveOf(src, t, false); d.name == "pragma" || d.name == "define" {
				find(d.body)
			}
		} else if end := w.pragmaEnd(w.lexed, i); end > 0 {
			find(w.lexed[i:end])
		}
	}
	return found
}
