package witness

import (
	"net/netip"
	"os"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// open is a witness, or the test is skipped where the kernel allows none.
func open(t *testing.T) (*Witness, <-chan Event) {
	t.Helper()
	events := make(chan Event, 100)
	w, err := Open(func(e Event) { events <- e })
	if err != nil {
		if os.Geteuid() != 0 {
			t.Skip(err)
		}
		t.Skip("root may not watch binds here: ", err)
	}
	t.Cleanup(w.Close)
	return w, events
}

func next(t *testing.T, events <-chan Event) Event {
	t.Helper()
	select {
	case e := <-events:
		return e
	case <-time.After(5 * time.Second):
		t.Fatal("the kernel says nothing")
		return Event{}
	}
}

func TestWitnessSeesPlainSockets(t *testing.T) {
	w, events := open(t)
	for _, c := range []struct {
		network, address string
		protocol         uint8
	}{
		{"tcp4", "127.0.0.1:0", unix.IPPROTO_TCP},
		{"tcp6", "[::1]:0", unix.IPPROTO_TCP},
		{"udp4", "127.0.0.1:0", unix.IPPROTO_UDP},
		{"udp6", "[::1]:0", unix.IPPROTO_UDP},
	} {
		t.Run(c.network, func(t *testing.T) {
			first, local := bind(t, c.network, c.address)
			defer first()
			if err := w.Watch(c.protocol, local.Port()); err != nil {
				t.Fatal(err)
			}
			if _, err := listen(c.network, local.String()); err == nil {
				t.Fatal("the second bind succeeded")
			}
			e := next(t, events)
			if e.Bound || e.Local != local || e.Protocol != c.protocol || e.PID != os.Getpid() ||
				int(e.UID) != os.Getuid() || int(e.GID) != os.Getgid() || e.Cookie == 0 || e.Command == "" ||
				time.Since(e.When) > time.Minute || time.Since(e.When) < 0 {
				t.Errorf("attempt: %+v", e)
			}
			first()
			again, _ := bind(t, c.network, local.String())
			defer again()
			tried, bound := next(t, events), next(t, events)
			if tried.Bound || !bound.Bound || bound.Local != local || tried.Cookie != bound.Cookie ||
				bound.Namespace == 0 || bound.Namespace != tried.Namespace {
				t.Errorf("success: %+v, %+v", tried, bound)
			}
			w.Unwatch(c.protocol, local.Port())
			again()
			last, _ := bind(t, c.network, local.String())
			last()
			select {
			case e := <-events:
				t.Errorf("unwatched: %+v", e)
			default:
			}
		})
	}
}

// listen binds a plain socket.
func listen(network, address string) (end func(), err error) {
	end, _, err = plain(network, netip.MustParseAddrPort(address))
	return end, err
}

// bind is listen that must succeed; it tells the address, too.
func bind(t *testing.T, network, address string) (end func(), local netip.AddrPort) {
	t.Helper()
	end, local, err := plain(network, netip.MustParseAddrPort(address))
	if err != nil {
		t.Fatal(err)
	}
	return end, local
}

func plain(network string, at netip.AddrPort) (end func(), local netip.AddrPort, err error) {
	kind, family := unix.SOCK_STREAM, unix.AF_INET
	var sa unix.Sockaddr = &unix.SockaddrInet4{Port: int(at.Port()), Addr: [4]byte{127, 0, 0, 1}}
	if network[:3] == "udp" {
		kind = unix.SOCK_DGRAM
	}
	if at.Addr().Is6() {
		family, sa = unix.AF_INET6, &unix.SockaddrInet6{Port: int(at.Port()), Addr: at.Addr().As16()}
	}
	fd, err := unix.Socket(family, kind|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, at, err
	}
	end = sync.OnceFunc(func() { unix.Close(fd) })
	if err := unix.Bind(fd, sa); err != nil {
		end()
		return nil, at, err
	}
	sa, err = unix.Getsockname(fd)
	if err != nil {
		end()
		return nil, at, err
	}
	port := 0
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		port = sa.Port
	case *unix.SockaddrInet6:
		port = sa.Port
	}
	return end, netip.AddrPortFrom(at.Addr(), uint16(port)), nil
}

func FuzzDecode(f *testing.F) {
	f.Add(make([]byte, recordSize))
	f.Fuzz(func(t *testing.T, b []byte) {
		if e, ok := decode(b); ok != (len(b) >= recordSize) || ok && !e.Local.Addr().IsValid() {
			t.Errorf("%+v %v", e, ok)
		}
	})
}

// BenchmarkBind is what a bind to a port that nobody watches costs others.
func BenchmarkBind(b *testing.B) {
	bind := func(b *testing.B) {
		for b.Loop() {
			end, _, err := plain("tcp", netip.MustParseAddrPort("127.0.0.1:0"))
			if err != nil {
				b.Fatal(err)
			}
			end()
		}
	}
	b.Run("without", bind)
	w, err := Open(func(Event) {})
	if err != nil {
		b.Skip(err)
	}
	defer w.Close()
	if err := w.Watch(unix.IPPROTO_TCP, 1); err != nil {
		b.Fatal(err)
	}
	b.Run("with", bind)
}
