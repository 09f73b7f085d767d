package kernel32_test

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"winsock/capi/tests/library"
	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// build compiles a program, with flags more, and links it with the library.
func build(t *testing.T, source string, flags ...string) string {
	t.Helper()
	return library.Program(t, source, append(flags, "-DWIN32_LEAN_AND_MEAN")...)
}

// run gives the program a minute, with an environment (nil: the test's own), and
// returns all that it wrote.
func run(t *testing.T, env []string, program string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = env
	out, err := cmd.CombinedOutput()
	return string(out), err
}
