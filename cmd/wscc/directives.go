package main

import "bytes"

// directive is a preprocessor line that the driver may change.
type directive struct {
	line       int    // from 1
	start, end int    // where the part that names something stands in the text
	name       string // of the header or library
	kind       directiveKind
	quoted     bool // "name", not <name>
}

type directiveKind int

const (
	include directiveKind = iota
	includeNext
	hasInclude // __has_include in #if
	libPragma  // #pragma comment(lib, "name"): start and end are the whole line's
)

// directives finds the #include, __has_include and #pragma comment(lib) lines of
// a text, in whatever branch of a condition they stand, but not in comments.
func directives(text []byte) []directive {
	var found []directive
	inComment := false
	line := 0
	for at := 0; at < len(text); {
		line++
		end := len(text)
		if n := bytes.IndexByte(text[at:], '\n'); n >= 0 {
			end = at + n
		}
		begin := at
		at = end + 1
		hash := begin
		if inComment {
			n := bytes.Index(text[begin:end], []byte("*/"))
			if n < 0 {
				continue
			}
			hash = begin + n + 2
			inComment = false
		}
		hash = skipBlanks(text, hash, end)
		if hash < end && text[hash] == '#' {
			found = directiveAt(found, text, hash, end, line)
		}
		inComment = commentOpen(text[hash:end])
	}
	return found
}

// directiveAt appends what the directive whose # stands at hash names.
func directiveAt(found []directive, text []byte, hash, end, line int) []directive {
	at := skipBlanks(text, hash+1, end)
	word := identifier(text[at:end])
	at += len(word)
	switch string(word) {
	case "include", "import":
		return nameAt(found, text, skipBlanks(text, at, end), end, line, include)
	case "include_next":
		return nameAt(found, text, skipBlanks(text, at, end), end, line, includeNext)
	case "if", "elif":
		for {
			n := bytes.Index(text[at:end], []byte("__has_include"))
			if n < 0 {
				return found
			}
			at += n + len("__has_include")
			open := skipBlanks(text, at, end)
			if open < end && text[open] == '(' {
				found = nameAt(found, text, skipBlanks(text, open+1, end), end, line, hasInclude)
			}
		}
	case "pragma":
		if name, ok := pragmaLibrary(text[at:end]); ok {
			return append(found, directive{line: line, start: hash, end: end, name: name, kind: libPragma})
		}
	}
	return found
}

// nameAt appends the header name that stands at a place, if one does.
func nameAt(found []directive, text []byte, at, end, line int, kind directiveKind) []directive {
	if at >= end {
		return found
	}
	closing := byte('"')
	switch text[at] {
	case '"':
	case '<':
		closing = '>'
	default:
		return found
	}
	n := bytes.IndexByte(text[at+1:end], closing)
	if n <= 0 {
		return found
	}
	return append(found, directive{
		line: line, start: at, end: at + n + 2, name: string(text[at+1 : at+1+n]), kind: kind, quoted: closing == '"',
	})
}

// pragmaLibrary returns the library that the rest of a #pragma line names by
// comment(lib, "name").
func pragmaLibrary(rest []byte) (string, bool) {
	for _, want := range []string{"comment", "(", "lib", ",", `"`} {
		rest = bytes.TrimLeft(rest, " \t")
		var ok bool
		if rest, ok = bytes.CutPrefix(rest, []byte(want)); !ok {
			return "", false
		}
	}
	name, _, ok := bytes.Cut(rest, []byte{'"'})
	return string(bytes.TrimSpace(name)), ok && len(name) > 0
}

// skipBlanks returns the place after blanks and comments that end on the line.
func skipBlanks(text []byte, at, end int) int {
	for at < end {
		switch {
		case text[at] == ' ' || text[at] == '\t' || text[at] == '\f' || text[at] == '\v':
			at++
		case bytes.HasPrefix(text[at:end], []byte("/*")):
			n := bytes.Index(text[at+2:end], []byte("*/"))
			if n < 0 {
				return at
			}
			at += n + 4
		case bytes.HasPrefix(text[at:end], byteOrderMark):
			at += 3
		default:
			return at
		}
	}
	return at
}

func identifier(text []byte) []byte {
	n := 0
	for n < len(text) && (text[n] == '_' || text[n]|0x20 >= 'a' && text[n]|0x20 <= 'z') {
		n++
	}
	return text[:n]
}

// commentOpen tells whether a line, read from outside of any comment, ends
// inside of one.
func commentOpen(line []byte) bool {
	if !bytes.Contains(line, []byte("/*")) {
		return false
	}
	quote := byte(0)
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '/' && i+1 < len(line) && line[i+1] == '/':
			return false
		case c == '/' && i+1 < len(line) && line[i+1] == '*':
			n := bytes.Index(line[i+2:], []byte("*/"))
			if n < 0 {
				return true
			}
			i += n + 3
		}
	}
	return false
}
