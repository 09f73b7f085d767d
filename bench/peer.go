package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// peer is an echo server that takes part.
type peer struct {
	name    string // short, for -peers
	what    string // in the tables
	build   func() error
	program string   // in the workshop
	env     []string // beside this process's
	port    bool     // is bench/c/iocp.c and takes its options
	wine    bool     // runs under Wine: slow, has fewer turns
	goes    bool     // is in Go and tells at its end how often it has allocated
	library string   // file whose calls from C into Go are counted
	missing error    // why it does not take part
}

// errLeftOut is why a peer does not take part that nobody asked for.
var errLeftOut = errors.New("left out")

// library is the C face.
var library = filepath.Join("build", "lib", "libws2_32.so.0")

var (
	rawEpoll = &peer{
		name: "epoll", what: "raw C epoll", program: "epoll",
		build: func() error { return compileC("epoll", []string{"bench/c/epoll.c"}, "-lpthread") },
	}
	rawUring = &peer{
		name: "uring", what: "raw C io_uring (liburing)", program: "uring",
		build: func() error { return compileC("uring", []string{"bench/c/uring.c"}, "-luring", "-lpthread") },
	}
	ownEpoll  = ownPort("epoll")
	ownUring  = ownPort("uring")
	underWine = &peer{
		name: "wine", what: "the same source under Wine", program: "iocp.exe", port: true, wine: true,
		build: func() error {
			if err := compileForWine("iocp.exe", "bench/c/iocp.c"); err != nil {
				return err
			}
			return startWine()
		},
	}
	goNet = &peer{
		name: "goecho", what: "Go `net`, goroutine per connection", program: "goecho", goes: true,
		build: func() error { return compileGo("goecho") },
	}
	goConn = &peer{
		name: "gonetconn", what: "Go, our `net.Conn`, goroutine per connection", program: "gonetconn", goes: true,
		build: func() error { return compileGo("gonetconn") },
	}
	goPortEpoll = goPort("epoll")
	goPortUring = goPort("uring")
)

// peers in the order of the tables.
var peers = []*peer{rawEpoll, rawUring, ownEpoll, ownUring, underWine, goNet, goConn, goPortEpoll, goPortUring}

// ownPort is the completion-port server in C on one of our engines.
func ownPort(engine string) *peer {
	return &peer{
		name: "iocp-" + engine, what: "completion port, wscc, engine " + engine, program: "iocp",
		env: []string{"WINSOCK_ENGINE=" + engine}, port: true, library: library,
		build: func() error { return compile(wscc, "-O2", "-o", built("iocp"), "bench/c/iocp.c") },
	}
}

// goPort is the one in Go.
func goPort(engine string) *peer {
	return &peer{
		name: "goiocp-" + engine, what: "completion port, Go, engine " + engine, program: "goiocp", goes: true,
		env:   []string{"WINSOCK_ENGINE=" + engine},
		build: func() error { return compileGo("goiocp") },
	}
}

// serving is a peer that runs.
type serving struct {
	*peer
	cmd    *exec.Cmd
	in     io.Closer
	out    *bufio.Reader
	errors *bytes.Buffer
	at     string // port
	own    int    // bytes that it keeps itself for a connection
	pids   []int
}

// begun is how long a peer may take until it listens.
const begun = 60 * time.Second

// serve starts a peer on cores; it listens when serve returns. protocol is tcp or
// udp, buffer the size of a buffer.
func (p *peer) serve(cores []int, protocol string, buffer int, options ...string) (*serving, error) {
	args := slices.Concat([]string{built(p.program), "-b", strconv.Itoa(buffer)}, options, []string{protocol})
	if p.wine {
		args = append([]string{"wine"}, args...)
	}
	s := &serving{peer: p, cmd: exec.Command(args[0], args[1:]...), errors: new(bytes.Buffer)}
	s.cmd.Env = append(os.Environ(), p.env...)
	s.cmd.Stderr = s.errors
	in, err := s.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.in, s.out = in, bufio.NewReader(out)
	if err := pinned(cores, s.cmd.Start); err != nil {
		return nil, err
	}
	late := time.AfterFunc(begun, func() { s.cmd.Process.Kill() })
	line, err := s.out.ReadString('\n')
	late.Stop()
	if err != nil {
		return nil, s.failed(fmt.Errorf("%s did not start: %w", p.name, err))
	}
	values := keyValues(line)
	s.at, s.own = strconv.Itoa(int(values["port"])), int(values["own"])
	if s.pids = []int{s.cmd.Process.Pid}; p.wine {
		s.pids = wineProcesses()
	}
	return s, nil
}

// end kills a peer.
func (s *serving) end() {
	s.in.Close()
	s.cmd.Process.Kill()
	s.cmd.Wait()
}

// allocated ends a peer in Go and returns how often it has allocated.
func (s *serving) allocated() (float64, error) {
	late := time.AfterFunc(begun, func() { s.cmd.Process.Kill() })
	defer late.Stop()
	s.in.Close()
	line, err := s.out.ReadString('\n')
	s.end()
	return keyValues(line)["allocations"], err
}

// failed ends a peer and adds to err what it said.
func (s *serving) failed(err error) error {
	s.end()
	if said := strings.TrimSpace(s.errors.String()); said != "" {
		return fmt.Errorf("%w: %s", err, said)
	}
	return err
}

// processes are the ids as the generator takes them.
func (s *serving) processes() string {
	var b strings.Builder
	for i, pid := range s.pids {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(pid))
	}
	return b.String()
}

// resident is the memory of all its processes, in bytes.
func (s *serving) resident() (int, error) {
	sum := 0
	for _, pid := range s.pids {
		statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
		if err != nil {
			return 0, err
		}
		var size, pages int
		if _, err := fmt.Sscan(string(statm), &size, &pages); err != nil {
			return 0, err
		}
		sum += pages * os.Getpagesize()
	}
	return sum, nil
}

// sample is a line of key=value.
type sample map[string]float64

func keyValues(line string) sample {
	values := sample{}
	for field := range strings.FieldsSeq(line) {
		if key, text, ok := strings.Cut(field, "="); ok {
			if v, err := strconv.ParseFloat(text, 64); err == nil {
				values[key] = v
			}
		}
	}
	return values
}

// under is how long the generator may take.
const under = 90 * time.Second

// load puts a peer under load and returns what the generator says.
func (s *serving) load(mode string, options ...string) (sample, error) {
	args := slices.Concat([]string{"-p", s.processes()}, options, []string{mode, s.at})
	cmd := exec.Command(built("load"), args...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := pinned(loadCores(), cmd.Start); err != nil {
		return nil, err
	}
	late := time.AfterFunc(under, func() { cmd.Process.Kill() })
	defer late.Stop()
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", s.name, err, strings.TrimSpace(complaint.String()))
	}
	return keyValues(out.String()), nil
}
