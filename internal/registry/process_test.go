package registry

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"winsock/ws2def"
)

// seal gives bytes the right check sum.
func seal(b []byte) []byte {
	b = append([]byte(nil), b...)
	binary.LittleEndian.PutUint32(b[60:], crc32.ChecksumIEEE(b[:60]))
	return b
}

// childEnv makes the test program a process of the tests; its value is the user
// that it becomes, or nothing.
const childEnv = "WINSOCK_REGISTRY_TEST_CHILD"

// child runs the process's side of [partner]: it carries out the lines it reads and
// answers each with a line.
func child() bool {
	uid, ok := os.LookupEnv(childEnv)
	if !ok {
		return false
	}
	if uid != "" {
		n, _ := strconv.Atoi(uid)
		if err := syscall.Setuid(n); err != nil {
			fmt.Println("setuid:", err)
			return true
		}
	}
	fd, _ := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	claims := map[string]*Claim{}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		fmt.Println(obey(fd, claims, strings.Fields(in.Text())))
	}
	return true
}

// obey carries out one line: a verb, the name of a claim, an address and a way
// to share.
func obey(fd int, claims map[string]*Claim, words []string) string {
	verb, name := words[0], words[1]
	switch verb {
	case "claim":
		use, _ := strconv.Atoi(words[3])
		e := on(words[2], Use(use))
		p := Lock(fd, e.Protocol, e.Port)
		defer p.Unlock()
		if _, verdict := p.Check(&e); verdict != 0 {
			return verdict.Name()
		}
		claims[name] = p.Add(e)
		if claims[name] == nil {
			return "not recorded"
		}
		return "ok"
	case "join", "leave":
		p := claims[name].Lock()
		defer p.Unlock()
		var first int
		var several bool
		if verb == "join" {
			first, several = p.Join(claims[name])
		} else {
			first, several = p.Leave(claims[name])
			claims[name].Release()
		}
		return fmt.Sprint(first, several)
	case "release":
		claims[name].Release()
		return "ok"
	case "mark": // at a door that keeps nothing and so never answers
		door, err := OpenAuditDoor(func(*Attempt) bool { return false })
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(claims[name].Mark(door))
	case "hold": // and never give it back
		Lock(fd, ws2def.IPPROTO_TCP, 5000)
		return "ok"
	}
	return "?"
}

// partner is another process.
type partner struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func startPartner(t *testing.T, uid string) *partner {
	t.Helper()
	p := &partner{t: t, cmd: exec.Command(os.Args[0])}
	p.cmd.Env = append(os.Environ(), childEnv+"="+uid)
	p.cmd.Stderr = os.Stderr
	p.in, _ = p.cmd.StdinPipe()
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out = bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	return p
}

func (p *partner) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// do sends a line and checks the answer.
func (p *partner) do(line, want string) {
	p.t.Helper()
	fmt.Fprintln(p.in, line)
	if !p.out.Scan() {
		p.t.Fatalf("%s: the process has ended", line)
	}
	if got := p.out.Text(); got != want {
		p.t.Errorf("%s: %q, want %q", line, got, want)
	}
}

// runDir makes a directory that all users can use the registry's.
func runDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(dir, "run")
	t.Setenv("WINSOCK_RUN_DIR", dir)
	t.Cleanup(Close)
	return dir
}

// needRoot skips a test that becomes another user.
func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can become another user")
	}
}

// files lists the claims files.
func files(t *testing.T, dir string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "ports.*.*.*"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestProcessesSeeOneAnother(t *testing.T) {
	dir := runDir(t)
	a, b := startPartner(t, ""), startPartner(t, "")
	a.do("claim x 127.0.0.1 2", "ok")
	b.do("claim y 127.0.0.1 0", "WSAEADDRINUSE")
	b.do("claim y 127.0.0.1 1", "WSAEACCES")
	b.do("claim z 127.0.0.2 2", "ok")
	a.do("claim w 127.0.0.2 1", "WSAEACCES")
	a.do("release x", "ok")
	b.do("claim y 127.0.0.1 0", "ok")
	if n := len(files(t, dir)); n != 2 {
		t.Errorf("%d files of two processes", n)
	}
}

// A process that is killed leaves nothing behind but a file for the next one.
func TestKilledProcessHasNoClaims(t *testing.T) {
	dir := runDir(t)
	a, b := startPartner(t, ""), startPartner(t, "")
	a.do("claim x 127.0.0.1 2", "ok")
	b.do("claim y 127.0.0.1 0", "WSAEADDRINUSE")
	a.kill()
	b.do("claim y 127.0.0.1 0", "ok")
	c := startPartner(t, "")
	c.do("claim x 127.0.0.1 2", "WSAEADDRINUSE")
	c.do("claim x 127.0.0.3 2", "ok")
	if n := len(files(t, dir)); n != 2 {
		t.Errorf("%d files: that of the dead process was not taken over", n)
	}
}

func TestOtherUsersCountAsSuch(t *testing.T) {
	needRoot(t)
	runDir(t)
	mine, same, other := startPartner(t, ""), startPartner(t, ""), startPartner(t, "65534")
	mine.do("claim x 0.0.0.0 0", "ok")
	other.do("claim y 127.0.0.1 0", "WSAEACCES")
	same.do("claim y 127.0.0.1 0", "ok")
	mine.do("release x", "ok")
	same.do("release y", "ok")
	other.do("claim x 0.0.0.0 0", "ok")
	mine.do("claim y 127.0.0.1 0", "WSAEACCES")
	other.do("release x", "ok")
	mine.do("claim y 127.0.0.1 0", "ok")
}

// What somebody puts into the directory without being a process of this library
// counts for nothing.
func TestForeignFilesAreIgnored(t *testing.T) {
	dir := runDir(t)
	p := startPartner(t, "")
	p.do("claim x 127.0.0.1 0", "ok")
	files := files(t, dir)
	if len(files) != 1 {
		t.Fatal("claims files:", files)
	}
	claims, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	p.do("release x", "ok")
	prefix := strings.TrimSuffix(files[0], ".0")
	stem := strings.TrimSuffix(prefix, strconv.Itoa(os.Getuid()))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.WriteFile(prefix+".1", claims, 0o644))            // nobody holds it
	must(os.WriteFile(stem+"12345.0", claims, 0o644))         // the name lies about the owner
	must(os.WriteFile(stem+"nobody.0", claims, 0o644))        // no number
	must(os.WriteFile(stem+"99999999999999.0", nil, 0o644))   // no user's number
	must(os.Mkdir(prefix+".2", 0o755))                        // no file
	must(unix.Mkfifo(prefix+".3", 0o644))                     // would block who opens it
	must(os.Symlink("/dev/zero", prefix+".4"))                // would never end
	must(os.WriteFile(prefix+".5", []byte("garbage"), 0o644)) // no records
	must(os.WriteFile(prefix+".6", make([]byte, 1<<16), 0o644))
	must(os.Truncate(prefix+".6", 1<<40))
	for _, held := range []string{".1", ".5", ".6"} {
		f, err := os.OpenFile(prefix+held, os.O_RDWR, 0)
		must(err)
		t.Cleanup(func() { f.Close() })
		if held != ".1" {
			must(unix.FcntlFlock(f.Fd(), unix.F_OFD_SETLK, &unix.Flock_t{Type: unix.F_WRLCK, Start: alive, Len: 1}))
		}
	}
	q := startPartner(t, "")
	q.do("claim y 127.0.0.1 2", "ok")
	p.do("claim x 127.0.0.1 0", "WSAEADDRINUSE")
}

// Without a directory that can be used a process is on its own, and works.
func TestNoDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	open := filepath.Join(t.TempDir(), "open")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(open, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o777); err != nil { // everyone could replace files
		t.Fatal(err)
	}
	for name, dir := range map[string]string{
		"a file": file, "below a file": file + "/run", "missing above": "/nonexistent/winsock/run", "open to all": open,
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("WINSOCK_RUN_DIR", dir)
			a, b := startPartner(t, ""), startPartner(t, "")
			a.do("claim x 127.0.0.1 0", "ok")
			a.do("claim y 127.0.0.1 0", "WSAEADDRINUSE")
			b.do("claim x 127.0.0.1 0", "ok")
			a.do("release x", "ok")
			a.do("claim y 127.0.0.1 0", "ok")
			if names, err := os.ReadDir(open); err != nil || len(names) != 0 {
				t.Error("used:", names, err)
			}
		})
	}
}

// A process that holds a port's lock for ever stops nobody.
func TestStuckProcessIsNotWaitedFor(t *testing.T) {
	runDir(t)
	stuck, b := startPartner(t, ""), startPartner(t, "")
	stuck.do("hold x", "ok")
	b.do("claim x 127.0.0.1 0", "ok")
}

// The group's order is the kernel's whatever joins, leaves and dies.
func TestGroupOrderAmongProcesses(t *testing.T) {
	runDir(t)
	a, b, c := startPartner(t, ""), startPartner(t, ""), startPartner(t, "")
	a.do("claim x 127.0.0.1 1", "ok")
	b.do("claim x 127.0.0.1 1", "ok")
	c.do("claim x 127.0.0.1 1", "ok")
	b.do("join x", "0 false")
	a.do("join x", "1 true") // b a
	c.do("join x", "1 true") // b a c
	a.do("claim y 127.0.0.1 1", "ok")
	a.do("join y", "1 true")  // b a c a'
	a.do("leave x", "0 true") // b a' c
	c.do("claim y 127.0.0.1 1", "ok")
	c.do("join y", "0 true")  // b a' c c'
	b.kill()                  // c' a' c, as soon as somebody looks
	a.do("leave y", "1 true") // c' c
	c.do("leave y", "0 false")
	d := startPartner(t, "")
	d.do("claim x 127.0.0.1 1", "ok")
	d.do("join x", "0 true")
}
