package quality

import (
	"encoding/binary"

	"winsock/ws2def"
)

// Objects are what the provider-specific part of a quality of service says.
type Objects struct {
	Raw         []byte // the objects, but for the destination, whose memory is the caller's
	Shape       bool   // TC_NONCONF_SHAPE was asked for
	Discard     bool   // ... or TC_NONCONF_DISCARD
	Borrow      bool   // ... or that traffic beyond the rate may go when nobody else sends
	Rate        uint64 // QOS_SHAPING_RATE, bytes a second; 0: none
	Destination []byte // sockaddr of QOS_DESTADDR; nil: none
}

// Sizes of an object's header, and of the objects, with it.
const (
	headerSize      = 8
	numberSize      = 12
	destinationSize = 24
)

// ParseObjects reads a provider-specific buffer. memory gives the n bytes at an
// address of the program's memory; nil when they can't be had.
//
// Errors: WSA_QOS_EPROVSPECBUF (no object begins there), WSA_QOS_EOBJLENGTH,
// WSA_QOS_ESDMODEOBJ, WSA_QOS_ESHAPERATEOBJ, WSA_QOS_EUNKOWNPSOBJ, WSA_QOS_BAD_OBJECT
// (a destination without an address).
//
// Source: P-450, P-460; QOS_OBJECT_HDR, QOS_SD_MODE and QOS_DESTADDR in Microsoft's
// documentation of qos.h and qossp.h.
func ParseObjects(buf []byte, memory func(address uint64, n uint32) []byte) (Objects, ws2def.Errno) {
	var o Objects
	for len(buf) > 0 {
		if len(buf) < headerSize {
			return Objects{}, ws2def.WSA_QOS_EPROVSPECBUF
		}
		kind, size := binary.LittleEndian.Uint32(buf), binary.LittleEndian.Uint32(buf[4:])
		if size < headerSize || uint64(size) > uint64(len(buf)) {
			return Objects{}, ws2def.WSA_QOS_EOBJLENGTH
		}
		object := buf[:size]
		buf = buf[size:]
		want := uint32(numberSize)
		switch kind {
		case ws2def.QOS_OBJECT_END_OF_LIST:
			want = headerSize
		case ws2def.QOS_OBJECT_DESTADDR:
			want = destinationSize
		case ws2def.QOS_OBJECT_SD_MODE, ws2def.QOS_OBJECT_SHAPING_RATE:
		default:
			return Objects{}, ws2def.WSA_QOS_EUNKOWNPSOBJ
		}
		if size != want {
			return Objects{}, ws2def.WSA_QOS_EOBJLENGTH
		}
		if e := o.add(kind, object[headerSize:], memory); e != 0 {
			return Objects{}, e
		}
		if kind != ws2def.QOS_OBJECT_DESTADDR {
			o.Raw = append(o.Raw, object...)
		}
		if kind == ws2def.QOS_OBJECT_END_OF_LIST {
			break
		}
	}
	return o, 0
}

// add takes in one object.
func (o *Objects) add(kind uint32, body []byte, memory func(uint64, uint32) []byte) ws2def.Errno {
	switch kind {
	case ws2def.QOS_OBJECT_SD_MODE:
		o.Shape, o.Discard, o.Borrow = false, false, false
		switch binary.LittleEndian.Uint32(body) {
		case ws2def.TC_NONCONF_SHAPE:
			o.Shape = true
		case ws2def.TC_NONCONF_DISCARD:
			o.Discard = true
		case ws2def.TC_NONCONF_BORROW, ws2def.TC_NONCONF_BORROW_PLUS:
			o.Borrow = true
		default:
			return ws2def.WSA_QOS_ESDMODEOBJ
		}
	case ws2def.QOS_OBJECT_SHAPING_RATE:
		v := binary.LittleEndian.Uint32(body)
		if v == 0 || !given(v) {
			return ws2def.WSA_QOS_ESHAPERATEOBJ
		}
		o.Rate = rate(v)
	case ws2def.QOS_OBJECT_DESTADDR:
		const most = 128 // sizeof(SOCKADDR_STORAGE)
		n := binary.LittleEndian.Uint32(body[8:])
		if n < 2 || n > most {
			return ws2def.WSA_QOS_BAD_OBJECT
		}
		name := memory(binary.LittleEndian.Uint64(body), n)
		if name == nil {
			return ws2def.WSA_QOS_BAD_OBJECT
		}
		o.Destination = append([]byte(nil), name...)
	}
	return 0
}
