package rewrite

import (
	"bytes"
	"slices"
	"strings"
)

// functionNames writes the name of the function where Microsoft's compiler has
// it as a string literal and gcc has not: __FUNCTIONW__, and __FUNCTION__ beside
// a string or in _T().
func (w *writer) functionNames() {
	if !bytes.Contains(w.src, []byte("__FUNCTION")) {
		return
	}
	c := w.structure()
	for _, f := range c.functions(0, len(c.tokens), "") {
		if f.name == "" || strings.ContainsAny(f.name, "\"\\") {
			continue
		}
		for i := f.open; i < f.close; i++ {
			literal := ""
			switch c.word(i) {
			case "__FUNCTIONW__", "L__FUNCTION__":
				literal = "L\"" + f.name + "\""
			case "__FUNCTION__":
				if c.literal(i-1) || c.literal(i+1) || c.widened(i) {
					literal = "\"" + f.name + "\""
				}
			}
			if literal != "" {
				w.note(c.tokens[i].line, "%s becomes %s", c.word(i), literal)
				w.edits.replace(w.src, c.tokens[i], literal)
			}
		}
	}
}

// literal reports whether token i is a string literal.
func (c *code) literal(i int) bool { return i >= 0 && i < len(c.tokens) && c.tokens[i].kind == text }

// widened reports whether token i is all that a text macro of tchar.h gets.
func (c *code) widened(i int) bool {
	return c.sign(i-1) == '(' && c.sign(i+1) == ')' &&
		slices.Contains([]string{"_T", "__T", "TEXT", "_TEXT", "__TEXT"}, c.word(i-2))
}

// containsWord reports whether the identifier b, with splices if spliced, has
// word in it.
func containsWord(b []byte, word string, spliced bool) bool {
	if spliced {
		return strings.Contains(spell(b), word)
	}
	return bytes.Contains(b, []byte(word))
}
