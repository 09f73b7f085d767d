package rewrite

import (
	"bytes"
	"slices"
)

// Structured exception handling becomes blocks, labels and gotos. README.md
// shows the text; this file finds the statements, sehtext.go writes them.
//
// A __try statement has a frame, a local variable whose clean-up takes it off
// the thread's chain however its block is left, and which a __builtin_setjmp
// fills in for RaiseException to come back to. Jumps out of the body of a __try
// with a __finally go to the __finally first: they keep in a variable what they
// were, and it is dispatched behind the __finally. The bodies of __except need
// no such thing.

// SEH reports whether src may have structured exception handling; it is quick
// and never misses.
func SEH(src []byte) bool {
	return bytes.Contains(src, []byte("_try")) ||
		bytes.IndexByte(src, '\\') >= 0 && bytes.Contains([]byte(spell(src)), []byte("_try"))
}

// Preprocess reports whether src is to be rewritten in two stages, with the
// preprocessor between them: macros, headers of the program or conditionals may
// take part in its structured exception handling.
func Preprocess(src []byte, o Options) bool {
	if !SEH(src) {
		return false
	}
	w := &writer{Options: o, src: src, lexed: lex(src, o.CPlusPlus)}
	for _, t := range w.lexed {
		if t.kind != directive || t.skipped {
			continue
		}
		d := directiveOf(src, t, o.CPlusPlus)
		if d.name == "include" && bytes.IndexByte(src[t.start:t.end], '"') >= 0 || d.name == "define" && w.controls(d.body) {
			return true
		}
	}
	c := w.structure()
	for _, f := range c.functions(0, len(c.tokens), "") {
		if f.cut && c.tries(f.open, f.close) {
			return true
		}
	}
	return false
}

// controls reports whether the body of a macro has statements in it that
// matter to a __try around them.
func (w *writer) controls(body []token) bool {
	for _, t := range body {
		if t.kind == identifier && control(spelling(w.src, t)) {
			return true
		}
	}
	return false
}

func control(s string) bool {
	switch s {
	case "return", "break", "continue", "goto", "if", "else", "for", "do", "while", "switch", "case", "default":
		return true
	}
	return sehWord(s) != ""
}

// sehWord returns Microsoft's keyword that s is, without underscores, else "".
func sehWord(s string) string {
	switch s {
	case "__try", "_try":
		return "try"
	case "__except", "_except":
		return "except"
	case "__finally", "_finally":
		return "finally"
	case "__leave", "_leave":
		return "leave"
	}
	return ""
}

// keyword returns what token i is of sehWord. With one underscore it is an
// identifier like any other, unless what the keyword needs follows.
func (c *code) keyword(i int) string {
	if i >= len(c.tokens) || c.tokens[i].kind != identifier || c.src[c.tokens[i].start] != '_' {
		return ""
	}
	w := c.word(i)
	s := sehWord(w)
	if s == "" || w[1] == '_' {
		return s
	}
	needs := map[string]byte{"try": '{', "finally": '{', "except": '(', "leave": ';'}
	if c.sign(i+1) != needs[s] {
		return ""
	}
	return s
}

// tries reports whether there is a __try among the tokens.
func (c *code) tries(i, end int) bool {
	for ; i < end; i++ {
		if c.keyword(i) == "try" {
			return true
		}
	}
	return false
}

// try is a __try statement.
type try struct {
	number   int
	line     int
	finally  bool
	outer    *try // the __try with a __finally whose body it is in
	function *function
	at       int // the token __try
	open     int // the body's {
	word     int // the token __finally or __except
	last     int // the } of the second block
	exits    []exit
	returns  bool // a return leaves the body
	valued   bool // with a value
}

// exit is a way out of a body; its code is its index and firstExit.
type exit struct {
	what   string // break, continue, goto
	label  string // of goto
	target *try   // the body that it ends in, nil for none
}

// place is where a statement stands.
type place struct {
	function *function
	body     *try  // the innermost body of a __try with a __finally
	leave    *try  // the innermost body of a __try
	breaks   *loop // what a break ends
	loops    *loop // what a continue continues
}

// loop is where a loop or switch stands.
type loop struct {
	body  *try // as of place
	leave *try
}

// jump is a goto, or a return, break or continue that leaves a body.
type jump struct {
	place place
	at    int // the token
	end   int // its ;
}

// parser goes through the statements of functions.
type parser struct {
	*code
	done   map[int]bool // the tokens __try that are written
	tries  []*try       // of this function, as all that follows
	jumps  []jump
	labels map[string]*try // which body of a __try with a __finally they are in
	inside map[string]*try // which body of a __try
}

// seh rewrites structured exception handling.
func (w *writer) seh() {
	if !SEH(w.src) {
		return
	}
	c := w.structure()
	p := &parser{code: c, done: map[int]bool{}}
	macros := w.macros()
	for _, f := range c.functions(0, len(c.tokens), "") {
		if !c.tries(f.open, f.close) {
			continue
		}
		if w.Stage == Whole && !c.plain(f, macros) {
			w.err.Preprocess = true
			return
		}
		p.body(&f, f.open)
	}
	// What is left was in no function that could be understood.
	for i := range c.tokens {
		if c.keyword(i) == "try" && !p.done[i] && w.err == nil {
			w.fail(c.tokens[i].line, "%s is in no function that could be understood", c.word(i))
			w.err.Preprocess = w.Stage == Whole
		}
	}
	if w.Stage == Whole {
		w.keywordsInMacros()
	}
}

// keywordsInMacros makes an error of a keyword in the body of a macro.
func (w *writer) keywordsInMacros() {
	for _, t := range w.lexed {
		if t.kind != directive || t.skipped {
			continue
		}
		d := directiveOf(w.src, t, w.CPlusPlus)
		if d.name != "define" {
			continue
		}
		for _, b := range d.body {
			if s := spelling(w.src, b); sehWord(s) != "" && w.err == nil {
				w.err = &Error{Line: t.line, Text: s + " in a macro", Preprocess: true}
			}
		}
	}
}

// macros returns the names of the macros that source defines with statements.
func (w *writer) macros() []string {
	var names []string
	for _, t := range w.lexed {
		if t.kind != directive || t.skipped {
			continue
		}
		if d := directiveOf(w.src, t, w.CPlusPlus); d.name == "define" && len(d.body) > 1 && w.controls(d.body[1:]) {
			names = append(names, spelling(w.src, d.body[0]))
		}
	}
	return names
}

// plain reports whether a function can be understood without the preprocessor.
func (c *code) plain(f function, macros []string) bool {
	if f.cut {
		c.fail(f.line, "a conditional directive is in a function with structured exception handling")
		return false
	}
	for i := f.open; i < f.close; i++ {
		if s := c.word(i); s != "" && slices.Contains(macros, s) {
			c.fail(c.tokens[i].line, "macro %s has statements and is in a function with structured exception handling", s)
			return false
		}
	}
	return true
}

// body parses the body of a function, whose { is token open, and writes its
// __try statements.
func (p *parser) body(f *function, open int) {
	outer := *p
	p.tries, p.jumps = nil, nil
	p.labels, p.inside = map[string]*try{}, map[string]*try{}
	p.block(open, place{function: f})
	p.write()
	for _, t := range p.tries {
		p.done[t.at] = true
	}
	p.tries, p.jumps, p.labels, p.inside = outer.tries, outer.jumps, outer.labels, outer.inside
}

// block parses the block whose { is token i and returns the token after it.
func (p *parser) block(i int, at place) int {
	if p.sign(i) != '{' || p.match[i] < i {
		return i
	}
	end := p.match[i]
	for i++; i < end; {
		next := p.statement(i, end, at)
		if next <= i {
			next = i + 1
		}
		i = next
	}
	return end + 1
}

// statement parses the statement at token i, which ends before token end, and
// returns the token after it.
func (p *parser) statement(i, end int, at place) int {
	if i >= end || p.err != nil {
		return end
	}
	switch s := p.sign(i); s {
	case '{':
		return p.block(i, at)
	case ';':
		return i + 1
	}
	w := p.word(i)
	switch w {
	case "if":
		j := i + 1
		if p.word(j) == "constexpr" || p.word(j) == "consteval" {
			j++
		}
		j = p.statement(p.parentheses(j, end, at), end, at)
		if p.word(j) == "else" {
			j = p.statement(j+1, end, at)
		}
		return j
	case "for", "while", "switch":
		inner := at
		inner.breaks = &loop{at.body, at.leave}
		if w != "switch" {
			inner.loops = inner.breaks
		}
		return p.statement(p.parentheses(i+1, end, at), end, inner)
	case "do":
		inner := at
		inner.breaks = &loop{at.body, at.leave}
		inner.loops = inner.breaks
		j := p.statement(i+1, end, inner)
		if p.word(j) == "while" {
			j = p.parentheses(j+1, end, at)
		}
		if p.sign(j) == ';' {
			j++
		}
		return j
	case "case", "default":
		if at.breaks != nil && at.breaks.leave != at.leave {
			p.fail(p.tokens[i].line, "%s jumps into a __try statement", w)
		}
		questions := 0
		for j := i + 1; j < end; j = p.skip(j) {
			switch p.sign(j) {
			case '?':
				questions++
			case ':':
				if questions == 0 {
					return p.statement(j+1, end, at)
				}
				questions--
			case ';', '}':
				return j
			}
		}
		return end
	case "return", "goto", "break", "continue":
		stop := p.expression(i+1, end, at)
		p.jumps = append(p.jumps, jump{at, i, stop})
		return stop + 1
	case "try":
		j := p.block(i+1, at)
		for p.word(j) == "catch" {
			j = p.block(p.parentheses(j+1, end, at), at)
		}
		return j
	}
	switch p.keyword(i) {
	case "try":
		return p.try(i, end, at)
	case "leave":
		p.leave(i, at)
		return i + 2
	case "except", "finally":
		p.fail(p.tokens[i].line, "%s without __try", w)
		return end
	}
	if w != "" && p.sign(i+1) == ':' && !p.says(i+2, ":") && w != "public" && w != "private" && w != "protected" {
		p.labels[w], p.inside[w] = at.body, at.leave
		if i+2 >= end {
			return end
		}
		return p.statement(i+2, end, at)
	}
	if w == "struct" || w == "class" || w == "union" {
		return p.localClass(i, end, at)
	}
	// What follows the parameters of a nested function is its body, which has
	// its own returns; so has a block after an unknown macro, but that one
	// would not be understood.
	stop := p.expression(i, end, at)
	if p.sign(stop) == '{' {
		if p.match[stop] > stop && p.code.tries(stop, p.match[stop]) || at.leave != nil {
			p.fail(p.tokens[stop].line, "a block follows what is no statement")
			p.err.Preprocess = p.Stage == Whole
		}
		return p.block(stop, at)
	}
	return stop + 1
}

// parentheses parses the parentheses at token i and returns the token after.
func (p *parser) parentheses(i, end int, at place) int {
	if p.sign(i) != '(' || p.match[i] < i {
		return i
	}
	p.inner(i, at)
	return p.match[i] + 1
}

// expression parses an expression or declaration and returns the token that
// ends it: its ; or a { that is no part of it, or end.
func (p *parser) expression(i, end int, at place) int {
	for ; i < end; i = p.skip(i) {
		switch p.sign(i) {
		case ';':
			return i
		case '{':
			if p.sign(i-1) == ')' && !p.initializes(i) {
				return i
			}
			p.inner(i, at)
		case '(', '[':
			if body := p.lambda(i); body > 0 {
				p.lambdaBody(i, body)
				i = body
				continue
			}
			p.inner(i, at)
		}
	}
	return end
}

// initializes reports whether the { at token i, after a ), is an initializer:
// of a compound literal.
func (p *parser) initializes(i int) bool {
	j := p.match[i-1]
	return j > 0 && p.word(j-1) == "" || j > 0 && p.word(j-1) == "return" || j > 0 && p.word(j-1) == "sizeof"
}

// inner parses what is in the brackets at token i of an expression: statement
// expressions and the bodies of lambdas have statements.
func (p *parser) inner(i int, at place) {
	end := p.match[i]
	if end < i {
		return
	}
	if p.sign(i) == '(' && p.sign(i+1) == '{' && p.match[i+1] > 0 {
		p.block(i+1, at)
		return
	}
	for j := i + 1; j < end; j = p.skip(j) {
		switch p.sign(j) {
		case '(', '[', '{':
			if body := p.lambda(j); body > 0 {
				p.lambdaBody(j, body)
				j = body
				continue
			}
			p.inner(j, at)
		}
	}
}

// lambdaBody parses the body of the lambda that begins at token i.
func (p *parser) lambdaBody(i, body int) {
	f := &function{line: p.tokens[i].line, first: -1, open: body, close: p.match[body]}
	for j := i; j < body; j = p.skip(j) {
		if p.says(j, "->") {
			f.result = p.textOf(j+1, body)
		}
	}
	p.body(f, body)
}

// localClass parses the declaration of a local class or of a variable of one.
func (p *parser) localClass(i, end int, at place) int {
	for j := i; j < end; j = p.skip(j) {
		switch p.sign(j) {
		case ';', '=', '(':
			return p.expression(j, end, at) + 1
		case '{':
			if p.match[j] > j {
				for _, f := range p.functions(j+1, p.match[j], "") {
					p.body(&f, f.open)
				}
			}
			return p.expression(p.skip(j), end, at) + 1
		}
	}
	return end
}

// try parses the __try statement at token i.
func (p *parser) try(i, end int, at place) int {
	t := &try{number: len(p.tries) + 1, line: p.tokens[i].line, outer: at.body, function: at.function, at: i, open: i + 1}
	if p.sign(i+1) != '{' || p.match[i+1] < 0 {
		p.fail(t.line, "no block follows __try")
		return end
	}
	t.word = p.match[i+1] + 1
	second := t.word + 1
	switch p.keyword(t.word) {
	case "finally":
		t.finally = true
	case "except":
		if p.sign(second) != '(' || p.match[second] < 0 {
			p.fail(p.tokens[t.word].line, "no filter follows __except")
			return end
		}
		second = p.match[second] + 1
	default:
		p.fail(t.line, "neither __finally nor __except follows the block of __try")
		return end
	}
	if p.sign(second) != '{' || p.match[second] < 0 {
		p.fail(p.tokens[t.word].line, "no block follows %s", p.word(t.word))
		return end
	}
	t.last = p.match[second]
	p.tries = append(p.tries, t)
	inner := at
	inner.leave = t
	if t.finally {
		inner.body = t
	}
	p.block(t.open, inner)
	if !t.finally {
		p.parentheses(t.word+1, end, at)
	}
	p.block(second, at)
	return t.last + 1
}

// leave rewrites __leave.
func (p *parser) leave(i int, at place) {
	if at.leave == nil {
		p.fail(p.tokens[i].line, "%s outside of the body of a __try statement", p.word(i))
		return
	}
	p.edits.replace(p.src, p.tokens[i], "goto "+at.leave.end())
}
