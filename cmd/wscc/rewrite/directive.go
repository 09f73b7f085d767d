package rewrite

import (
	"slices"
	"strconv"
)

// directiveText is a directive taken apart: its name and its body's tokens,
// whose offsets are those of the source.
type directiveText struct {
	name string
	body []token
	bit  string // of #if: what its condition says when that is one token
}

// directiveOf takes the directive t apart.
func directiveOf(src []byte, t token, cplusplus bool) directiveText {
	l := lexer{src: src[:t.end], cplusplus: cplusplus, pos: t.start, line: t.line}
	l.mark() // # or %:
	var d directiveText
	for l.space(false); l.pos < t.end && l.at(0) != '\n'; l.space(false) {
		l.fresh = false
		l.token()
		for i := range l.tokens {
			l.tokens[i].skipped = t.skipped
		}
		if d.name == "" {
			if len(l.tokens) == 1 && l.tokens[0].kind == identifier {
				d.name = spelling(src, l.tokens[0])
				l.tokens = l.tokens[:0]
				if d.name == "include" || d.name == "include_next" || d.name == "import" || d.name == "error" || d.name == "warning" {
					break
				}
				continue
			}
			if l.tokens[0].kind != number {
				break
			}
			d.name = "line" // a line marker
		}
	}
	d.body = l.tokens
	if d.name == "if" && len(d.body) == 1 {
		d.bit = spelling(src, d.body[0])
	}
	return d
}

// groups follows conditional groups as far as their conditions are the numbers
// 0 and 1; all others may be compiled.
type groups struct {
	open []group
}

// group is one #if with its #elif and #else.
type group struct {
	outside bool // skipped around the group
	skipped bool // this part
	taken   bool // a part before is surely compiled
}

// skipping reports whether the preprocessor surely skips what stands here.
func (g *groups) skipping() bool {
	return len(g.open) > 0 && g.open[len(g.open)-1].skipped
}

// enter takes note of a directive.
func (g *groups) enter(d directiveText) {
	switch d.name {
	case "if", "ifdef", "ifndef":
		outside := g.skipping()
		g.open = append(g.open, group{outside: outside, skipped: outside || d.bit == "0", taken: d.bit == "1"})
	case "elif", "elifdef", "elifndef", "else":
		if len(g.open) == 0 {
			return
		}
		top := &g.open[len(g.open)-1]
		top.skipped = top.outside || top.taken
	case "endif":
		if len(g.open) > 0 {
			g.open = g.open[:len(g.open)-1]
		}
	}
}

// origin returns where a line came from before it was preprocessed, by the line
// marker above it.
func (w *writer) origin(line int) (string, int) {
	if w.Stage != Preprocessed {
		return "", line
	}
	for _, t := range slices.Backward(w.lexed) {
		if t.kind != directive || t.line >= line {
			continue
		}
		d := directiveOf(w.src, t, w.CPlusPlus)
		body := d.body
		if d.name != "line" || len(body) < 2 || body[0].kind != number || body[1].kind != text {
			continue
		}
		first, err1 := strconv.Atoi(spelling(w.src, body[0]))
		file, err2 := strconv.Unquote(spelling(w.src, body[1]))
		if err1 == nil && err2 == nil {
			return file, first + line - t.line - 1
		}
	}
	return "", line
}
