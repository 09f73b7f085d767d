package user32_test

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// run gives the program a minute and returns what it wrote to standard output
// and to standard error.
func run(t *testing.T, program string, args ...string) (out, complaints string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var o, e strings.Builder
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdout, cmd.Stderr = &o, &e
	err = cmd.Run()
	return o.String(), e.String(), err
}
