package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// compile builds a program of C or C++ with wscc or wsc++ and returns its path.
func compile(t *testing.T, driver string, args ...string) string {
	t.Helper()
	driver = filepath.Join("..", "build", "bin", driver)
	if _, err := os.Stat(driver); err != nil {
		t.Skip("no wscc: run make build")
	}
	program := filepath.Join(t.TempDir(), "program")
	out, err := exec.Command(driver, append(args, "-o", program)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", driver, args, err, out)
	}
	if len(out) > 0 {
		t.Errorf("%s %v says:\n%s", driver, args, out)
	}
	return program
}
