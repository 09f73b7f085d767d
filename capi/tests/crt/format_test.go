package crt_test

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"
)

// wantRows fails when a table's program checked fewer rows than it has.
func wantRows(t *testing.T, out string, least int) {
	t.Helper()
	m := regexp.MustCompile(`(\d+) (?:rows|checks|rounds), 0 failures`).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("no count in %q", out)
	}
	if n, err := strconv.Atoi(m[1]); err != nil || n < least {
		t.Errorf("%s checked, want at least %d", m[1], least)
	}
}

func TestFormatTable(t *testing.T) {
	t.Parallel()
	wantRows(t, compile(t, "format_table").run(t, ""), 330)
}

func TestScanTable(t *testing.T) {
	t.Parallel()
	wantRows(t, compile(t, "scan_table").run(t, ""), 160)
}

// TestFormatBehaviour shows cutting, refusal, files, lines, and that narrow and
// wide output to one stream keep their order.
func TestFormatBehaviour(t *testing.T) {
	t.Parallel()
	p := compile(t, "behaviour")
	out := p.run(t, "one\ntwo\na line too long\n5 abc 1.5\n7 wide\ncch\nrest\n", p.dir)
	wantRows(t, out, 140)
	const want = "printf wprintf € puts c 1 2\n"
	if len(out) < len(want) || out[:len(want)] != want {
		t.Errorf("output begins %q, want %q", out, want)
	}
}

// TestFormatFuzz compares random formats with the C library's rules where they
// agree, and throws formats at the functions that nobody would write.
func TestFormatFuzz(t *testing.T) {
	t.Parallel()
	p := compile(t, "fuzz")
	for seed := range 2 {
		wantRows(t, p.run(t, "", fmt.Sprint(seed), "20000"), 20000)
	}
}
