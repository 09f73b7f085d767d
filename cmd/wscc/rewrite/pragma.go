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
