package rewrite

import "slices"

var entries = []string{"main", "wmain", "_tmain", "_main", "_wmain"}

// entry makes `void main` return int: C++ has no other main, and the exit code
// must be 0. A bare return in it returns 0, and so does its end.
func (w *writer) entry() {
	if !w.mentions("main") {
		return
	}
	c := w.structure()
	ended := map[int]bool{}
	for i := range c.tokens {
		if !c.global[i] || c.word(i) != "void" && c.word(i) != "VOID" {
			continue
		}
		j := i + 1
		for n := 0; n < 3 && c.word(j) != "" && !slices.Contains(entries, c.word(j)); n++ {
			j++
		}
		if slices.Contains(entries, c.word(j)) && c.sign(j+1) == '(' && c.match[j+1] > 0 {
			w.note(c.tokens[i].line, "%s returns int", c.word(j))
			w.edits.replace(w.src, c.tokens[i], "int")
			c.returnZero(c.match[j+1]+1, ended)
		}
	}
}

// mentions reports whether the source can have word as a token.
func (w *writer) mentions(word string) bool {
	for _, t := range w.lexed {
		if t.kind == identifier && (t.spliced || t.end-t.start >= len(word)) && containsWord(w.src[t.start:t.end], word, t.spliced) {
			return true
		}
	}
	return false
}

// returnZero lets the body of main return 0, unless it is among those ended; i
// is the token after the parameters.
func (c *code) returnZero(i int, ended map[int]bool) {
	open := i
	for c.sign(open) != '{' {
		// A prototype ends here; an old-style definition has declarations, and
		// another branch of a conditional another header.
		if open >= len(c.tokens) || c.sign(open) == ';' && open == i || c.sign(open) == '}' {
			return
		}
		open++
	}
	closing := c.match[open]
	if closing < 0 || ended[closing] {
		return
	}
	ended[closing] = true
	for j := open + 1; j < closing; j++ {
		if body := c.lambda(j); body > 0 {
			j = c.match[body]
			continue
		}
		if c.word(j) == "return" && c.sign(j+1) == ';' {
			c.edits.insert(c.tokens[j].end, " 0")
		}
	}
	c.edits.insert(c.tokens[closing].start, "return 0; ")
}

// lambda returns the body's brace of the lambda expression that begins at
// token i, else -1.
func (c *code) lambda(i int) int {
	if !c.CPlusPlus || c.sign(i) != '[' || c.match[i] < i {
		return -1
	}
	if s := c.sign(i - 1); s == ')' || s == ']' || s == '[' || c.sign(i+1) == '[' ||
		c.word(i-1) != "" && c.word(i-1) != "return" {
		return -1 // a subscript or an attribute
	}
	j := c.match[i] + 1
	if c.sign(j) == '(' {
		j = c.skip(j)
	}
	for j < len(c.tokens) && c.sign(j) != '{' {
		switch c.sign(j) {
		case ';', ',', ')', ']', '}', '=':
			return -1
		}
		j = c.skip(j)
	}
	if j >= len(c.tokens) || c.match[j] < j {
		return -1
	}
	return j
}
