package rpcrt4_test

import (
	"os/exec"
	"testing"

	"winsock/capi/tests/library"
)

// TestUUID runs testdata/uuid.c, which looks at the calls that make, write, read
// and compare UUIDs, and says what is wrong. It runs on Windows too.
func TestUUID(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), library.Program(t, "testdata/uuid.c")).CombinedOutput()
	if err != nil || len(out) != 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
