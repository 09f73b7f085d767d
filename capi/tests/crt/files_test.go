package crt_test

import (
	"strings"
	"testing"
)

// TestFiles shows files, folders, paths, environment, times, processes and keys.
func TestFiles(t *testing.T) {
	t.Parallel()
	p := compile(t, "files")
	out := p.run(t, "k\né😀xline\nlonger\ngc\n", p.dir)
	wantRows(t, out, 185)
	const want = "Press any key to continue . . . \nputs\né€\n"
	if !strings.HasPrefix(out, want) {
		t.Errorf("output is %q, want it to begin with %q", out, want)
	}
}
