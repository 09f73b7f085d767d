//go:build cgo

package native_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"winsock/catalog"
	"winsock/internal/clause"
)

// A program that was built without cgo, or that does not find the library, fails as one whose
// provider does not load, and the trace says why.
func TestPlain(t *testing.T) {
	clause.Covers(t, "P-191")
	file := install(t, "memory")
	for _, tt := range []struct{ cgo, want string }{
		{"0", "built without cgo"},
		{"1", "true"},
	} {
		program := filepath.Join(t.TempDir(), "plain")
		cmd := exec.Command("go", "build", "-o", program, "./testdata/plain")
		cmd.Env = append(os.Environ(), "CGO_ENABLED="+tt.cgo)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		cmd = exec.Command(program)
		cmd.Env = append(os.Environ(), catalog.EnvFile+"="+file, "WINSOCK_TRACE=1", "LD_LIBRARY_PATH=")
		out, err := cmd.CombinedOutput()
		says := strings.HasPrefix(string(out[strings.LastIndexByte(strings.TrimSpace(string(out)), '\n')+1:]), "true")
		if tt.cgo == "0" && (err != nil || !says || !strings.Contains(string(out), tt.want)) {
			t.Errorf("without cgo: %v\n%s", err, out)
		}
		if tt.cgo == "1" && (err != nil || says) {
			t.Errorf("the library is found where the provider has it: %v\n%s", err, out)
		}
	}
}
