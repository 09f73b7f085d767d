package core_test

import (
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// eventOf makes an event object that is told of the events in mask of h.
func eventOf(t *testing.T, h core.Handle, mask int32) core.Handle {
	t.Helper()
	event, _, e := object.CreateEvent("", true, false, 0)
	if e != 0 {
		t.Fatal(e)
	}
	t.Cleanup(func() { object.Close(event, spi.Park) })
	if e := core.EventSelect(h, event, mask); e != 0 {
		t.Fatal(e)
	}
	return event
}

// occurs waits until h has recorded the events in want and tells the errors; it fails
// for others.
func occurs(t *testing.T, what string, h, event core.Handle, want int32) {
	t.Helper()
	var seen ws2def.WSANETWORKEVENTS
	for end := time.Now().Add(5 * time.Second); seen.NetworkEvents == 0 && time.Now().Before(end); time.Sleep(time.Millisecond) {
		if e := core.EnumNetworkEvents(h, event, &seen); e != 0 {
			t.Fatal(e)
		}
	}
	if seen.NetworkEvents != want {
		t.Errorf("%s: events %#x, want %#x", what, seen.NetworkEvents, want)
	}
	for bit := range 10 {
		if want&(1<<bit) != 0 && seen.ErrorCode[bit] != 0 {
			t.Errorf("%s: error %d", what, seen.ErrorCode[bit])
		}
	}
}

// none fails when h has recorded something.
func none(t *testing.T, what string, h, event core.Handle) {
	t.Helper()
	var seen ws2def.WSANETWORKEVENTS
	if e := core.EnumNetworkEvents(h, event, &seen); e != 0 || seen.NetworkEvents != 0 {
		t.Errorf("%s: %v, events %#x", what, e, seen.NetworkEvents)
	}
}

// TestP350_EventsOfQuality: FD_QOS and FD_GROUP_QOS occur once, until the quality is
// asked for.
func TestP350_EventsOfQuality(t *testing.T) {
	clause.Covers(t, "P-350", "P-452", "P-465", "O-312")
	start(t)
	founder := rsvpIn(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.SG_UNCONSTRAINED_GROUP)
	second := rsvpIn(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, groupOf(t, founder))
	const both = ws2def.FD_QOS | ws2def.FD_GROUP_QOS
	event := eventOf(t, second, both)
	none(t, "at first", second, event)
	setQuality(second, ws2def.SIO_SET_QOS, atRate(1000))
	occurs(t, "its own quality", second, event, ws2def.FD_QOS)
	setQuality(founder, ws2def.SIO_SET_GROUP_QOS, atRate(5000))
	occurs(t, "the group's", second, event, ws2def.FD_GROUP_QOS)
	setQuality(second, ws2def.SIO_SET_QOS, atRate(2000))
	setQuality(founder, ws2def.SIO_SET_GROUP_QOS, atRate(6000))
	none(t, "again, without being asked", second, event)
	core.Connect(second, loopback(9), spi.Park)
	for _, code := range []uint32{ws2def.SIO_GET_QOS, ws2def.SIO_GET_GROUP_QOS} {
		if _, _, e := qualityOf(second, code); e != 0 {
			t.Fatal(e)
		}
	}
	setQuality(second, ws2def.SIO_SET_QOS, atRate(3000))
	setQuality(founder, ws2def.SIO_SET_GROUP_QOS, atRate(7000))
	occurs(t, "after being asked", second, event, both)
	setQuality(founder, ws2def.SIO_SET_GROUP_QOS, atRate(7000))
	if _, _, e := qualityOf(second, ws2def.SIO_GET_GROUP_QOS); e != 0 {
		t.Fatal(e)
	}
	setQuality(founder, ws2def.SIO_SET_GROUP_QOS, atRate(7000))
	none(t, "the same quality", second, event)
}

// TestP465_TheWayChanges: FD_QOS tells when the interface to the peer goes down.
func TestP465_TheWayChanges(t *testing.T) {
	clause.Covers(t, "P-465")
	if !isolated(t) {
		return
	}
	network(t, "ip link add d0 type dummy", "ip addr add 10.9.0.1/24 dev d0", "ip link set d0 up")
	start(t)
	h := rsvp(t, ws2def.AF_INET, ws2def.SOCK_DGRAM)
	if e := core.Connect(h, inet4(10, 9, 0, 2, 9), spi.Park); e != 0 {
		t.Fatal(e)
	}
	event := eventOf(t, h, ws2def.FD_QOS)
	setQuality(h, ws2def.SIO_SET_QOS, atRate(1000))
	occurs(t, "the quality", h, event, ws2def.FD_QOS)
	if _, _, e := qualityOf(h, ws2def.SIO_GET_QOS); e != 0 {
		t.Fatal(e)
	}
	none(t, "nothing yet", h, event)
	network(t, "ip link set d0 down")
	occurs(t, "the interface is down", h, event, ws2def.FD_QOS)
}

// TestP350_MessagesOfQuality: WSAAsyncSelect posts them, once.
func TestP350_MessagesOfQuality(t *testing.T) {
	clause.Covers(t, "P-350", "O-312")
	start(t)
	h := rsvpIn(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.SG_UNCONSTRAINED_GROUP)
	core.Bind(h, loopback(0))
	_, queue := asyncSelected(t, h, ws2def.FD_QOS|ws2def.FD_GROUP_QOS)
	messages(t, "at first", queue, h)
	for rate := range uint32(2) {
		setQuality(h, ws2def.SIO_SET_GROUP_QOS, atRate(rate+1))
	}
	messages(t, "the group's", queue, h, ws2def.FD_GROUP_QOS)
	setQuality(h, ws2def.SIO_SET_QOS, &ws2def.QOS{})
	messages(t, "its own", queue, h, ws2def.FD_QOS)
	for range 2 {
		if _, _, e := qualityOf(h, ws2def.SIO_GET_QOS); e != 0 {
			t.Fatal(e)
		}
		setQuality(h, ws2def.SIO_SET_QOS, &ws2def.QOS{})
		messages(t, "again", queue, h, ws2def.FD_QOS)
	}
}
