package examples_test

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// goProgram builds a program of examples/go.
func goProgram(t *testing.T, name string) program {
	t.Helper()
	p := program{path: filepath.Join(t.TempDir(), name)}
	if out, err := exec.Command("go", "build", "-o", p.path, "./go/"+name).CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", name, err, out)
	}
	return p
}

// TestGo runs the programs in Go through what those in C go through.
func TestGo(t *testing.T) {
	for name, run := range map[string]func(*testing.T, program, toolchain){
		"eventclient":   talk,
		"portchat":      func(t *testing.T, p program, c toolchain) { chatRoom(t, p.start(t, "0"), c) },
		"proxy":         passOn,
		"routineclient": tryOut,
		"webserver":     func(t *testing.T, p program, _ toolchain) { browse(t, p) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := goProgram(t, name)
			run(t, p, p.toolchain)
		})
	}
}
