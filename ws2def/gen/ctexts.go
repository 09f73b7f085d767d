package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// message is the text of one system error.
type message struct {
	name   string
	number int
	text   string
}

// systemErrors returns the codes of systemerrors.tsv, which only C programs
// name, sorted by number.
func systemErrors(s *spec) ([]message, error) {
	var ms []message
	for _, r := range s.systemErrors.rows {
		n, err := strconv.Atoi(r.get("number"))
		if err != nil || n <= 0 {
			return nil, r.errorf("number %q", r.get("number"))
		}
		if r.get("text") == "" {
			return nil, r.errorf("no text")
		}
		ms = append(ms, message{r.get("name"), n, r.get("text")})
	}
	slices.SortFunc(ms, func(a, b message) int { return a.number - b.number })
	return ms, nil
}

// systemErrorsHeader writes the names that winerror.h has beside those of
// errors.tsv.
func systemErrorsHeader(s *spec) (string, error) {
	ms, err := systemErrors(s)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("/* Error codes of the system */\n")
	for _, m := range ms {
		fmt.Fprintf(&b, "#define %s %d\n", m.name, m.number)
	}
	return guarded("zsystemerror.h", b.String()), nil
}

// messagesC writes the texts that FormatMessage answers: a sentence for every
// code of errors.tsv and systemerrors.tsv, sorted by number.
func messagesC(s *spec) (string, error) {
	ms, err := systemErrors(s)
	if err != nil {
		return "", err
	}
	codes, err := errorRows(s)
	if err != nil {
		return "", err
	}
	for _, e := range codes {
		if e.alias == "" {
			ms = append(ms, message{e.name, e.number, e.get("text")})
		}
	}
	slices.SortFunc(ms, func(a, b message) int { return a.number - b.number })
	for i := 1; i < len(ms); i++ {
		if ms[i].number == ms[i-1].number {
			return "", fmt.Errorf("systemerrors.tsv: %s and %s are both %d", ms[i-1].name, ms[i].name, ms[i].number)
		}
	}
	var b strings.Builder
	b.WriteString(headerTop)
	b.WriteString("#include \"message.h\"\n\nconst struct ws_message ws_messages[] = {\n")
	for _, m := range ms {
		fmt.Fprintf(&b, "\t{%d, %q},\n", m.number, sentence(m.text))
	}
	b.WriteString("};\n\nconst unsigned int ws_message_count = sizeof(ws_messages) / sizeof(ws_messages[0]);\n")
	return b.String(), nil
}

// sentence makes text one: a capital letter first unless the first word is a
// name with capitals in it, and a full stop last.
func sentence(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if !strings.ContainsFunc(first, unicode.IsUpper) {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	return text + "."
}
