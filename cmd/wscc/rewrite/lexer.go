package rewrite

import "bytes"

// kind is what a token is to the preprocessor.
type kind uint8

const (
	identifier kind = iota
	number
	text      // string literal
	character // character constant
	mark      // operator or punctuator
	directive // a whole preprocessing directive, without its newline
	endOfFile // Ctrl-Z outside of literals and comments
)

// token is a piece of the source that is neither white space nor comment.
// Line splices may lie inside; spelling takes them out.
type token struct {
	kind       kind
	spliced    bool // has a line splice inside
	skipped    bool // in a group that the preprocessor surely skips (#if 0)
	start, end int  // bytes of the source
	line       int  // from 1
}

// lexer splits source into tokens by the first three translation phases
// (C17 5.1.1.2), without trigraphs, which gcc's default dialects do not know.
type lexer struct {
	src       []byte
	cplusplus bool
	pos, line int
	tokens    []token
	fresh     bool // nothing but white space and comments since the line began
	groups    groups
}

// lex returns the tokens of src.
func lex(src []byte, cplusplus bool) []token {
	l := lexer{src: src, cplusplus: cplusplus, line: 1, fresh: true}
	l.tokens = make([]token, 0, len(src)/4)
	if bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
		l.pos = 3
	}
	for l.space(true); l.pos < len(src); l.space(true) {
		l.token()
		if l.tokens[len(l.tokens)-1].kind == endOfFile {
			break
		}
	}
	return l.tokens
}

// splice returns how many bytes the line splices at i take: a backslash, blanks
// as gcc allows them, and a newline; any number of these.
func (l *lexer) splice(i int) int {
	start := i
	for i < len(l.src) && l.src[i] == '\\' {
		j := i + 1
		for j < len(l.src) && (l.src[j] == ' ' || l.src[j] == '\t' || l.src[j] == '\r') {
			j++
		}
		if j >= len(l.src) || l.src[j] != '\n' {
			break
		}
		i = j + 1
	}
	return i - start
}

// at returns the byte at pos+skip bytes of unspliced text, 0 at the end.
func (l *lexer) at(skip int) byte {
	i := l.pos
	if skip == 0 && i < len(l.src) && l.src[i] != '\\' {
		return l.src[i]
	}
	for {
		i += l.splice(i)
		if i >= len(l.src) {
			return 0
		}
		if skip == 0 {
			return l.src[i]
		}
		i++
		skip--
	}
}

// advance moves over one byte and the splices before it, counting lines.
func (l *lexer) advance() {
	if n := l.splice(l.pos); n > 0 {
		l.line += bytes.Count(l.src[l.pos:l.pos+n], []byte{'\n'})
		l.pos += n
	}
	if l.pos < len(l.src) {
		if l.src[l.pos] == '\n' {
			l.line++
		}
		l.pos++
	}
}

// space moves over white space and comments; over newlines when lines is set.
func (l *lexer) space(lines bool) {
	for l.pos < len(l.src) {
		switch c := l.at(0); {
		case c == '\n':
			if !lines {
				return
			}
			l.fresh = true
			l.advance()
		case c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v' || c == 0:
			l.advance()
		case c == '/' && l.at(1) == '/':
			for l.pos < len(l.src) && l.at(0) != '\n' {
				l.advance()
			}
		case c == '/' && l.at(1) == '*':
			l.comment()
		default:
			l.skipSplice()
			return
		}
	}
}

// skipSplice moves over splices, so that no token begins with one.
func (l *lexer) skipSplice() {
	n := l.splice(l.pos)
	l.line += bytes.Count(l.src[l.pos:l.pos+n], []byte{'\n'})
	l.pos += n
}

// comment moves over a comment; one that does not end goes to the end.
func (l *lexer) comment() {
	l.advance()
	l.advance()
	for l.pos < len(l.src) {
		if l.at(0) == '*' && l.at(1) == '/' {
			l.advance()
			l.advance()
			return
		}
		l.advance()
	}
}

// token reads the token at pos.
func (l *lexer) token() {
	t := token{start: l.pos, line: l.line, skipped: l.groups.skipping()}
	fresh := l.fresh
	l.fresh = false
	switch c := l.at(0); {
	case fresh && (c == '#' || c == '%' && l.at(1) == ':'):
		l.directive()
		t.kind = directive
	case c == '"':
		l.quoted('"')
		t.kind = text
	case c == '\'':
		l.quoted('\'')
		t.kind = character
	case letter(c):
		t.kind = l.word()
	case digit(c) || c == '.' && digit(l.at(1)):
		l.number()
		t.kind = number
	case c == 0x1a:
		l.advance()
		t.kind = endOfFile
	default:
		l.mark()
		t.kind = mark
	}
	t.end = l.pos
	t.spliced = bytes.IndexByte(l.src[t.start:t.end], '\n') >= 0
	l.tokens = append(l.tokens, t)
	if t.kind == directive {
		l.groups.enter(directiveOf(l.src, t, l.cplusplus))
	}
}

// directive moves to the end of the directive's line.
func (l *lexer) directive() {
	for l.pos < len(l.src) {
		switch c := l.at(0); {
		case c == '\n':
			return
		case c == '/' && l.at(1) == '*':
			l.comment()
		case c == '/' && l.at(1) == '/':
			for l.pos < len(l.src) && l.at(0) != '\n' {
				l.advance()
			}
		case c == '"' || c == '\'':
			l.quoted(c)
		default:
			l.advance()
		}
	}
}

// quoted moves over a literal; an unterminated one ends with its line.
func (l *lexer) quoted(quote byte) {
	l.advance()
	for l.pos < len(l.src) {
		c := l.at(0)
		if c == '\n' {
			return
		}
		l.advance()
		switch c {
		case quote:
			return
		case '\\':
			if l.at(0) != '\n' {
				l.advance()
			}
		}
	}
}

// word moves over an identifier, or over a literal that begins with a prefix.
func (l *lexer) word() kind {
	start := l.pos
	for letter(l.at(0)) || digit(l.at(0)) {
		l.advance()
	}
	if c := l.at(0); c == '"' || c == '\'' {
		prefix := spell(l.src[start:l.pos])
		switch prefix {
		case "L", "u", "U", "u8":
			l.quoted(c)
			if c == '"' {
				return text
			}
			return character
		case "R", "LR", "uR", "UR", "u8R":
			if c == '"' && l.cplusplus && l.raw() {
				return text
			}
		}
	}
	return identifier
}

// raw moves over a raw string from its quote on, when it is one.
func (l *lexer) raw() bool {
	open := bytes.IndexByte(l.src[l.pos:min(len(l.src), l.pos+18)], '(')
	if open < 1 {
		return false
	}
	delimiter := l.src[l.pos+1 : l.pos+open]
	if bytes.ContainsAny(delimiter, " )\\\t\v\f\n\"") {
		return false
	}
	end := append(append([]byte{')'}, delimiter...), '"')
	n := bytes.Index(l.src[l.pos+open:], end)
	if n < 0 {
		return false
	}
	stop := l.pos + open + n + len(end)
	l.line += bytes.Count(l.src[l.pos:stop], []byte{'\n'})
	l.pos = stop
	return true
}

// number moves over a preprocessing number (C17 6.4.8).
func (l *lexer) number() {
	for {
		c := l.at(0)
		next := l.at(1)
		switch {
		case (c == 'e' || c == 'E' || c == 'p' || c == 'P') && (next == '+' || next == '-'):
			l.advance()
			l.advance()
		case c == '\'' && l.cplusplus && (letter(next) || digit(next)):
			l.advance()
			l.advance()
		case letter(c) || digit(c) || c == '.':
			l.advance()
		default:
			return
		}
	}
}

// marks are the longer ones that mean something here; all others are taken byte
// by byte, which loses nothing.
var marks = []string{"::", "->", "<:", ":>", "<%", "%>", "%:"}

func (l *lexer) mark() {
	c, next := l.at(0), l.at(1)
	l.advance()
	if c == '<' && next == ':' && l.cplusplus && l.at(1) == ':' && l.at(2) != ':' && l.at(2) != '>' {
		return // [lex.pptoken]: <:: is < and ::
	}
	for _, m := range marks {
		if m[0] == c && m[1] == next {
			l.advance()
			return
		}
	}
}

func letter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == '$' || c >= 0x80
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// spell takes line splices out of text.
func spell(b []byte) string {
	if bytes.IndexByte(b, '\n') < 0 {
		return string(b)
	}
	l := lexer{src: b}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		i += l.splice(i)
		if i < len(b) {
			out = append(out, b[i])
		}
	}
	return string(out)
}

// spelling returns what t says, digraphs as what they stand for.
func spelling(src []byte, t token) string {
	if !t.spliced && t.kind != mark {
		return string(src[t.start:t.end])
	}
	s := spell(src[t.start:t.end])
	switch s {
	case "<%":
		return "{"
	case "%>":
		return "}"
	case "<:":
		return "["
	case ":>":
		return "]"
	}
	return s
}
