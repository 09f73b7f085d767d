package core_test

import (
	"bytes"
	"strings"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
)

// What several processes send on one stream comes send by send, however long they
// are.
func TestSendsOfProcessesAreWhole(t *testing.T) {
	clause.Covers(t, "P-402")
	start(t)
	const each, size = 30, 300_000
	client, server := pair(t)
	letters := []byte("abc")
	var senders []*other
	for range letters[1:] {
		o := another(t, "", nil)
		expects(t, o, "startup - = ok")
		info := duplicate(t, server, o.cmd.Process.Pid)
		expects(t, o, "open s "+encodeInfo(&info)+" = ok")
		senders = append(senders, o)
	}
	for i, o := range senders {
		for range each {
			o.send("fill s " + string(letters[i+1]) + " 300000")
		}
	}
	go func() {
		block := bytes.Repeat(letters[:1], size)
		for range each {
			core.Send(server, block, 0, spi.Park)
		}
	}()
	buf := make([]byte, 64<<10)
	var run, total int
	var last byte
	for total < len(letters)*each*size {
		n, e := core.Recv(client, buf, 0, spi.Park)
		if e != 0 || n == 0 {
			t.Fatal(n, e)
		}
		total += n
		for _, c := range buf[:n] {
			if c != last && run%size != 0 {
				t.Fatalf("%q after %d of %q", c, run%size, last)
			}
			if c != last {
				last, run = c, 0
			}
			run++
		}
	}
	for _, o := range senders {
		for range each {
			if got := o.answer(); !strings.HasPrefix(got, "300000") {
				t.Error(got)
			}
		}
	}
}
