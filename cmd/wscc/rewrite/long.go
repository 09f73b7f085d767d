package rewrite

import (
	"strconv"
	"strings"
)

// long makes int of every lone long, as wide as Windows' long is, and takes the
// suffix off long literals that fit (Long32).
func (w *writer) long() {
	if !w.Long32 {
		return
	}
	for _, t := range w.lexed {
		if t.kind == directive && !t.skipped {
			if d := directiveOf(w.src, t, w.CPlusPlus); d.name == "define" && len(d.body) > 0 {
				w.longsOf(d.body[1:])
			}
		}
	}
	w.longsOf(w.lexed)
}

// longsOf changes the tokens, among which words that stand together are the
// specifiers of one type.
func (w *writer) longsOf(tokens []token) {
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if t.skipped {
			continue
		}
		if t.kind == number {
			if was := spelling(w.src, t); short(was) != was {
				w.note(t.line, "%s becomes %s", was, short(was))
				w.edits.replace(w.src, t, short(was))
			}
			continue
		}
		end := i
		seen := map[string]int{}
		for end < len(tokens) && tokens[end].kind == identifier && specifier(spelling(w.src, tokens[end])) {
			seen[spelling(w.src, tokens[end])]++
			end++
		}
		if seen["long"] == 1 && seen["double"] == 0 {
			for _, x := range tokens[i:end] {
				if !w.is(x, "long") {
					continue
				}
				w.note(x.line, "long becomes int")
				if seen["int"] > 0 {
					w.edits.blank(w.src, x.start, x.end)
				} else {
					w.edits.replace(w.src, x, "int")
				}
			}
		}
		i = max(i, end-1)
	}
}

// specifier reports whether a declaration may have s beside long.
func specifier(s string) bool {
	switch s {
	case "long", "int", "unsigned", "signed", "double", "short", "char", "const", "volatile", "static", "extern",
		"register", "typedef", "inline", "constexpr", "_Complex", "__const", "__volatile", "__inline":
		return true
	}
	return false
}

// short returns the literal s as Windows has it when it is a long one whose
// value fits into 32 bits, else s.
func short(s string) string {
	digits := strings.TrimRight(s, "uUlL")
	suffix := strings.ToLower(s[len(digits):])
	if strings.Count(suffix, "l") != 1 || strings.Count(suffix, "u") > 1 || digits == "" {
		return s
	}
	v, err := strconv.ParseUint(strings.ReplaceAll(digits, "'", ""), 0, 64)
	if err != nil || strings.Contains(digits, "_") {
		return s
	}
	decimal := digits[0] != '0'
	switch {
	case suffix == "l" && v <= 0x7fffffff:
		return digits
	case v <= 0xffffffff && (suffix != "l" || !decimal):
		return digits + "U"
	}
	return s
}
