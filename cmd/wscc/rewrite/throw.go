package rewrite

import "slices"

// throws takes throw(types) off function declarators, as Microsoft's compiler
// reads it: C++17 has it no more. throw() stays.
func (w *writer) throws() {
	if !w.CPlusPlus || !w.mentions("throw") {
		return
	}
	c := w.structure()
	for i := range c.tokens {
		if c.word(i) != "throw" || c.sign(i+1) != '(' || c.match[i+1] <= i+2 || !c.declarator(i-1) {
			continue
		}
		end := c.match[i+1]
		switch c.sign(end + 1) {
		case ';', '{', '=', ':', ',':
			w.note(c.tokens[i].line, "throw(...) of a declaration is left out")
			w.edits.blank(w.src, c.tokens[i].start, c.tokens[end].end)
		}
	}
}

// declarator reports whether token i ends the parameters of a function's
// declarator, or stands behind them.
func (c *code) declarator(i int) bool {
	for c.word(i) == "const" || c.word(i) == "volatile" {
		i--
	}
	if c.sign(i) != ')' || c.match[i] < 1 {
		return false
	}
	before := c.word(c.match[i] - 1)
	return before != "" && !slices.Contains([]string{"if", "while", "for", "switch", "catch", "constexpr"}, before)
}
