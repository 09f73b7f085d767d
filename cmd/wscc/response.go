package main

import (
	"fmt"
	"os"
	"strings"
)

// maxResponses limits how often response files may name others, so that a file
// that names itself ends with an error.
const maxResponses = 2000

// expand replaces each argument @file by the words of that file, as gcc does: an
// argument whose file cannot be read stays as it is.
func expand(args []string) ([]string, error) {
	var out []string
	files := 0
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		name, ok := strings.CutPrefix(arg, "@")
		if !ok {
			out = append(out, arg)
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			out = append(out, arg)
			continue
		}
		if files++; files > maxResponses {
			return nil, fmt.Errorf("%s: response files name one another without end: take the circle out", name)
		}
		args = append(words(string(text)), args...)
	}
	return out, nil
}

// words splits the text of a response file: white space separates, quotes of
// both kinds keep it, a backslash keeps the next byte.
func words(text string) []string {
	var out []string
	var word strings.Builder
	inside := false // of a word
	quote := byte(0)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\' && i+1 < len(text):
			i++
			word.WriteByte(text[i])
			inside = true
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteByte(c)
		case c == '"' || c == '\'':
			quote = c
			inside = true
		case strings.IndexByte(" \t\n\r\v\f", c) >= 0:
			if inside {
				out = append(out, word.String())
				word.Reset()
			}
			inside = false
		default:
			word.WriteByte(c)
			inside = true
		}
	}
	if inside {
		out = append(out, word.String())
	}
	return out
}

// quoteResponse writes arguments as the text of a response file.
func quoteResponse(args []string) string {
	var b strings.Builder
	for _, arg := range args {
		b.WriteByte('"')
		for i := 0; i < len(arg); i++ {
			if arg[i] == '"' || arg[i] == '\\' {
				b.WriteByte('\\')
			}
			b.WriteByte(arg[i])
		}
		b.WriteString("\"\n")
	}
	return b.String()
}
