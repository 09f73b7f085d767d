package winsock_test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/net/nettest"

	"winsock"
	"winsock/internal/engine/crowdtest"
	"winsock/internal/sys"
)

// makePipe makes the two ends of a connection for the suite of x/net/nettest.
func makePipe(network string, address func() string) nettest.MakePipe {
	return func() (c1, c2 net.Conn, stop func(), err error) {
		var config winsock.ListenConfig
		l, err := config.Listen(context.Background(), network, address())
		if err != nil {
			return nil, nil, nil, err
		}
		defer l.Close()
		accepted := make(chan error, 1)
		go func() {
			var err error
			c2, err = l.Accept()
			accepted <- err
		}()
		var dialer winsock.Dialer
		c1, err = dialer.Dial(network, l.Addr().String())
		if err != nil {
			return nil, nil, nil, err
		}
		if err := <-accepted; err != nil {
			return nil, nil, nil, err
		}
		return c1, c2, func() { c1.Close(); c2.Close() }, nil
	}
}

func TestConn(t *testing.T) {
	t.Cleanup(winsock.StopUse)
	t.Run("alone", testConn)
	t.Run("in the crowd", func(t *testing.T) {
		crowdtest.Gather(t)
		testConn(t)
	})
}

func testConn(t *testing.T) {
	t.Run("tcp", func(t *testing.T) {
		nettest.TestConn(t, makePipe("tcp", func() string { return "127.0.0.1:0" }))
	})
	t.Run("tcp6", func(t *testing.T) {
		nettest.TestConn(t, makePipe("tcp6", func() string { return "[::1]:0" }))
	})
	t.Run("unix", func(t *testing.T) {
		if entries, err := winsock.Providers("AF_UNIX"); err != nil || len(entries) == 0 {
			t.Skip("no provider")
		}
		nettest.TestConn(t, makePipe("unix", func() string { return filepath.Join(t.TempDir(), "s") }))
	})
}

// pairs are connections to a listener and what it accepted of them.
func pairs(t *testing.T, count int) (dialed, accepted []net.Conn) {
	t.Helper()
	l := listen(t, "tcp", "127.0.0.1:0")
	for range count {
		dialed = append(dialed, dial(t, &winsock.Dialer{}, "tcp", l.Addr().String()))
		accepted = append(accepted, accept(t, l))
	}
	return dialed, accepted
}

// A goroutine that reads has its first stack, of 2 KiB, as long as it waits: ten thousand
// idle connections are ten thousand of them.
func TestReadersKeepTheirFirstStack(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector makes frames bigger")
	}
	// Otherwise the run-time gives new goroutines what those before them needed.
	const plain = "adaptivestackstart=0"
	if os.Getenv("GODEBUG") != plain {
		again := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		again.Env = append(os.Environ(), "GODEBUG="+plain)
		if out, err := again.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	crowdtest.Gather(t)
	const count = 200
	dialed, accepted := pairs(t, count)
	park := func() (ended *sync.WaitGroup) {
		ended = new(sync.WaitGroup)
		before := parked(t)
		for _, c := range accepted {
			ended.Go(func() {
				var b [1]byte
				c.Read(b[:])
			})
		}
		waitForParked(t, before+count)
		return ended
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	readers := park()
	runtime.ReadMemStats(&after)
	for _, c := range dialed {
		c.Write([]byte("x"))
	}
	readers.Wait()
	if each := int64(after.StackInuse-before.StackInuse) / count; each > 3000 {
		t.Errorf("a reader's stack takes %d bytes", each)
	}
}

// Of an accepted connection the second receive waits at once when the first got less than
// it had room for, and its place in the poller ends with its descriptor.
func TestSystemCallsOfAConnection(t *testing.T) {
	crowdtest.Gather(t)
	l := listen(t, "tcp", "127.0.0.1:0")
	served := make(chan struct{})
	accepted, begin := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(served)
		c, err := l.Accept()
		close(accepted) // it is parked no more
		<-begin
		if err != nil {
			return
		}
		buf := make([]byte, 100)
		for err == nil {
			_, err = c.Read(buf)
		}
		c.Close()
	}()
	from, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	from.Write([]byte("hello"))
	<-accepted
	before := parked(t)
	calls := map[string]int{}
	var mu sync.Mutex
	sys.Inject(func(call string) syscall.Errno {
		mu.Lock()
		defer mu.Unlock()
		calls[call]++
		return 0
	})
	defer sys.Inject(nil)
	close(begin)
	waitForParked(t, before+1)
	from.Close()
	<-served
	sys.Inject(nil)
	for _, want := range []struct {
		call  string
		count int
	}{
		{"recv", 2},      // the data, the end
		{"epoll_ctl", 1}, // to begin
		{"poll", 0},
		{"close", 1},
	} {
		if n := calls[want.call]; n != want.count {
			t.Errorf("%s is called %d times, want %d", want.call, n, want.count)
		}
	}
}

// The addresses of a connection outlive it, and are always the same ones.
func TestAddressesStay(t *testing.T) {
	dialed, accepted := pairs(t, 1)
	a, b := dialed[0], accepted[0]
	for _, c := range []net.Conn{a, b} {
		local := c.LocalAddr()
		c.Close()
		if c.LocalAddr() != local {
			t.Errorf("%v was %v", c.LocalAddr(), local)
		}
	}
	if a.LocalAddr().String() != b.RemoteAddr().String() || a.RemoteAddr().String() != b.LocalAddr().String() {
		t.Errorf("%v to %v, %v from %v", a.LocalAddr(), a.RemoteAddr(), b.LocalAddr(), b.RemoteAddr())
	}
}
