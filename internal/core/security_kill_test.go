package core_test

import (
	"bufio"
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/audit"
	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/security"
	"winsock/spi"
	"winsock/ws2def"
)

// rounds is how many processes the kill tests kill, of each kind.
func rounds() int {
	if testing.Short() {
		return killed / 10
	}
	return killed
}

// noTornLines looks at the files of records themselves: what a reader would pass
// over must not be there, but for the end of the newest.
func noTornLines(t *testing.T) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(audit.Dir(), "audit.log*"))
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		whole, _, _ := bytes.Cut(append(text, 0), []byte{0})
		for line := range bytes.Lines(whole) {
			if _, ok := audit.Decode(bytes.TrimSpace(line)); !ok && bytes.HasSuffix(line, []byte("\n")) {
				t.Errorf("%s has a line that is no record: %q", name, line)
			}
		}
	}
}

// Processes that bind are killed at any instant: whatever end of a bind they had
// seen is on record, and the port is free when its owner closes.
func TestAuditKilledBinders(t *testing.T) {
	clause.Covers(t, "P-422", "P-441")
	privileged(t)
	h, port := audited(t, sacl(security.World, always, 2), "udp", "none", "127.0.0.1", quietPort())
	reported := map[int]int{}
	var mu sync.Mutex
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for range rounds() / 2 {
				o := another(t, "", nil)
				o.send("storm - udp none 127.0.0.1 " + port)
				o.out.Scan()
				timer := time.AfterFunc(time.Duration(rand.IntN(3000))*time.Microsecond, func() { o.cmd.Process.Kill() })
				n := 1
				for o.out.Scan() {
					if o.out.Text() == "WSAEADDRINUSE" { // the last line may be torn
						n++
					}
				}
				timer.Stop()
				o.kill()
				mu.Lock()
				reported[o.cmd.Process.Pid] += n
				mu.Unlock()
			}
		})
	}
	group.Wait()
	core.Close(h, spi.Park) // and what only the kernel saw is written
	kept := map[int]int{}
	for _, r := range records(t) {
		kept[r.PID]++
	}
	for pid, n := range reported {
		// A last bind may be on record whose end the process did not live to tell.
		if kept[pid] < n || kept[pid] > n+1 && !kernelTells() {
			t.Errorf("process %d told of %d binds, %d are on record", pid, n, kept[pid])
		}
	}
	t.Logf("%d processes, %d records", len(reported), len(records(t)))
	noTornLines(t)
	if r := ourselves(t).do("bind b udp none 127.0.0.1 " + port); r != port {
		t.Errorf("the port is not free: %s", r)
	}
}

// Owners are killed at any instant: a bind that failed is on record, and when the
// owner is dead the port is free, without a mark or lock.
func TestAuditKilledOwners(t *testing.T) {
	clause.Covers(t, "P-422")
	privileged(t)
	port := quietPort()
	us := ourselves(t)
	failed := 0
	for range rounds() / 2 {
		owner := another(t, "", nil)
		if r := owner.do("audit a udp none 127.0.0.1 " + port); r != port {
			t.Fatalf("an owner can't bind: %s", r)
		}
		dead := make(chan struct{})
		time.AfterFunc(time.Duration(rand.IntN(3000))*time.Microsecond, func() {
			owner.kill()
			close(dead)
		})
		for done := false; !done; {
			select {
			case <-dead:
				done = true
			default:
			}
			switch r := us.do("bind b udp none 127.0.0.1 " + port); r {
			case port:
				us.do("close b")
				done = true
			case "WSAEADDRINUSE":
				failed++
				if done {
					t.Error("the port of a dead process is in use")
				}
			default:
				t.Errorf("bind: %s", r)
			}
		}
		<-dead
	}
	own := 0
	for _, r := range records(t) {
		if r.PID == os.Getpid() && r.Result == audit.Failed {
			own++
		}
	}
	t.Logf("%d binds failed, %d records", failed, own)
	// The record of a bind may be kept and the bind tried again, when the owner died in
	// between.
	if own < failed || own > failed+rounds()/2 {
		t.Errorf("%d binds failed, %d are on record", failed, own)
	}
	noTornLines(t)
}

// Processes are killed at any instant of becoming owners: the descriptor, the door, the
// kernel's programs, the claim and its mark. The port is free, and the next owner's
// records are kept.
func TestAuditKilledBeginners(t *testing.T) {
	clause.Covers(t, "P-422")
	privileged(t)
	port := quietPort()
	us := ourselves(t)
	owned := 0
	for range rounds() / 2 {
		owner := another(t, "", nil)
		owner.do("pid -") // it is running
		owner.send("audit a udp none 127.0.0.1 " + port)
		time.Sleep(time.Duration(rand.IntN(2500)) * time.Microsecond)
		owner.cmd.Process.Kill()
		if owner.out.Scan() && owner.out.Text() == port {
			owned++
		}
		owner.kill()
		if r := us.do("bind b udp none 127.0.0.1 " + port); r != port {
			t.Fatalf("the port of a dead process: %s", r)
		}
		us.do("close b")
	}
	t.Logf("%d of %d were owners already", owned, rounds()/2)
	if n := len(records(t)); n != 0 {
		t.Errorf("%d records without an owner", n)
	}
	noTornLines(t)
	h, _ := audited(t, sacl(security.World, always, 2), "udp", "none", "127.0.0.1", port)
	defer core.Close(h, spi.Park)
	if r := us.do("bind b udp none 127.0.0.1 " + port); r != "WSAEADDRINUSE" {
		t.Error(r)
	}
	if n := len(records(t)); n != 1 {
		t.Errorf("%d records of the next owner", n)
	}
}

// Another user can't read records, change them, or make some about others.
func TestAuditHostile(t *testing.T) {
	privileged(t)
	if os.Geteuid() != 0 {
		t.Skip("only root can become another user")
	}
	h, port := audited(t, sacl(security.World, always, 2), "tcp", "none", "127.0.0.1", quietPort())
	defer core.Close(h, spi.Park)
	if r := another(t, "65534", nil).do("bind b tcp none 127.0.0.1 " + port); r != "WSAEADDRINUSE" {
		t.Fatal(r)
	}
	if all := records(t); len(all) != 1 || all[0].UID != 65534 {
		t.Errorf("%+v", all)
	}
	file := filepath.Join(audit.Dir(), "audit.log")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	script := `cat "$1" && echo read; (: >"$1") && echo emptied; (echo '{}' >>"$1") && echo written
mv "$1" "$1.x" && echo moved; rm -f "$1" && echo removed; ls "$(dirname "$1")" && echo listed; true`
	out, err := runAsNobody("sh", "-c", script, "sh", file)
	if err != nil || len(out) != 0 {
		t.Errorf("nobody may: %s, %v", out, err)
	}
	if after, _ := os.ReadFile(file); !bytes.Equal(before, after) {
		t.Errorf("the records have changed:\n%s\n%s", before, after)
	}
	// Credentials that are not one's own are refused by the kernel.
	if r := another(t, "65534", nil).do("forge -"); r != "operation not permitted" {
		t.Errorf("nobody may be root at the door: %s", r)
	}
	if n := len(records(t)); n != 1 {
		t.Errorf("%d records", n)
	}
	// Where there is no list any more nobody is waited for.
	begin := time.Now()
	if e := core.SetSecurity(h, saclPart, &security.Descriptor{Control: security.SaclPresent}); e != 0 {
		t.Error(e)
	}
	if r := ourselves(t).do("bind b tcp none 127.0.0.1 " + port); r != ws2def.WSAEADDRINUSE.Name() || time.Since(begin) > time.Second {
		t.Errorf("%s after %v", r, time.Since(begin))
	}
}

// runAsNobody runs a program as the user nobody and returns what it prints.
func runAsNobody(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	text, _ := io.ReadAll(bufio.NewReader(out))
	return strings.TrimSpace(string(text)), cmd.Wait()
}

// forge tells every audit's door on this host of a bind, in the name of root's first
// process, and says how that ends.
func forge() string {
	text, err := os.ReadFile("/proc/net/unix")
	if err != nil {
		return err.Error()
	}
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err.Error()
	}
	defer unix.Close(fd)
	answer := "no door"
	for word := range strings.FieldsSeq(string(text)) {
		if !strings.HasPrefix(word, "@winsock/audit/") {
			continue
		}
		err := unix.Sendmsg(fd, make([]byte, 88), unix.UnixCredentials(&unix.Ucred{Pid: 1}), &unix.SockaddrUnix{Name: word}, 0)
		if err == nil {
			return "forged"
		}
		answer = err.Error()
	}
	return answer
}
