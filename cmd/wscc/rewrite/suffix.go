package rewrite

import "regexp"

// sized matches an integer literal with a suffix that names its width, which
// only Microsoft's compiler has (and clang, as an extension).
var sized = regexp.MustCompile(`^(0[xX][0-9a-fA-F']+|[0-9][0-9']*)([uU]?)[iI](8|16|32|64)$`)

// suffixes gives literals such as 10i64 and 0xFFui32 the suffixes of the
// standard, also in macros and in the conditions of #if.
func (w *writer) suffixes() {
	for _, t := range w.lexed {
		if t.kind == directive && !t.skipped {
			if d := directiveOf(w.src, t, w.CPlusPlus); len(d.body) > 0 {
				w.suffixesOf(d.body)
			}
		}
	}
	w.suffixesOf(w.lexed)
}

func (w *writer) suffixesOf(tokens []token) {
	for _, t := range tokens {
		if t.kind != number || t.skipped {
			continue
		}
		was := spelling(w.src, t)
		m := sized.FindStringSubmatch(was)
		if m == nil {
			continue
		}
		is := m[1] + m[2]
		if m[3] == "64" {
			is += "LL"
		}
		w.note(t.line, "%s becomes %s", was, is)
		w.edits.replace(w.src, t, is)
	}
}

// hasSized reports whether src may have a literal that sized matches.
func hasSized(src []byte) bool {
	for i := 1; i+1 < len(src); i++ {
		if src[i]|0x20 != 'i' || src[i+1] < '1' || src[i+1] > '8' {
			continue
		}
		before := src[i-1]
		if before|0x20 == 'u' && i > 1 {
			before = src[i-2]
		}
		if '0' <= before && before <= '9' || 'a' <= before|0x20 && before|0x20 <= 'f' {
			return true
		}
	}
	return false
}
