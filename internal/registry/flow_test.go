package registry

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"winsock/internal/clause"
)

const flowChildEnv = "WINSOCK_REGISTRY_TEST_FLOW"

// flowChild reserves what its environment says, tells whether it could, and waits to be
// killed.
func flowChild() bool {
	if os.Getenv(flowChildEnv) == "" {
		return false
	}
	_, ok := ReserveFlow(1, "eth0", 60, 100)
	if ok {
		os.Stdout.WriteString("yes\n")
	} else {
		os.Stdout.WriteString("no\n")
	}
	os.Stdin.Read(make([]byte, 1))
	return true
}

func TestP465_FlowsOfProcesses(t *testing.T) {
	clause.Covers(t, "P-465")
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	other := func() (*exec.Cmd, string) {
		t.Helper()
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), flowChildEnv+"=1")
		in, _ := cmd.StdinPipe()
		t.Cleanup(func() { in.Close() })
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		answer := make([]byte, 16)
		n, _ := out.Read(answer)
		return cmd, string(answer[:n])
	}
	mine, ok := ReserveFlow(1, "eth0", 50, 100)
	if !ok {
		t.Fatal("half of it is not to be had")
	}
	if _, ok := ReserveFlow(1, "eth0", 51, 100); ok {
		t.Error("more than there is")
	}
	if other, ok := ReserveFlow(1, "eth1", 100, 100); !ok {
		t.Error("another interface counts")
	} else {
		other.Release()
	}
	cmd, answer := other()
	cmd.Process.Kill()
	cmd.Wait()
	if answer != "no\n" {
		t.Errorf("another process, more than there is: %q", answer)
	}
	mine.Release()
	mine.Release()
	cmd, answer = other()
	if answer != "yes\n" {
		t.Errorf("after the release: %q", answer)
	}
	if _, ok := ReserveFlow(1, "eth0", 41, 100); ok {
		t.Error("what the other process has does not count")
	}
	cmd.Process.Kill()
	cmd.Wait()
	if again, ok := ReserveFlow(1, "eth0", 100, 100); !ok {
		t.Error("what a killed process had is lost")
	} else {
		again.Release()
	}
	if len(flows.open) != 0 {
		t.Errorf("%d files are still open", len(flows.open))
	}
}

// TestFlowsOfNobody: a file that somebody else has put there counts nothing.
func TestFlowsOfNobody(t *testing.T) {
	clause.Covers(t, "P-465")
	dir := t.TempDir()
	t.Setenv("WINSOCK_RUN_DIR", dir)
	first, ok := ReserveFlow(2, "lo", 10, 10)
	if !ok {
		t.Fatal("not to be had")
	}
	first.Release()
	files, _ := filepath.Glob(filepath.Join(dir, "flows.2.*"))
	if len(files) != 1 {
		t.Fatalf("files %q", files)
	}
	os.Remove(files[0])
	if err := os.Symlink("/etc/passwd", files[0]); err != nil {
		t.Fatal(err)
	}
	alone, ok := ReserveFlow(2, "lo", 10, 10)
	if !ok || alone.file.fd >= 0 {
		t.Error("a link is followed")
	}
	alone.Release()
	os.Remove(files[0])
	if err := os.WriteFile(files[0], []byte("something else that is no slot"), 0o644); err != nil {
		t.Fatal(err)
	}
	if open, ok := ReserveFlow(2, "lo", 10, 10); !ok || open.file.fd >= 0 {
		t.Error("a file for everybody is used")
	} else {
		open.Release()
	}
}

// FuzzDecodeFlow: a slot that another process wrote is a number that can be added up.
func FuzzDecodeFlow(f *testing.F) {
	f.Add(make([]byte, flowSlot))
	f.Fuzz(func(t *testing.T, p []byte) {
		if got := decodeFlow(p); got > 1<<47 {
			t.Errorf("%d", got)
		}
	})
}
