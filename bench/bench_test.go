package main

import (
	"encoding/xml"
	"errors"
	"io"
	"net"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func TestQuartiles(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   quartiles
	}{
		{[]float64{7}, quartiles{7, 7, 7}},
		{[]float64{3, 1, 2}, quartiles{1.5, 2, 2.5}},
		{[]float64{5, 1, 4, 2, 3}, quartiles{2, 3, 4}},
	} {
		if got := quartilesOf(c.values); got != c.want {
			t.Errorf("%v: %v, want %v", c.values, got, c.want)
		}
	}
	double := func(f float64) float64 { return 2 * f }
	if got := paired([]float64{2, 9, 8}, []float64{1, 3, 2}, double); got.median != 3 {
		t.Errorf("paired: %v, want 3 in the middle", got)
	}
}

// inWorkshop compiles the generator into a workshop of the test's own.
func inWorkshop(t *testing.T) {
	t.Chdir("..")
	old := workshop
	workshop = t.TempDir()
	t.Cleanup(func() { workshop = old })
	if err := compileLoad(); err != nil {
		t.Fatal(err)
	}
}

// brief is a run that lasts no longer than it has to.
var brief = []string{"-w", "0.02", "-t", "0.1"}

// TestPeers puts every server under every load that it is for: all bytes come
// back.
func TestPeers(t *testing.T) {
	inWorkshop(t)
	// How connections are accepted is no matter here.
	r := &runner{options: []string{"-a"}}
	for _, p := range []*peer{rawEpoll, rawUring, ownEpoll, ownUring, goNet, goConn, goPortEpoll, goPortUring} {
		t.Run(p.name, func(t *testing.T) {
			if err := p.build(); err != nil {
				t.Skip(err)
			}
			for i := range contests[:6] {
				c := &contests[i]
				if c.mode == "udp" && p == goConn {
					continue
				}
				// The last one has two workers.
				s, err := r.once(c, p, &c.variants[len(c.variants)-1], append(brief, c.load...))
				if err != nil {
					t.Fatal(c.name, err)
				}
				if s["ops"] == 0 || s["cpu"] < 0 || s["p50"] > s["p99"] || s["p99"] > 1.01*s["max"] {
					t.Errorf("%s: %v", c.name, s)
				}
			}
		})
	}
}

// TestRate: requests are sent when they are due, and those that come late count
// from then.
func TestRate(t *testing.T) {
	inWorkshop(t)
	if err := rawEpoll.build(); err != nil {
		t.Fatal(err)
	}
	r := &runner{}
	s, err := r.once(&contests[0], rawEpoll, &plain[0], []string{"-r", "2000", "-w", "0.1", "-t", "0.5"})
	if err != nil {
		t.Fatal(err)
	}
	// Who else is busy on this machine may hold them up.
	if s["rate"] < 1000 || s["rate"] > 3000 {
		t.Errorf("%.0f requests a second, want about 2000", s["rate"])
	}
	// Twenty are due in 10 ms: too few for a p99.
	if s["typical99"] != 0 {
		t.Errorf("p99 %.0f ns of 20 requests", s["typical99"])
	}
	if s, err = r.once(&contests[0], rawEpoll, &plain[0], []string{"-r", "20000", "-w", "0.1", "-t", "0.2"}); err != nil {
		t.Fatal(err)
	}
	if typical(s) <= 0 || typical(s) > s["max"] {
		t.Errorf("p99 %.0f ns in 10 ms, want one up to %.0f", typical(s), s["max"])
	}
	// Nobody answers a million requests a second: they wait ever longer.
	if s, err = r.once(&contests[0], rawEpoll, &plain[0], append(brief, "-r", "1000000")); err != nil {
		t.Fatal(err)
	}
	if s["p99"] < 20e6 {
		t.Errorf("p99 %.0f ns after 0.1 s of too many requests, want most of that time", s["p99"])
	}
	// Those without an answer count too: half of the windows are older than 40 ms.
	if typical(s) < 40e6 {
		t.Errorf("p99 %.0f ns in 10 ms of too many requests", typical(s))
	}
}

// engines are what the generator can move bytes with here.
func engines(t *testing.T) []string {
	// Where raw io_uring can be compiled and begins to serve, the generator has it too.
	if err := rawUring.build(); err != nil {
		t.Log("without io_uring: ", err)
		return []string{"epoll"}
	}
	s, err := rawUring.serve(serverCores(), "tcp", small)
	if err != nil {
		t.Log("without io_uring: ", err)
		return []string{"epoll"}
	}
	s.end()
	return []string{"epoll", "io_uring"}
}

// TestEngines: the generator takes io_uring where it can, and both engines move what
// they have to, small and big, many and few.
func TestEngines(t *testing.T) {
	inWorkshop(t)
	if err := rawEpoll.build(); err != nil {
		t.Fatal(err)
	}
	all := engines(t)
	for i, engine := range all {
		for _, c := range []struct{ protocol, connections, bytes string }{
			{"tcp", "1", "1"}, {"tcp", "300", "16384"}, {"udp", "3", "4000"}, {"udp", "200", "64"},
		} {
			s, err := rawEpoll.serve(serverCores(), c.protocol, block)
			if err != nil {
				t.Fatal(err)
			}
			result, err := s.load(c.protocol, append(brief, "-e", engine, "-c", c.connections, "-b", c.bytes)...)
			if err != nil {
				t.Error(engine, c, s.failed(err))
				continue
			}
			s.end()
			if result["ops"] == 0 || result["ring"] != float64(i) {
				t.Errorf("%s, %v: %v", engine, c, result)
			}
		}
	}
	s, err := (&runner{}).once(&contests[0], rawEpoll, &plain[0], append(brief, contests[0].load...))
	if err != nil || s["ring"] != float64(len(all)-1) {
		t.Errorf("without a word: %v, %v; want %s", s, err, all[len(all)-1])
	}
}

// TestHeldUp: datagrams that a server does not answer in time are sent again, and
// answers that come twice are no mistake.
func TestHeldUp(t *testing.T) {
	inWorkshop(t)
	if err := rawEpoll.build(); err != nil {
		t.Fatal(err)
	}
	s, err := rawEpoll.serve(serverCores(), "udp", small)
	if err != nil {
		t.Fatal(err)
	}
	defer s.end()
	s.cmd.Process.Signal(syscall.SIGSTOP)
	goOn := time.AfterFunc(800*time.Millisecond, func() { s.cmd.Process.Signal(syscall.SIGCONT) })
	defer goOn.Stop()
	result, err := s.load("udp", "-w", "0", "-t", "0.1")
	if err != nil {
		t.Fatal(err)
	}
	if result["lost"] < 64 || result["max"] < 200e6 {
		t.Errorf("lost %.0f of 64 or more, at most %.0f ns", result["lost"], result["max"])
	}
}

// TestCounts: the kernel counts what epoll needs.
func TestCounts(t *testing.T) {
	inWorkshop(t)
	if err := rawEpoll.build(); err != nil {
		t.Fatal(err)
	}
	c := newCounter()
	if c.why != nil {
		t.Skip("system calls are not counted here: ", c.why)
	}
	s, err := (&runner{}).once(&contests[0], rawEpoll, &plain[0], append(brief, c.runs(rawEpoll)[0]...))
	if err != nil {
		t.Fatal(err)
	}
	// A receive, a send and a part of a wait.
	if s["calls"] < 1.9 || s["calls"] > 3.1 {
		t.Errorf("%.2f system calls for an echo, want 2 to 3", s["calls"])
	}
}

// TestWrongServers: the generator tells what is wrong with an answer.
func TestWrongServers(t *testing.T) {
	inWorkshop(t)
	for _, engine := range engines(t) {
		wrongServers(t, engine)
	}
}

func wrongServers(t *testing.T, engine string) {
	for _, c := range []struct {
		name, want string
		serve      func(net.Conn)
	}{
		{"other bytes", "other bytes came back", func(c net.Conn) {
			buf := make([]byte, 4096)
			for i := 0; ; i++ {
				n, err := c.Read(buf)
				if err != nil {
					return
				}
				if i > 10 {
					buf[n/2] ^= 1
				}
				c.Write(buf[:n])
			}
		}},
		{"more bytes", "more bytes came back", func(c net.Conn) {
			buf := make([]byte, 4096)
			for i := 0; ; i++ {
				n, err := c.Read(buf)
				if err != nil {
					return
				}
				if i > 10 {
					n++
				}
				c.Write(buf[:n])
			}
		}},
		{"closes", "has closed a connection", func(c net.Conn) {
			// The reader hides the connection, or the run-time keeps pipes for splice.
			io.CopyN(c, struct{ io.Reader }{c}, 1+10*64)
			c.(*net.TCPConn).CloseWrite()
			io.Copy(io.Discard, c)
		}},
		{"nothing", "does not answer", func(c net.Conn) { c.Read(make([]byte, 1)) }},
	} {
		t.Run(engine+", "+c.name, func(t *testing.T) {
			l, err := net.Listen("tcp4", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			served := make(chan struct{})
			go func() {
				defer close(served)
				conn, err := l.Accept()
				if err == nil {
					c.serve(conn)
					conn.Close()
				}
			}()
			_, port, _ := net.SplitHostPort(l.Addr().String())
			out, err := exec.Command(built("load"), append(brief, "-e", engine, "-c", "1", "tcp", port)...).CombinedOutput()
			if _, failed := errors.AsType[*exec.ExitError](err); !failed || !strings.Contains(string(out), c.want) {
				t.Errorf("%v, %q; want %q", err, out, c.want)
			}
			l.Close()
			<-served
		})
	}
}

// TestChart: the picture is XML and has every point in its plot.
func TestChart(t *testing.T) {
	c := chart{title: "a < b", x: "x", y: "y", logX: true, curves: []curve{
		{name: "one", place: 1, points: []point{{1, 5}, {10, 6}, {10000, 9}}},
		{name: "two", place: 2, points: []point{{1, 7}}},
	}}
	text := svg(c, chart{title: "empty"})
	var lines int
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "polyline" {
			lines++
		}
	}
	// Each curve, and its sample in the legend.
	if lines != 4 {
		t.Errorf("%d lines, want 4", lines)
	}
	for _, a := range []axis{
		newAxis(1, 10000, 0, 100, true), newAxis(3, 7, 0, 100, true), newAxis(5, 5, 0, 100, true),
		newAxis(5, 123456, 0, 100, false), newAxis(.1, .95, 0, 100, false),
	} {
		if len(a.ticks) < 1 || len(a.ticks) > 15 {
			t.Errorf("%v: %d ticks", a, len(a.ticks))
		}
		for _, v := range append(a.ticks, a.low, a.high) {
			if at := a.at(v); at < -1e-9 || at > 100+1e-9 {
				t.Errorf("%v: %v is at %v", a, v, at)
			}
		}
	}
}
