package core_test

import (
	"io"
	"testing"

	"winsock/internal/core"
	"winsock/internal/engine/crowdtest"
	"winsock/spi"
	"winsock/ws2def"
)

// What comes at the same time as data is not missed by a receiver who finds no more
// data and waits for another change.
func TestWhatComesWithData(t *testing.T) {
	start(t)
	crowdtest.Gather(t)
	cases := []struct {
		name string
		act  func(from core.Handle) // after "x" was sent
		then string                 // what the receiver gets behind it
		end  core.Errno
	}{
		{"end", func(from core.Handle) { core.Shutdown(from, ws2def.SD_SEND) }, "", 0},
		{"close", func(from core.Handle) { core.Close(from, spi.Park) }, "", 0},
		{"reset", func(from core.Handle) {
			set(from, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{1, 0, 0, 0})
			core.Close(from, spi.Park)
		}, "", ws2def.WSAECONNRESET},
		{"urgent", func(from core.Handle) {
			core.Send(from, []byte("!"), ws2def.MSG_OOB, spi.Park)
			core.Send(from, []byte("yz"), 0, spi.Park)
			core.Shutdown(from, ws2def.SD_SEND)
		}, "yz", 0},
	}
	for _, c := range cases {
		for _, waits := range []bool{false, true} {
			name := c.name
			if waits {
				name += " while somebody waits"
			}
			t.Run(name, func(t *testing.T) {
				for range 100 {
					from, to := pair(t)
					settle(t, from, to)
					began, act := make(chan struct{}), make(chan struct{})
					go func() {
						defer close(act)
						<-began
						send(from, "x")
						c.act(from)
					}()
					close(began)
					if !waits {
						<-act
					}
					buf := make([]byte, 100)
					got := ""
					var end core.Errno
					for {
						n, e := core.Recv(to, buf, 0, spi.Park)
						got += string(buf[:n])
						if n == 0 || e != 0 {
							end = e
							break
						}
					}
					<-act
					// A reset may overtake data.
					if want := "x" + c.then; got != want && !(c.end != 0 && got == "") || end != c.end {
						t.Fatalf("%q, %v; want %q, %v", got, end, want, c.end)
					}
					core.Close(to, spi.Park)
					core.Close(from, spi.Park)
				}
			})
		}
	}
}

// settle makes the receiver have waited, and found all there was.
func settle(t *testing.T, from, to core.Handle) {
	t.Helper()
	buf := make([]byte, 100)
	for range 2 {
		sent := make(chan struct{})
		go func() {
			send(from, "hello")
			close(sent)
		}()
		for n := 0; n < 5; {
			m, e := core.Recv(to, buf, 0, spi.Park)
			if e != 0 || m == 0 {
				t.Fatal(io.ErrUnexpectedEOF, e)
			}
			n += m
		}
		<-sent
	}
}
