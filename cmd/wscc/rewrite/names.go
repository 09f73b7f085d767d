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

// NamesInMacros reports whether functionNames cannot see what src means before
// src is preprocessed: a macro puts __FUNCTION__ beside a literal, or may do so
// with its only argument. Where it is one of several arguments, it is a
// function's, for which gcc's is as good.
func NamesInMacros(src []byte, o Options) bool {
	if !bytes.Contains(src, []byte("__FUNCTION")) {
		return false
	}
	w := &writer{Options: o, src: src, lexed: lex(src, o.CPlusPlus)}
	for _, t := range w.lexed {
		if t.kind == directive && !t.skipped {
			if d := directiveOf(src, t, o.CPlusPlus); d.name == "define" && w.hidesName(d.body, true) {
				return true
			}
		}
	}
	return w.hidesName(w.lexed, false)
}

// hidesName is NamesInMacros for the body of a macro or for the code around.
func (w *writer) hidesName(tokens []token, body bool) bool {
	word := func(i int) string {
		if i < 0 || i >= len(tokens) || tokens[i].kind == directive {
			return ""
		}
		return spelling(w.src, tokens[i])
	}
	is := func(i int, k kind) bool { return i >= 0 && i < len(tokens) && tokens[i].kind == k }
	for i, t := range tokens {
		if t.kind != identifier || t.skipped || !containsWord(w.src[t.start:t.end], "__FUNCTION", t.spliced) {
			continue
		}
		switch before := word(i - 1); {
		case word(i) == "__FUNCTIONW__":
			if body {
				return true
			}
		case word(i) != "__FUNCTION__":
		case is(i-1, text), is(i+1, text), word(i+1) == "":
			if body {
				return true
			}
		case is(i-1, identifier) && before != "return" && before != "sizeof", is(i+1, identifier):
			return true
		case before == "(" && word(i+1) == ")" && is(i-2, identifier):
			called := word(i - 2)
			if body || called == strings.ToUpper(called) && !slices.Contains(textMacros, called) {
				return true
			}
		}
	}
	return false
}

// literal reports whether token i is a string literal.
func (c *code) literal(i int) bool { return i >= 0 && i < len(c.tokens) && c.tokens[i].kind == text }

// textMacros are the macros of tchar.h and winnt.h that widen a literal for UNICODE.
var textMacros = []string{"_T", "__T", "TEXT", "_TEXT", "__TEXT"}

// widened reports whether token i is all that a text macro of tchar.h gets.
func (c *code) widened(i int) bool {
	return c.sign(i-1) == '(' && c.sign(i+1) == ')' &&
		slices.Contains(textMacros, c.word(i-2))
}

// containsWord reports whether the identifier b, with splices if spliced, has
// word in it.
func containsWord(b []byte, word string, spliced bool) bool {
	if spliced {
		return strings.Contains(spell(b), word)
	}
	return bytes.Contains(b, []byte(word))
}
