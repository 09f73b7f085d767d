package rewrite

import (
	"os"
	"os/exec"
	"slices"
	"testing"
)

// spelled returns what the tokens of src say.
func spelled(src []byte, cplusplus bool) []string {
	var words []string
	for _, t := range lex(src, cplusplus) {
		words = append(words, spelling(src, t))
	}
	return words
}

// TestTokens compares the tokens with gcc's: what its preprocessor leaves of a
// text without directives is the same tokens, without comments and splices.
func TestTokens(t *testing.T) {
	t.Parallel()
	const file = "testdata/tokens.txt"
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range []string{"c", "c++"} {
		out, err := exec.Command("gcc", "-E", "-P", "-w", "-x", language, file).Output()
		if err != nil {
			t.Fatal(err)
		}
		want, got := spelled(out, language == "c++"), spelled(src, language == "c++")
		if !slices.Equal(want, got) {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
		if len(got) < 80 {
			t.Errorf("%s: only %d tokens", language, len(got))
		}
	}
}

// TestTokensKept shows that the tokens that are no subject of a rewriting stay
// what and where they are, line by line.
func TestTokensKept(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("testdata/finally.c")
	if err != nil {
		t.Fatal(err)
	}
	out, _, err := Rewrite(src, Options{})
	if err != nil {
		t.Fatal(err)
	}
	type place struct {
		line int
		text string
	}
	left := map[place]int{}
	for _, x := range lex(out, false) {
		left[place{x.line, spelling(out, x)}]++
	}
	last := ""
	for _, x := range lex(src, false) {
		s := spelling(src, x)
		label := last == "goto" // stands behind the __finally
		last = s
		if label || sehWord(s) != "" || s == "return" || s == "break" || s == "continue" || s == "goto" || s == ";" {
			continue
		}
		p := place{x.line, s}
		if left[p]--; left[p] < 0 {
			t.Errorf("line %d lost %s", x.line, s)
		}
	}
}
