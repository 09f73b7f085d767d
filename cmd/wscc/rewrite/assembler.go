package rewrite

// assembler makes a clear error of inline assembler in Microsoft's form. The
// compiler says it, so that code which is not compiled is not in the way.
func (w *writer) assembler() {
	const complaint = `_Pragma("GCC error \"inline assembler of Microsoft's form is for another compiler\"") ;`
	if !w.mentions("_asm") {
		return
	}
	c := w.structure()
	for i := 0; i < len(c.tokens); i++ {
		if s := c.word(i); s != "__asm" && s != "_asm" {
			continue
		}
		t := c.tokens[i]
		last := i
		switch next := c.word(i + 1); {
		case c.sign(i+1) == '{' && c.match[i+1] > 0:
			last = c.match[i+1]
		case next == "volatile" || next == "__volatile__" || next == "__volatile" || next == "goto" || next == "inline" || next == "":
			continue // gcc's form
		default:
			for last+1 < len(c.tokens) && c.tokens[last+1].line == t.line && c.sign(last+1) != '}' && c.word(last+1) != c.word(i) {
				last++
			}
		}
		w.note(t.line, "inline assembler becomes an error")
		w.edits.blank(w.src, t.start, c.tokens[last].end)
		w.edits[len(w.edits)-1].text = complaint + w.edits[len(w.edits)-1].text
		i = last
	}
}
