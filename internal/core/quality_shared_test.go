package core_test

import (
	"bytes"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// TestQualityOfASharedSocket: a quality that a socket gets while several processes have it
// is the same in all of them, and each holds its datagrams to the rate.
func TestQualityOfASharedSocket(t *testing.T) {
	clause.Covers(t, "P-400", "P-460")
	start(t)
	to := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0)
	core.Bind(to, loopback(0))
	h := rsvp(t, ws2def.AF_INET, ws2def.SOCK_DGRAM)
	if e := core.Connect(h, name(t, to), spi.Park); e != 0 {
		t.Fatal(e)
	}
	o := another(t, "", nil)
	info := duplicate(t, h, o.cmd.Process.Pid)
	expects(t, o, "open s "+encodeInfo(&info)+" = ok")
	if e := setQuality(h, ws2def.SIO_SET_QOS, atRate(10_000)); e != 0 {
		t.Fatal(e)
	}
	expects(t, o, "quality s = 10000", "send s first = 5")
	begun := time.Now()
	for range 4 {
		expects(t, o, "fill s x 500 = 500")
	}
	if took := time.Since(begun); took < 50*time.Millisecond {
		t.Errorf("the other process sends 2000 bytes at 10000 a second in %v", took)
	}
	if e := setQuality(h, ws2def.SIO_SET_QOS, atRate(20_000)); e != 0 {
		t.Fatal(e)
	}
	expects(t, o, "quality s = 20000", "ask s 30000 = ok")
	if q, _, e := qualityOf(h, ws2def.SIO_GET_QOS); e != 0 || q.SendingFlowspec.TokenRate != 30_000 {
		t.Errorf("what the other process asked for: %v, %+v", e, q.SendingFlowspec)
	}
}

// FuzzSharedQuality: whatever another process has written, what is read of it is a quality
// that stays the same when it is passed on.
func FuzzSharedQuality(f *testing.F) {
	q := core.QualityOf(atRate(5))
	f.Add(q[:64])
	f.Add(append(q[:64:64], 0xD2, 7, 0, 0, 12, 0, 0, 0, 2, 0, 0, 0))
	f.Add([]byte("short"))
	f.Fuzz(func(t *testing.T, p []byte) {
		once := core.QualityRead(p)
		if again := core.QualityRead(once); !bytes.Equal(once, again) {
			t.Errorf("%x is read as %x, and that as %x", p, once, again)
		}
	})
}
