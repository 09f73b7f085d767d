package core_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// guaranteed is a quality that guarantees a rate.
func guaranteed(rate uint32) *ws2def.QOS {
	q := atRate(rate)
	q.SendingFlowspec.ServiceType = ws2def.SERVICETYPE_GUARANTEED
	return q
}

// TestP465_Admission: guaranteed flows take no more of an interface than quality.json
// says, all together.
func TestP465_Admission(t *testing.T) {
	clause.Covers(t, "P-465", "P-451")
	dir := t.TempDir()
	t.Setenv(catalog.EnvFile, filepath.Join(dir, "catalog.json"))
	start(t)
	to := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0)
	core.Bind(to, loopback(0))
	connected := func() core.Handle {
		t.Helper()
		h := rsvp(t, ws2def.AF_INET, ws2def.SOCK_DGRAM)
		if e := core.Connect(h, name(t, to), spi.Park); e != 0 {
			t.Fatal(e)
		}
		return h
	}
	expect := func(what string, h core.Handle, q *ws2def.QOS, want core.Errno) {
		t.Helper()
		if e := setQuality(h, ws2def.SIO_SET_QOS, q); e != want {
			t.Errorf("%s: %v, want %v", what, e, want)
		}
	}
	a, b := connected(), connected()
	expect("without limits", a, guaranteed(4_000_000_000), 0)
	if err := os.WriteFile(filepath.Join(dir, "quality.json"), []byte(`{"limits": {"lo": 1000000, "eth9": 1}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	expect("the first", a, guaranteed(600_000), 0)
	expect("more than is left", b, guaranteed(400_001), ws2def.WSA_QOS_ADMISSION_FAILURE)
	expect("what is left", b, guaranteed(400_000), 0)
	expect("more for the second", b, guaranteed(500_000), ws2def.WSA_QOS_ADMISSION_FAILURE)
	if q, _, e := qualityOf(b, ws2def.SIO_GET_QOS); e != 0 || q.SendingFlowspec.TokenRate != 400_000 {
		t.Error("which keeps what it has:", e, q.SendingFlowspec)
	}
	expect("less for the first", a, guaranteed(500_000), 0)
	expect("more for the second then", b, guaranteed(500_000), 0)
	c := connected()
	expect("what is not guaranteed takes nothing", c, atRate(900_000), 0)
	d := rsvp(t, ws2def.AF_INET, ws2def.SOCK_DGRAM)
	if e := core.ConnectWith(d, name(t, to), core.QualityOf(guaranteed(1)), nil, spi.Park); e != ws2def.WSAEOPNOTSUPP {
		t.Error("WSAConnect with one that can't be met:", e)
	}
	core.Close(a, spi.Park)
	if e := core.ConnectWith(d, name(t, to), core.QualityOf(guaranteed(500_000)), nil, spi.Park); e != 0 {
		t.Error("after a close:", e)
	}
	// QOS_DESTADDR stands for the peer.
	address := make([]byte, 24)
	binary.LittleEndian.PutUint32(address, ws2def.QOS_OBJECT_DESTADDR)
	binary.LittleEndian.PutUint32(address[4:], 24)
	where := name(t, to)
	q := core.QualityOf(&ws2def.QOS{ProviderSpecific: ws2def.WSABuf{Buf: &where[0]}})
	copy(address[8:16], q[72:80])
	binary.LittleEndian.PutUint32(address[16:], uint32(len(where)))
	with := guaranteed(1)
	with.ProviderSpecific = ws2def.WSABuf{Len: 24, Buf: &address[0]}
	expect("a destination", rsvp(t, ws2def.AF_INET, ws2def.SOCK_DGRAM), with, ws2def.WSA_QOS_ADMISSION_FAILURE)
	if err := os.WriteFile(filepath.Join(dir, "quality.json"), []byte(`what?`), 0o644); err != nil {
		t.Fatal(err)
	}
	expect("a damaged file", c, guaranteed(1), ws2def.WSA_QOS_GENERIC_ERROR)
	out := make([]byte, 4)
	if n, e := core.Ioctl(c, ws2def.SIO_CHK_QOS, le32(ws2def.LINE_RATE), out, spi.Park); n != 4 || e != 0 || binary.LittleEndian.Uint32(out) != ws2def.INFO_NOT_AVAILABLE {
		t.Error("the loopback has no rate:", n, e, out)
	}
}
