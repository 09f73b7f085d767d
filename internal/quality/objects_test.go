package quality_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/quality"
	"winsock/ws2def"
)

// object is an object with a header that tells its length.
func object(kind uint32, body ...uint32) []byte {
	p := binary.LittleEndian.AppendUint32(nil, kind)
	p = binary.LittleEndian.AppendUint32(p, uint32(8+4*len(body)))
	for _, v := range body {
		p = binary.LittleEndian.AppendUint32(p, v)
	}
	return p
}

// address is the only one at which memory has something, a sockaddr.
const address = 0x1000

var somewhere = []byte{2, 0, 0, 9, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}

func memory(at uint64, n uint32) []byte {
	if at != address || int(n) > len(somewhere) {
		return nil
	}
	return somewhere[:n]
}

func TestP450_Objects(t *testing.T) {
	clause.Covers(t, "P-450", "P-460")
	mode := func(v uint32) []byte { return object(ws2def.QOS_OBJECT_SD_MODE, v) }
	shaping := object(ws2def.QOS_OBJECT_SHAPING_RATE, 5000)
	end := object(ws2def.QOS_OBJECT_END_OF_LIST)
	to := object(ws2def.QOS_OBJECT_DESTADDR, address, 0, 16, 0)
	join := func(objects ...[]byte) []byte { return bytes.Join(objects, nil) }
	for name, tc := range map[string]struct {
		buf  []byte
		want quality.Objects
		e    ws2def.Errno
	}{
		"none":                {nil, quality.Objects{}, 0},
		"shape":               {mode(1), quality.Objects{Raw: mode(1), Shape: true}, 0},
		"discard":             {mode(2), quality.Objects{Raw: mode(2), Discard: true}, 0},
		"borrow":              {mode(0), quality.Objects{Raw: mode(0), Borrow: true}, 0},
		"borrow plus":         {mode(3), quality.Objects{Raw: mode(3), Borrow: true}, 0},
		"the last mode":       {join(mode(1), mode(2)), quality.Objects{Raw: join(mode(1), mode(2)), Discard: true}, 0},
		"rate and end":        {join(shaping, end), quality.Objects{Raw: join(shaping, end), Rate: 5000}, 0},
		"behind the end":      {join(end, []byte{1, 2, 3}), quality.Objects{Raw: end}, 0},
		"destination":         {join(to, shaping), quality.Objects{Raw: shaping, Rate: 5000, Destination: somewhere}, 0},
		"half a header":       {mode(1)[:7], quality.Objects{}, ws2def.WSA_QOS_EPROVSPECBUF},
		"cut":                 {mode(1)[:11], quality.Objects{}, ws2def.WSA_QOS_EOBJLENGTH},
		"shorter than itself": {object(ws2def.QOS_OBJECT_SD_MODE), quality.Objects{}, ws2def.WSA_QOS_EOBJLENGTH},
		"length 0":            {join(binary.LittleEndian.AppendUint32(nil, 2002), make([]byte, 8)), quality.Objects{}, ws2def.WSA_QOS_EOBJLENGTH},
		"unknown mode":        {mode(4), quality.Objects{}, ws2def.WSA_QOS_ESDMODEOBJ},
		"no rate":             {object(ws2def.QOS_OBJECT_SHAPING_RATE, 0), quality.Objects{}, ws2def.WSA_QOS_ESHAPERATEOBJ},
		"unknown object":      {object(4711, 1), quality.Objects{}, ws2def.WSA_QOS_EUNKOWNPSOBJ},
		"nowhere":             {object(ws2def.QOS_OBJECT_DESTADDR, 0, 0, 16, 0), quality.Objects{}, ws2def.WSA_QOS_BAD_OBJECT},
		"no address":          {object(ws2def.QOS_OBJECT_DESTADDR, address, 0, 1, 0), quality.Objects{}, ws2def.WSA_QOS_BAD_OBJECT},
	} {
		got, e := quality.ParseObjects(tc.buf, memory)
		if diff := cmp.Diff(tc.want, got); diff != "" || e != tc.e {
			t.Errorf("%s: %v, want %v (-want +got):\n%s", name, e, tc.e, diff)
		}
	}
}

// FuzzParseObjects: whatever a program's buffer holds, what is read of it is a part of
// it, reads the same again, and an error is one of quality of service.
func FuzzParseObjects(f *testing.F) {
	f.Add(object(ws2def.QOS_OBJECT_SD_MODE, 1))
	f.Add(append(object(ws2def.QOS_OBJECT_SHAPING_RATE, 7), object(ws2def.QOS_OBJECT_END_OF_LIST)...))
	f.Add(object(ws2def.QOS_OBJECT_DESTADDR, address, 0, 16, 0))
	f.Fuzz(func(t *testing.T, buf []byte) {
		o, e := quality.ParseObjects(buf, memory)
		if e != 0 {
			if e < ws2def.WSA_QOS_RECEIVERS || e > ws2def.WSA_QOS_RESERVED_PETYPE {
				t.Errorf("error %v", e)
			}
			if diff := cmp.Diff(quality.Objects{}, o); diff != "" {
				t.Errorf("with an error: %s", diff)
			}
			return
		}
		again, e := quality.ParseObjects(o.Raw, memory)
		again.Destination = o.Destination
		if diff := cmp.Diff(o, again); diff != "" || e != 0 {
			t.Errorf("read again: %v\n%s", e, diff)
		}
		if len(o.Raw) > len(buf) {
			t.Errorf("%d bytes of %d", len(o.Raw), len(buf))
		}
	})
}
