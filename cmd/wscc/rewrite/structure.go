package rewrite

import (
	"slices"
	"strings"
)

// code is what the compiler sees of a source: its tokens without directives and
// without what is surely skipped, and which bracket closes which.
type code struct {
	*writer
	tokens []token
	match  []int  // of a bracket: the other one; -1 for none
	cuts   []bool // of a token: a conditional directive stands after it
	global []bool // of a token: it is in no braces but those of extern "C"
}

// function is the definition of a function, or a lambda expression.
type function struct {
	name        string // with the names of its classes and namespaces; "" of a lambda
	result      string // the text of its type; "" when that cannot be told
	line        int
	first       int  // first token of the header
	open, close int  // its braces
	cut         bool // a conditional directive stands between first and close
}

// structure finds the brackets' pairs. The branches of a conditional begin
// alike; after it, what the first one opened is open, and where the others
// opened as many, theirs are closed together with it.
func (w *writer) structure() *code {
	c := &code{writer: w}
	var stack []level
	var conditionals []conditional
	for _, t := range w.lexed {
		if t.skipped {
			continue
		}
		if t.kind == directive {
			d := directiveOf(w.src, t, w.CPlusPlus)
			n := len(conditionals)
			switch d.name {
			case "if", "ifdef", "ifndef":
				conditionals = append(conditionals, conditional{
					before: slices.Clone(stack), live: d.bit != "0", taken: d.bit == "1",
				})
				c.cut(d.bit != "0" && d.bit != "1")
			case "elif", "else", "elifdef", "elifndef":
				if n > 0 {
					stack = conditionals[n-1].next(stack)
				}
				c.cut(true)
			case "endif":
				if n > 0 {
					stack = conditionals[n-1].last(stack)
					conditionals = conditionals[:n-1]
				}
			}
			continue
		}
		i := len(c.tokens)
		c.tokens = append(c.tokens, t)
		c.match = append(c.match, -1)
		c.cuts = append(c.cuts, false)
		global := len(stack) == 0 || stack[len(stack)-1].global
		c.global = append(c.global, global)
		if t.kind != mark {
			continue
		}
		switch s := c.sign(i); s {
		case '(', '[', '{':
			linkage := s == '{' && c.literal(i-1) && c.says(i-2, "extern")
			stack = append(stack, level{s, global && linkage, []int{i}})
		case ')', ']', '}':
			// A bracket that does not fit closes what it must.
			n := len(stack)
			for n > 0 && stack[n-1].mark != opening(s) && (s == '}' || stack[n-1].mark != '{') {
				n--
			}
			if n == 0 || stack[n-1].mark != opening(s) {
				continue
			}
			for _, o := range stack[n-1].open {
				c.match[o] = i
			}
			c.match[i] = stack[n-1].open[0]
			stack = stack[:n-1]
		}
	}
	return c
}

// level is an open bracket; several ones when conditional branches opened them
// in each other's place.
type level struct {
	mark   byte
	global bool // inside of it is global
	open   []int
}

// conditional is a group of branches under way.
type conditional struct {
	before []level // open before it
	first  []level // open after its first branch that may be compiled
	done   bool    // first is known
	live   bool    // this branch may be compiled
	taken  bool    // a branch before surely is
}

// next ends a branch with what is open after it and returns what is open before
// the next one.
func (b *conditional) next(stack []level) []level {
	if b.live && !b.done {
		b.first, b.done = slices.Clone(stack), true
	}
	b.live = !b.taken
	return slices.Clone(b.before)
}

// last ends the last branch and returns what is open after the group.
func (b *conditional) last(stack []level) []level {
	if !b.done {
		return stack
	}
	if b.live && len(b.first) == len(stack) {
		for i := len(b.before); i < len(stack); i++ {
			if b.first[i].mark == stack[i].mark {
				b.first[i].open = slices.Concat(b.first[i].open, stack[i].open)
			}
		}
	}
	return b.first
}

// cut remembers that a conditional directive stands before the next token.
func (c *code) cut(unknown bool) {
	if n := len(c.cuts); n > 0 && unknown {
		c.cuts[n-1] = true
	}
}

func opening(closing byte) byte {
	switch closing {
	case ')':
		return '('
	case ']':
		return '['
	}
	return '{'
}

// sign returns the operator of token i when it is one character, else 0.
func (c *code) sign(i int) byte {
	if i < 0 || i >= len(c.tokens) || c.tokens[i].kind != mark {
		return 0
	}
	t := c.tokens[i]
	if t.end-t.start == 1 {
		return c.src[t.start]
	}
	if s := spelling(c.src, t); len(s) == 1 {
		return s[0]
	}
	return 0
}

// word returns the identifier at token i, else "".
func (c *code) word(i int) string {
	if i < 0 || i >= len(c.tokens) || c.tokens[i].kind != identifier {
		return ""
	}
	return spelling(c.src, c.tokens[i])
}

// says reports whether token i says s.
func (c *code) says(i int, s string) bool {
	return i >= 0 && i < len(c.tokens) && c.is(c.tokens[i], s)
}

// skip returns the token after i, or after its bracket's pair.
func (c *code) skip(i int) int {
	if m := c.match[i]; m > i {
		return m + 1
	}
	return i + 1
}

// functions returns the definitions of functions among the tokens from i to end
// that are declarations in the scope of that name.
func (c *code) functions(i, end int, scope string) []function {
	var found []function
	first := i
	for i < end {
		switch c.sign(i) {
		case ';':
			first = i + 1
		case '}':
			first = i + 1
		case ':':
			switch c.word(i - 1) {
			case "public", "private", "protected":
				first = i + 1
			}
		case '(', '[':
			i = c.skip(i)
			continue
		case '{':
			closing := c.match[i]
			if closing < 0 {
				return found // nothing sure can be said from here on
			}
			switch k, f := c.header(first, i); k {
			case bodyOfFunction:
				f.name = join(scope, f.name)
				f.open, f.close = i, closing
				f.cut = c.cutBetween(f.first, closing)
				found = append(found, f)
				first = closing + 1
			case bodyOfScope:
				found = append(found, c.functions(i+1, closing, join(scope, f.name))...)
				first = closing + 1
			case initializer, memberInitializer:
			}
			i = closing
		}
		i++
	}
	return found
}

func join(scope, name string) string {
	if scope == "" || name == "" {
		return scope + name
	}
	return scope + "::" + name
}

func (c *code) cutBetween(i, end int) bool {
	for ; i < end; i++ {
		if c.cuts[i] {
			return true
		}
	}
	return false
}

// braces is what a { in a declaration begins.
type braces uint8

const (
	initializer braces = iota // or an enumeration, or something unknown
	memberInitializer
	bodyOfFunction
	bodyOfScope // of a namespace, linkage specification or class
)

// header tells what { begins at token open, and of what; its declaration
// begins at first.
func (c *code) header(first, open int) (braces, function) {
	if first == open {
		first = c.oldStyle(open)
	}
	i := c.prefix(c.lastTemplate(first, open), open)
	f := function{first: i, line: c.tokens[open].line}
	if i == open {
		if open > first && c.says(open-1, "\"C\"") || c.says(open-1, "\"C++\"") {
			return bodyOfScope, f
		}
		return initializer, f
	}
	if c.says(i, "namespace") || c.says(i, "inline") && c.says(i+1, "namespace") {
		f.name = c.word(open - 1)
		if f.name == "namespace" {
			f.name = ""
		}
		return bodyOfScope, f
	}
	// The parameters are the last parentheses after a name, before what can
	// follow them.
	stop := open
	operator := false
	parameters := -1
	for j := i; j < stop; j = c.skip(j) {
		switch c.sign(j) {
		case '(':
			if c.parameters(j) {
				parameters = j
			}
		case '=':
			if !operator {
				return initializer, f
			}
		case ':':
			if parameters >= 0 {
				if s := c.sign(open - 1); s != ')' && s != '}' && !c.bodyAfter(open-1) {
					return memberInitializer, f
				}
				stop = j
			}
		default:
			operator = operator || c.says(j, "operator")
			if c.says(j, "->") && parameters >= 0 && !operator {
				f.result = c.textOf(j+1, open)
				stop = j
			}
		}
	}
	if parameters < 0 {
		for j := i; j < open; j = c.skip(j) {
			switch c.word(j) {
			case "class", "struct", "union":
				f.name = c.className(j+1, open)
				return bodyOfScope, f
			}
		}
		return initializer, f
	}
	name := c.nameStart(i, parameters)
	f.name = strings.Join(c.spellings(name, parameters), "")
	if f.result == "" || f.result == "auto" {
		f.result = c.resultType(i, name)
	}
	if c.sign(parameters-1) == ')' && !operator {
		f.name, f.result = "", "" // a pointer to a function comes back
	}
	return bodyOfFunction, f
}

// bodyAfter reports whether a body can follow token i, which is no bracket.
func (c *code) bodyAfter(i int) bool {
	switch c.word(i) {
	case "const", "volatile", "override", "final", "noexcept", "try":
		return true
	}
	return false
}

// parameters reports whether the parentheses at token j can be those of a
// function's parameters.
func (c *code) parameters(j int) bool {
	switch w := c.word(j - 1); w {
	case "__attribute__", "__declspec", "_declspec", "alignas", "_Alignas", "noexcept", "throw",
		"decltype", "__typeof__", "typeof", "requires", "explicit", "if", "for", "while", "switch",
		"catch", "return", "sizeof", "int", "void", "char", "asm", "__asm__", "__asm":
		return false
	case "":
		s := c.sign(j - 1)
		return s == ')' || s == '>' || c.operatorBefore(j)
	}
	return true
}

// operatorBefore reports whether an operator's name ends before token j.
func (c *code) operatorBefore(j int) bool {
	for k := j - 1; k >= 0 && k >= j-4; k-- {
		if c.says(k, "operator") {
			return true
		}
	}
	return false
}

// prefix moves over what can stand before a declaration: template heads,
// attributes, a linkage specification.
func (c *code) prefix(i, end int) int {
	for i < end {
		switch w := c.word(i); {
		case w == "template" && c.sign(i+1) == '<':
			i = c.angle(i+1, end)
		case w == "extern" && i+1 < end && c.tokens[i+1].kind == text:
			i += 2
		case w == "__extension__":
			i++
		case (w == "__attribute__" || w == "__declspec" || w == "_declspec" || w == "alignas") && c.sign(i+1) == '(':
			i = c.skip(i + 1)
		case c.sign(i) == '[':
			i = c.skip(i)
		default:
			return min(i, end)
		}
	}
	return end
}

// lastTemplate returns where the last template head begins among the tokens,
// before which a macro may stand, else first.
func (c *code) lastTemplate(first, open int) int {
	if !c.CPlusPlus {
		return first
	}
	for j := first; j < open; j = c.skip(j) {
		if c.word(j) == "template" && c.sign(j+1) == '<' {
			first = j
		}
	}
	return first
}

// angle returns the token after the angle brackets at i.
func (c *code) angle(i, end int) int {
	depth := 0
	for i < end {
		switch c.sign(i) {
		case '<':
			depth++
		case '>':
			if depth--; depth == 0 {
				return i + 1
			}
		case '(', '[', '{':
			i = c.skip(i)
			continue
		}
		i++
	}
	return end
}

// oldStyle returns where a definition with an identifier list begins whose
// parameters' declarations end before token open (C17 6.9.1), else open.
func (c *code) oldStyle(open int) int {
	i := open - 1
	for i >= 0 && c.sign(i) != '}' && c.sign(i) != '{' {
		if c.sign(i) == ')' && c.match[i] > 0 {
			if p := c.match[i]; c.word(i+1) != "" && c.word(p-1) != "" {
				first := p
				for first > 0 && c.sign(first-1) != ';' && c.sign(first-1) != '}' && c.sign(first-1) != '{' {
					first--
				}
				return first
			}
			i = c.match[i]
		}
		i--
	}
	return open
}

// nameStart returns where the name before the parameters begins.
func (c *code) nameStart(first, parameters int) int {
	for j := parameters - 1; j >= first && j >= parameters-4; j-- {
		if c.says(j, "operator") {
			return c.qualified(first, j)
		}
	}
	return c.qualified(first, parameters-1)
}

// qualified returns where the name that ends at token i begins, its qualifiers
// with it.
func (c *code) qualified(first, i int) int {
	if c.sign(i-1) == '~' && i-1 >= first {
		i--
	}
	for i-1 > first && c.says(i-1, "::") {
		j := i - 2
		if c.sign(j) == '>' {
			depth := 0
			for ; j > first; j-- {
				if c.sign(j) == '>' {
					depth++
				} else if c.sign(j) == '<' {
					if depth--; depth == 0 {
						j--
						break
					}
				}
			}
		}
		if c.word(j) == "" || j < first {
			break
		}
		i = j
	}
	return max(i, first)
}

// className returns the name in a class's head.
func (c *code) className(i, open int) string {
	name := ""
	for ; i < open && c.sign(i) != ':'; i = c.skip(i) {
		if w := c.word(i); w != "" && w != "final" && w != "__attribute__" && w != "__declspec" && w != "alignas" {
			name = w
		}
	}
	return name
}

// resultType returns the text of the type in the specifiers from first to name.
func (c *code) resultType(first, name int) string {
	var words []string
	for j := first; j < name; j++ {
		switch w := c.word(j); w {
		case "static", "extern", "inline", "__inline", "_inline", "__inline__", "__forceinline", "virtual",
			"constexpr", "explicit", "friend", "register", "_Noreturn", "__extension__", "consteval":
			continue
		case "__attribute__", "__declspec", "_declspec", "alignas", "explicit_":
			if c.sign(j+1) == '(' {
				j = c.skip(j+1) - 1
				continue
			}
		default:
			// An annotation: NAME(...) before the type.
			if w != "" && w != "decltype" && w != "__typeof__" && w != "typeof" && c.sign(j+1) == '(' {
				j = c.skip(j+1) - 1
				continue
			}
		}
		if c.sign(j) == '[' {
			j = c.skip(j) - 1
			continue
		}
		words = append(words, spelling(c.src, c.tokens[j]))
	}
	return strings.Join(words, " ")
}

// textOf returns the text of the tokens from i to end, on one line.
func (c *code) textOf(i, end int) string { return strings.Join(c.spellings(i, end), " ") }

func (c *code) spellings(i, end int) []string {
	var words []string
	for ; i < end; i++ {
		words = append(words, spelling(c.src, c.tokens[i]))
	}
	return words
}
