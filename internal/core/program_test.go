package core_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"winsock/internal/core"
	"winsock/internal/registry"
	"winsock/spi"
	"winsock/ws2def"
)

// programEnv makes the test binary one of the other processes of the tests; its
// value is the user that it becomes, or nothing.
const programEnv = "WINSOCK_CORE_TEST_PROGRAM"

// program is the other process's side of [other]: it carries out the lines it
// reads and answers each with a line.
func program() bool {
	uid, ok := os.LookupEnv(programEnv)
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
	var data ws2def.WSAData
	if e := core.Startup(0x0202, &data); e != 0 {
		fmt.Println("Startup:", e)
		return true
	}
	r := &robot{sockets: map[string]core.Handle{}}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		fmt.Println(r.obey(strings.Fields(in.Text())))
	}
	return true
}

// robot does with sockets, by name, what it is told in words.
type robot struct {
	sockets map[string]core.Handle
	igmp    *igmpListener
}

// obey carries out one line and says how it ended: "ok", the error's name, or
// what was asked for.
func (r *robot) obey(w []string) string {
	if len(w) == 1 { // "go"
		return word(0)
	}
	switch verb, name := w[0], w[1]; verb {
	case "leaf", "root", "join", "invite", "admit", "say", "hear":
		return r.multipoint(verb, name, w[2:])
	case "igmp": // - listen, or - next: reports of multicast memberships
		if w[2] == "next" {
			return r.igmp.next()
		}
		l, err := listenIGMP()
		if err != nil {
			return err.Error()
		}
		r.igmp = l
		return word(0)
	case "bind": // name protocol use address port: binds and tells the port
		h, port, e := bindAs(w[2], w[3], w[4], w[5])
		if e != 0 {
			return e.Name()
		}
		r.sockets[name] = h
		return port
	case "audit": // name protocol use address port: bind with an audit of everyone's binds
		h, port, e := auditAs(w[2], w[3], w[4], w[5])
		if e != 0 {
			return e.Name()
		}
		r.sockets[name] = h
		return port
	case "storm": // - protocol use address port: bind again and again, and say how each ended
		for {
			h, port, e := bindAs(w[2], w[3], w[4], w[5])
			if e == 0 {
				core.Close(h, spi.Park)
				fmt.Println(port)
			} else {
				fmt.Println(e.Name())
			}
		}
	case "forge": // -: how others take what is told them in root's name
		return forge()
	case "vandalize": // -: what it could do to others in the run directory
		return vandalize()
	case "squat": // -
		return squat()
	case "listen":
		return word(core.Listen(r.sockets[name], 50))
	case "close":
		return word(core.Close(r.sockets[name], spi.Park))
	case "serve": // name port n: how many of n connections, or datagrams, arrive
		n, _ := strconv.Atoi(w[3])
		return fmt.Sprint(arrivals(r.sockets[name], w[2], n))
	case "group":
		return r.group(w[1:])
	case "flood": // name group priority port: a member that sends for ever, with quality of service
		return r.flood(name, w[2], w[3], w[4])
	case "quality": // name: the rate that it has asked for
		q, _, e := qualityOf(r.sockets[name], ws2def.SIO_GET_QOS)
		if e != 0 {
			return e.Name()
		}
		return fmt.Sprint(q.SendingFlowspec.TokenRate)
	case "ask": // name rate
		rate, _ := strconv.Atoi(w[2])
		return word(setQuality(r.sockets[name], ws2def.SIO_SET_QOS, atRate(uint32(rate))))
	case "paced": // name: the rate to which the kernel holds it
		rate, _ := pacingRate(r.sockets[name])
		return fmt.Sprint(rate)
	case "race": // - protocol use address port n: how many of n binds at once succeed
		n, _ := strconv.Atoi(w[6])
		return fmt.Sprint(race(w[2], w[3], w[4], w[5], n))
	}
	return r.share(w)
}

func word(e core.Errno) string {
	if e == 0 {
		return "ok"
	}
	return e.Name()
}

// bindAs makes a socket and binds it. protocol is tcp or udp, use is none, REUSE
// or EXCL; an IPv6 address is dual-mode unless "only:" stands before it.
func bindAs(protocol, use, address, port string) (core.Handle, string, core.Errno) {
	typ, ipproto := int32(ws2def.SOCK_STREAM), int32(ws2def.IPPROTO_TCP)
	if protocol == "udp" {
		typ, ipproto = ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP
	}
	address, only := strings.CutPrefix(address, "only:")
	n, _ := strconv.Atoi(port)
	sa, family := inet4(0, 0, 0, 0, uint16(n)), int32(ws2def.AF_INET)
	if strings.Contains(address, ":") {
		sa, family = inet6(address, uint16(n)), ws2def.AF_INET6
	} else {
		copy(sa[4:], net.ParseIP(address).To4())
	}
	h, e := core.Create(family, typ, ipproto, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
	if e != 0 {
		return 0, "", e
	}
	option := map[string]int32{"REUSE": ws2def.SO_REUSEADDR, "EXCL": ws2def.SO_EXCLUSIVEADDRUSE}[use]
	if use != "none" {
		e = set(h, ws2def.SOL_SOCKET, option, le32(1))
	}
	if e == 0 && family == ws2def.AF_INET6 && !only {
		e = set(h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, le32(0))
	}
	if e == 0 {
		e = core.Bind(h, sa)
	}
	var local [28]byte
	if e == 0 {
		_, e = core.GetSockName(h, local[:])
	}
	if e != 0 {
		core.Close(h, spi.Park)
		return 0, "", e
	}
	return h, strconv.Itoa(int(ws2def.Port(local[:]))), 0
}

// race binds n sockets at once and keeps those that succeed.
func race(protocol, use, address, port string, n int) int {
	var mu sync.Mutex
	var all sync.WaitGroup
	won := 0
	begin := make(chan struct{})
	for range n {
		all.Go(func() {
			<-begin
			if _, _, e := bindAs(protocol, use, address, port); e == 0 {
				mu.Lock()
				won++
				mu.Unlock()
			}
		})
	}
	close(begin)
	all.Wait()
	return won
}

// arrivals makes n connections to 127.0.0.1:port, or sends n datagrams there,
// one after the other, and counts those that h gets.
func arrivals(h core.Handle, port string, n int) int {
	var typ [4]byte
	core.GetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_TYPE, typ[:], 4)
	core.Ioctl(h, ws2def.FIONBIO, []byte{1, 0, 0, 0}, nil, spi.Park)
	got := 0
	for range n {
		// Over the loopback interface all of it has happened when the call returns.
		network := "tcp4"
		if typ[0] == ws2def.SOCK_DGRAM {
			network = "udp4"
		}
		c, err := net.Dial(network, "127.0.0.1:"+port)
		if err != nil {
			return -1
		}
		c.Write([]byte("x"))
		if network == "udp4" {
			if n, e := core.Recv(h, make([]byte, 8), 0, spi.Park); e == 0 && n == 1 {
				got++
			}
		} else if a, _, e := core.Accept(h, nil, spi.Park); e == 0 {
			got++
			core.Close(a, spi.Park)
		}
		c.Close()
	}
	return got
}

// user is somebody who uses sockets: this process or another one.
type user interface {
	do(line string) string
}

// self is this process.
type self struct{ robot }

func (s *self) do(line string) string { return s.obey(strings.Fields(line)) }

// ourselves is this process as a user; what it leaves open is closed at the
// end.
func ourselves(t testing.TB) *self {
	s := &self{robot{sockets: map[string]core.Handle{}}}
	t.Cleanup(func() {
		for _, h := range s.sockets {
			core.Close(h, spi.Park)
		}
	})
	return s
}

// other is another process.
type other struct {
	t   testing.TB
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

// another starts a process of the user uid, or of this process's.
func another(t testing.TB, uid string, attributes *syscall.SysProcAttr) *other {
	t.Helper()
	if uid != "" && os.Geteuid() != 0 {
		t.Skip("only root can become another user")
	}
	o := &other{t: t, cmd: exec.Command(os.Args[0])}
	o.cmd.Env = append(os.Environ(), programEnv+"="+uid)
	if uid != "" {
		o.cmd.Env = append(o.cmd.Env, "HOME=/nonexistent", "XDG_CONFIG_HOME=") // another user's catalog is not ours
	}
	o.cmd.SysProcAttr = attributes
	o.cmd.Stderr = os.Stderr
	o.in, _ = o.cmd.StdinPipe()
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	o.out = bufio.NewScanner(out)
	if err := o.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.kill)
	return o
}

func (o *other) kill() {
	o.cmd.Process.Kill()
	o.cmd.Wait()
}

func (o *other) send(line string) { fmt.Fprintln(o.in, line) }

func (o *other) answer() string {
	o.t.Helper()
	if !o.out.Scan() {
		o.t.Fatal("the other process has ended")
	}
	return o.out.Text()
}

func (o *other) do(line string) string {
	o.t.Helper()
	o.send(line)
	return o.answer()
}

// shareRunDir gives the test a directory of its own that all users can use.
func shareRunDir(t testing.TB) {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WINSOCK_RUN_DIR", filepath.Join(dir, "run"))
	t.Cleanup(registry.Close)
}
