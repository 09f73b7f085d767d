package audit

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
)

// A journald of the test's own, in a /run of its own, keeps a record under its
// MESSAGE_ID.
func TestJournalKeepsRecords(t *testing.T) {
	clause.Covers(t, "P-442")
	const inside, daemon = "WINSOCK_TEST_JOURNAL", "/lib/systemd/systemd-journald"
	_, none := exec.LookPath("journalctl")
	if _, err := os.Stat(daemon); err != nil || none != nil || os.Geteuid() != 0 {
		t.Skip("a journald can't be started here")
	}
	if os.Getenv(inside) == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.timeout=60s")
		cmd.Env = append(os.Environ(), inside+"=1")
		cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: unix.CLONE_NEWNS}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("in its own mounts: %v\n%s", err, out)
		}
		return
	}
	if err := unix.Mount("tmpfs", "/run", "tmpfs", 0, ""); err != nil {
		t.Skip(err)
	}
	for _, dir := range []string{"/run/systemd/journal", "/run/log/journal"} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	journald := exec.Command(daemon)
	if err := journald.Start(); err != nil {
		t.Skip(err)
	}
	defer journald.Wait()
	defer journald.Process.Kill()
	r := record(os.Getpid())
	r.Program = "/bin/x"
	var said string
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		s, err := openSystemLog()
		if err != nil {
			continue // it has not begun
		}
		if err := s.write(r); err != nil {
			t.Fatal(err)
		}
		s.close()
		break
	}
	for end := time.Now().Add(20 * time.Second); !strings.Contains(said, "WINSOCK_PORT=80") && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		out, _ := exec.Command("journalctl", "-D", "/run/log/journal", "--no-pager", "-o", "export", "MESSAGE_ID="+messageID).Output()
		said = string(out)
	}
	for _, want := range []string{"MESSAGE=" + r.Text() + "\n", "WINSOCK_PORT=80\n", "WINSOCK_RESULT=failed\n", "WINSOCK_PROGRAM=/bin/x\n"} {
		if !strings.Contains(said, want) {
			t.Errorf("the journal has no %q: %s", want, said)
		}
	}
}
