package examples_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// rawSockets skips the test where they are not allowed; the program says so, too.
func rawSockets(t *testing.T, p program) {
	t.Helper()
	conn, err := net.ListenPacket("ip4:icmp", "127.0.0.1")
	if err == nil {
		conn.Close()
		return
	}
	if !errors.Is(err, os.ErrPermission) {
		t.Fatal(err)
	}
	if said := p.start(t, "127.0.0.1").endsSaying(3, ""); !strings.HasPrefix(said, "No raw socket: error 10013") {
		t.Errorf("without the right it says %q", said)
	}
	t.Skip("no right to make raw sockets")
}

func ping(t *testing.T, c toolchain) {
	p := c.build(t, "ping.c")
	rawSockets(t, p)
	took := regexp.MustCompile(`time=\d+\.\d\dms`)
	replies := func(r *process, want ...string) {
		t.Helper()
		for _, want := range want {
			if got := took.ReplaceAllString(r.line(), "time=T"); got != want {
				t.Errorf("%s: %q, want %q", r.name, got, want)
			}
		}
	}
	r := p.start(t, "127.0.0.1", "2")
	replies(r, "Reply from 127.0.0.1: bytes=32 time=T ttl=64", "Reply from 127.0.0.1: bytes=32 time=T ttl=64")
	r.ends(0, "Sent 2, received 2, lost 0\n")
	r = p.start(t, "-6", "::1", "1", "1001")
	replies(r, "Reply from ::1: bytes=1001 time=T")
	r.ends(0, "Sent 1, received 1, lost 0\n")
	if said := p.start(t, "nowhere.invalid").endsSaying(2, ""); said != "nowhere.invalid is unknown: error 11001\n" {
		t.Errorf("unknown host: %q", said)
	}
}

func traceroute(t *testing.T, c toolchain) {
	p := c.build(t, "traceroute.c")
	rawSockets(t, p)
	p.start(t, "127.0.0.1").ends(0, " 1  127.0.0.1\n")
	way := threeHosts(t)
	p.run = append([]string{"ip", "netns", "exec", way.source}, p.run...)
	p.start(t, "10.77.2.2").ends(0, " 1  10.77.1.1\n 2  10.77.2.2\n")
	p.start(t, "10.77.2.2", "1").ends(1, " 1  10.77.1.1\n")
	p.start(t, "10.77.3.3").ends(1, " 1  10.77.1.1 (unreachable)\n")
}

// hosts are network namespaces:
//
//	source 10.77.1.2 ---- 10.77.1.1 router 10.77.2.1 ---- 10.77.2.2 target
type hosts struct{ source, router, target string }

// threeHosts makes them for a test, which is over where that is not allowed.
func threeHosts(t *testing.T) hosts {
	t.Helper()
	mark := fmt.Sprintf("winsock%d-", os.Getpid())
	h := hosts{mark + "source", mark + "router", mark + "target"}
	run := func(line string) error {
		line = strings.NewReplacer("SOURCE", h.source, "ROUTER", h.router, "TARGET", h.target).Replace(line)
		words := strings.Fields(line)
		if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", line, err, out)
		}
		return nil
	}
	if _, err := exec.LookPath("ip"); err != nil || syscall.Geteuid() != 0 {
		t.Skip("no right to make network namespaces, or no ip")
	}
	for _, name := range []string{"SOURCE", "ROUTER", "TARGET"} {
		if err := run("ip netns add " + name); err != nil {
			t.Skip(err)
		}
		t.Cleanup(func() {
			if err := run("ip netns del " + name); err != nil {
				t.Error(err)
			}
		})
	}
	for _, line := range []string{
		"ip link add wsl0 netns SOURCE type veth peer name wsl1 netns ROUTER",
		"ip link add wsr0 netns TARGET type veth peer name wsr1 netns ROUTER",
		"ip -n SOURCE address add 10.77.1.2/24 dev wsl0", "ip -n SOURCE link set wsl0 up",
		"ip -n ROUTER address add 10.77.1.1/24 dev wsl1", "ip -n ROUTER link set wsl1 up",
		"ip -n ROUTER address add 10.77.2.1/24 dev wsr1", "ip -n ROUTER link set wsr1 up",
		"ip -n TARGET address add 10.77.2.2/24 dev wsr0", "ip -n TARGET link set wsr0 up",
		"ip -n SOURCE route add default via 10.77.1.1", "ip -n TARGET route add default via 10.77.2.1",
		"ip -n ROUTER route add unreachable 10.77.3.0/24",
		"ip netns exec ROUTER sysctl -q -w net.ipv4.ip_forward=1",
	} {
		if err := run(line); err != nil {
			t.Skip(err)
		}
	}
	return h
}

// stuck is a port on loopback with a listener that takes no more connections.
func stuck(t *testing.T) string {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	port := fmt.Sprint(name.(*syscall.SockaddrInet4).Port)
	dial(t, "tcp", "127.0.0.1:"+port)
	return port
}
