package core_test

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/leaktest"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// firsts are the rows of the tables and seconds their columns: a way to share
// and the wildcard or a specific address.
var (
	firsts  = []string{"none W", "none S", "REUSE W", "REUSE S", "EXCL W", "EXCL S"}
	seconds = firsts
)

// sharing is a table of bind rules: for a socket that is bound, what a second
// one gets in each column.
type sharing struct {
	id      string
	results string
}

var sameUser = []sharing{
	{"S-145", "INUSE ok    ACCES ok    INUSE ok"},
	{"S-146", "ok    INUSE ok    ACCES INUSE INUSE"},
	{"S-147", "INUSE ok    ok    ok    INUSE ok"},
	{"S-148", "ok    INUSE ok    ok    INUSE INUSE"},
	{"S-149", "INUSE ACCES ACCES ACCES INUSE ACCES"},
	{"S-150", "ok    INUSE ok    ACCES INUSE INUSE"},
}

var otherUser = []sharing{
	{"S-151", "INUSE ACCES ACCES ACCES INUSE ACCES"},
	{"S-152", "ok    INUSE ok    ACCES INUSE INUSE"},
	{"S-153", "INUSE ACCES ok    ok    INUSE ACCES"},
	{"S-154", "ok    INUSE ok    ok    INUSE INUSE"},
	{"S-155", "INUSE ACCES ACCES ACCES INUSE ACCES"},
	{"S-156", "ok    INUSE ok    ACCES INUSE INUSE"},
}

// where turns a column into the use and the address of a bind.
func where(column string) string {
	use, address, _ := strings.Cut(column, " ")
	return use + " " + map[string]string{"W": "0.0.0.0", "S": "127.0.0.1"}[address]
}

// code is a result of the tables as word says it.
func code(result string) string {
	return map[string]string{"INUSE": "WSAEADDRINUSE", "ACCES": "WSAEACCES"}[result]
}

// checkTable makes every bind of a table, the first by one user and the second
// by another. except gives another result for a cell, by its clause and column.
func checkTable(t *testing.T, table []sharing, protocol string, listen bool, first, second user, except map[string]string) {
	t.Helper()
	for row, r := range table {
		for column, result := range strings.Fields(r.results) {
			cell := r.id + " " + seconds[column]
			if instead, ok := except[cell]; ok {
				result = instead
			}
			port := first.do("bind first " + protocol + " " + where(firsts[row]) + " 0")
			if strings.HasPrefix(port, "WSA") {
				t.Fatalf("%s: first bind: %s", cell, port)
			}
			if listen {
				if got := first.do("listen first"); got != "ok" {
					t.Errorf("%s: listen: %s", cell, got)
				}
			}
			got := second.do("bind second " + protocol + " " + where(seconds[column]) + " " + port)
			want := code(result)
			if want == "" {
				want = port
			}
			if got != want {
				t.Errorf("%s after %s, %s: %s, want %s", cell, firsts[row], protocol, got, want)
			}
			if got == port {
				if got := second.do("listen second"); listen && got != "ok" {
					t.Errorf("%s: second listen: %s", cell, got)
				}
				second.do("close second")
			}
			first.do("close first")
		}
	}
}

func TestBindTableSameUser(t *testing.T) {
	clause.Covers(t, "S-129", "S-145", "S-146", "S-147", "S-148", "S-149", "S-150", "S-174", "S-178",
		"P-430", "P-431", "P-432", "P-433", "P-434", "P-435", "P-436")
	if !isolated(t) { // others may take the port that it has seen free
		return
	}
	start(t)
	us := ourselves(t)
	for name, second := range map[string]user{"one process": us, "two processes": another(t, "", nil)} {
		t.Run(name, func(t *testing.T) {
			checkTable(t, sameUser, "tcp", false, us, second, nil)
			checkTable(t, sameUser, "udp", false, us, second, nil)
			checkTable(t, sameUser, "tcp", true, us, second, nil)
		})
	}
}

// Linux lets sockets of different users share a port only where that is safe
// without winsock too. See docs/contract, S-178.
func TestBindTableOtherUser(t *testing.T) {
	clause.Covers(t, "S-151", "S-152", "S-153", "S-154", "S-155", "S-156", "S-178", "P-437")
	shareRunDir(t)
	if !isolated(t) { // others may take the port that it has seen free
		return
	}
	start(t)
	us, they := ourselves(t), another(t, "65534", nil)
	checkTable(t, otherUser, "tcp", false, us, they, nil)
	checkTable(t, otherUser, "tcp", false, they, us, nil)
	safe := map[string]string{
		"S-152 none W": "INUSE", "S-152 REUSE W": "INUSE",
		"S-156 none W": "INUSE", "S-156 REUSE W": "INUSE",
	}
	checkTable(t, otherUser, "udp", false, us, they, safe)
	checkTable(t, otherUser, "udp", false, they, us, safe)
}

func TestBindAcrossFamilies(t *testing.T) {
	clause.Covers(t, "S-157", "S-158", "S-159", "S-160", "S-161", "S-162", "S-163", "S-164", "S-165", "S-166",
		"S-167", "S-168", "S-169", "S-471", "S-465")
	if !isolated(t) { // others may take the port that it has seen free
		return
	}
	start(t)
	us := ourselves(t)
	they := another(t, "", nil)
	rows := []struct{ id, first, second, want string }{
		{"S-157", "EXCL ::", "none 127.0.0.1", "ACCES"},
		{"S-158", "EXCL ::", "none 0.0.0.0", "ACCES"},
		{"S-159", "EXCL ::", "REUSE 0.0.0.0", "ACCES"},
		{"S-160", "none ::", "none 0.0.0.0", "ok"},
		{"S-161", "none ::", "EXCL 0.0.0.0", "ok"},
		{"S-162", "none 127.0.0.1", "EXCL ::", "INUSE"},
		{"S-163", "none ::1", "EXCL 0.0.0.0", "ok"},
		{"S-164", "EXCL ::1", "EXCL 127.0.0.1", "ok"},
		{"S-165", "none ::ffff:127.0.0.1", "EXCL 0.0.0.0", "INUSE"},
		{"S-166", "none ::ffff:0.0.0.0", "none 0.0.0.0", "INUSE"},
		{"S-167", "none ::ffff:127.0.0.1", "none 127.0.0.1", "INUSE"},
		{"S-168", "none 127.0.0.1", "none ::ffff:127.0.0.1", "INUSE"},
		{"S-169", "none only:::", "none 0.0.0.0", "ok"},
	}
	for _, second := range []user{us, they} {
		for _, r := range rows {
			t.Run(fmt.Sprintf("%s %T", r.id, second), func(t *testing.T) {
				port := us.do("bind first tcp " + r.first + " 0")
				want := code(r.want)
				if want == "" {
					want = port
				}
				got := second.do("bind second tcp " + r.second + " " + port)
				if got != want {
					t.Errorf("%s after %s: %s, want %s", r.second, r.first, got, want)
				}
				if got == port {
					for who, u := range map[string]user{"first": us, "second": second} {
						if got := u.do("listen " + who); got != "ok" {
							t.Errorf("listen %s: %s", who, got)
						}
					}
					second.do("close second")
				}
				us.do("close first")
			})
		}
	}
}

func TestPrivilegedPort(t *testing.T) {
	clause.Covers(t, "S-138")
	text, err := os.ReadFile("/proc/sys/net/ipv4/ip_unprivileged_port_start")
	if err != nil || strings.TrimSpace(string(text)) != "1024" {
		t.Skip("ordinary users may bind low ports here")
	}
	shareRunDir(t)
	start(t)
	if got := another(t, "65534", nil).do("bind x tcp none 127.0.0.1 79"); got != "WSAEACCES" {
		t.Errorf("%s, want WSAEACCES", got)
	}
}

func TestPortsApart(t *testing.T) {
	clause.Covers(t, "S-143", "S-144")
	start(t)
	us := ourselves(t)
	var port string
	for range 5 { // other programs use ports too
		port = us.do("bind a tcp EXCL 127.0.0.1 0")
		got := us.do("bind b udp EXCL 127.0.0.1 " + port)
		if got == port {
			break
		}
		t.Log("UDP beside TCP:", got)
		us.do("close a")
	}
	if us.sockets["b"] == 0 {
		t.Error("S-143: UDP never beside TCP")
	}
	if got := us.do("bind c tcp EXCL 127.0.0.2 " + port); got != port {
		t.Error("S-144: another address:", got)
	}
	if got := us.do("bind d udp EXCL 127.0.0.2 " + port); got != port {
		t.Error("S-144: another address, UDP:", got)
	}
}

// Of many that want a port for themselves at once, in several processes, one
// gets it, and many that would share it all get it.
func TestConcurrentBinds(t *testing.T) {
	shareRunDir(t)
	start(t)
	us := ourselves(t)
	var others []*other
	for range 4 {
		others = append(others, another(t, "", nil))
	}
	for _, tt := range []struct {
		use, address string
		want         int
	}{
		{"EXCL", "0.0.0.0", 1},
		{"none", "127.0.0.1", 1},
		{"EXCL", "127.0.0.1", 1},
		{"none", "::", 1},
		{"REUSE", "127.0.0.1", 200},
		{"REUSE", "0.0.0.0", 200},
	} {
		for _, protocol := range []string{"tcp", "udp"} {
			port := us.do("bind probe " + protocol + " none " + tt.address + " 0")
			us.do("close probe")
			for _, o := range others {
				o.send(fmt.Sprintf("race - %s %s %s %s 50", protocol, tt.use, tt.address, port))
			}
			won := 0
			for _, o := range others {
				n := 0
				fmt.Sscan(o.answer(), &n)
				won += n
			}
			if won != tt.want {
				t.Errorf("%s %s %s: %d binds succeeded, want %d", protocol, tt.use, tt.address, won, tt.want)
			}
		}
	}
}

// A process that is killed frees its ports at once.
func TestKilledProcessFreesPorts(t *testing.T) {
	start(t)
	us := ourselves(t)
	for _, protocol := range []string{"tcp", "udp"} {
		for _, use := range []string{"EXCL", "none", "REUSE"} {
			o := another(t, "", nil)
			port := o.do("bind x " + protocol + " " + use + " 127.0.0.1 0")
			if protocol == "tcp" {
				o.do("listen x")
			}
			if got := us.do("bind y " + protocol + " EXCL 127.0.0.1 " + port); got != "WSAEADDRINUSE" {
				t.Error(protocol, use, "bound elsewhere:", got)
			}
			o.kill()
			if got := us.do("bind y " + protocol + " EXCL 127.0.0.1 " + port); got != port {
				t.Error(protocol, use, "after the kill:", got)
			}
			us.do("close y")
		}
	}
}

func TestNetworkNamespacesAreApart(t *testing.T) {
	start(t)
	us := ourselves(t)
	port := us.do("bind x tcp EXCL 0.0.0.0 0")
	o := another(t, "0", &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET})
	if got := o.do("bind x tcp EXCL 0.0.0.0 " + port); got != port {
		t.Error("another namespace:", got)
	}
	if got := o.do("bind y tcp none 0.0.0.0 " + port); got != "WSAEADDRINUSE" {
		t.Error("the same namespace:", got)
	}
	us.do("close x")
	if got := us.do("bind x tcp EXCL 0.0.0.0 " + port); got != port {
		t.Error("while another namespace has the port:", got)
	}
}

// A socket of a program without winsock is in the way as the kernel says.
func TestForeignSocketIsInUse(t *testing.T) {
	clause.Covers(t, "S-178")
	start(t)
	us := ourselves(t)
	for _, use := range []string{"none", "REUSE", "EXCL"} {
		port := foreignListener(t, 0)
		for _, address := range []string{"127.0.0.1", "0.0.0.0"} {
			if got := us.do("bind x tcp " + use + " " + address + " " + port); got != "WSAEADDRINUSE" {
				t.Error("tcp", use, address, got)
				us.do("close x")
			}
		}
		port = foreignDatagram(t)
		for _, address := range []string{"127.0.0.1", "0.0.0.0"} {
			if got := us.do("bind x udp " + use + " " + address + " " + port); got != "WSAEADDRINUSE" {
				t.Error("udp", use, address, got)
				us.do("close x")
			}
		}
	}
}

func TestBindAfterTimeWait(t *testing.T) {
	clause.Covers(t, "S-140")
	if !isolated(t) { // others may take the port that it has seen free
		return
	}
	start(t)
	for _, use := range []string{"none", "EXCL"} {
		l, port, e := bindAs("tcp", use, "127.0.0.1", "0")
		if e == 0 {
			e = core.Listen(l, 5)
		}
		if e != 0 {
			t.Fatal(e)
		}
		c := tcp4(t)
		if e := core.Connect(c, name(t, l), spi.Park); e != 0 {
			t.Fatal(e)
		}
		a, _, e := core.Accept(l, nil, spi.Park)
		if e != 0 {
			t.Fatal(e)
		}
		core.Close(l, spi.Park)
		core.Close(a, spi.Park) // ends first: the server's port stays in TIME_WAIT
		core.Recv(c, make([]byte, 1), 0, spi.Park)
		core.Close(c, spi.Park)
		for _, again := range []string{"none", "EXCL", "REUSE"} {
			l, _, e := bindAs("tcp", again, "127.0.0.1", port)
			if e == 0 {
				e = core.Listen(l, 5)
				core.Close(l, spi.Park)
			}
			if e != 0 {
				t.Errorf("%s after %s: %v", again, use, e)
			}
		}
		// The port a client was given is free again likewise.
		c2, s2 := pair(t)
		client := ws2def.Port(name(t, c2))
		core.Close(c2, spi.Park)
		core.Recv(s2, make([]byte, 1), 0, spi.Park)
		core.Close(s2, spi.Park)
		l2, _, e := bindAs("tcp", use, "127.0.0.1", fmt.Sprint(client))
		if e != 0 {
			t.Errorf("%s on a client's port: %v", use, e)
			continue
		}
		core.Close(l2, spi.Park)
	}
}

// Options count for the bind that comes after them.
func TestOptionsCountBeforeBind(t *testing.T) {
	clause.Covers(t, "S-141")
	start(t)
	us := ourselves(t)
	port := us.do("bind x tcp none 127.0.0.1 0")
	if e := set(us.sockets["x"], ws2def.SOL_SOCKET, ws2def.SO_REUSEADDR, le32(1)); e == 0 {
		if got := us.do("bind y tcp REUSE 127.0.0.1 " + port); got != "WSAEACCES" {
			t.Error("after REUSE came too late:", got)
		}
	}
}

func TestExclusivePortOutlivesListener(t *testing.T) {
	clause.Covers(t, "S-175")
	start(t)
	us, they := ourselves(t), another(t, "", nil)
	port := us.do("bind l tcp EXCL 127.0.0.1 0")
	us.do("listen l")
	c := tcp4(t)
	if e := core.Connect(c, name(t, us.sockets["l"]), spi.Park); e != 0 {
		t.Fatal(e)
	}
	a, _, e := core.Accept(us.sockets["l"], nil, spi.Park)
	if e != 0 {
		t.Fatal(e)
	}
	us.do("close l")
	for who, u := range map[string]user{"us": us, "another process": they} {
		if got := u.do("bind x tcp EXCL 127.0.0.1 " + port); got != "WSAEADDRINUSE" {
			t.Error(who, "exclusive while a connection lives:", got)
		}
		if got := u.do("bind x tcp none 127.0.0.1 " + port); got != port {
			t.Error(who, "not exclusive:", got)
		}
		u.do("close x")
	}
	core.Close(a, spi.Park)
	core.Recv(c, make([]byte, 1), 0, spi.Park)
	core.Close(c, spi.Park)
	if got := they.do("bind x tcp EXCL 127.0.0.1 " + port); got != port {
		t.Error("after the connection:", got)
	}
}

// Whatever fails in the files that processes share, a bind that the kernel
// allows succeeds, and nothing leaks.
func TestBindSurvivesRegistryFaults(t *testing.T) {
	files := map[string]bool{
		"open": true, "mkdir": true, "fstat": true, "fchmod": true, "ftruncate": true, "memfd_create": true,
		"pread": true, "pwrite": true, "fcntl": true, "unlink": true,
	}
	scenario := func(t *testing.T) {
		for _, use := range []string{"none", "REUSE", "EXCL"} {
			h, port, e := bindAs("tcp", use, "127.0.0.1", "0")
			if e == 0 {
				e = core.Listen(h, 5)
			}
			if e != 0 {
				t.Fatal(use, e)
			}
			if h2, _, e := bindAs("tcp", "EXCL", "127.0.0.1", port); e != ws2def.WSAEADDRINUSE {
				core.Close(h2, spi.Park)
				t.Error(use, "a second listener's bind:", e)
			}
			core.Close(h, spi.Park)
		}
	}
	for _, fault := range []syscall.Errno{syscall.EMFILE, syscall.ENOSPC, syscall.EACCES} {
		for n, reached := 1, true; reached; n++ {
			for _, forever := range []bool{false, true} {
				t.Run(fmt.Sprintf("%v at call %d, forever %v", fault, n, forever), func(t *testing.T) {
					leaktest.Check(t)
					shareRunDir(t)
					start(t)
					calls := 0
					sys.Inject(func(call string) syscall.Errno {
						if !files[call] {
							return 0
						}
						if calls++; calls == n || forever && calls > n {
							return fault
						}
						return 0
					})
					defer sys.Inject(nil)
					scenario(t)
					reached = calls >= n
				})
			}
		}
	}
}
