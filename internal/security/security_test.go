package security

import (
	"bytes"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func TestSIDBytesAndText(t *testing.T) {
	clause.Covers(t, "P-426", "P-429")
	for text, want := range map[string][]byte{
		"S-1-1-0":           {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0},
		"S-1-5-32-544":      {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0},
		"S-1-22-1-65534":    UserSID(65534),
		"S-1-22-2-10":       GroupSID(10),
		"S-1-0x100000000-1": {1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0},
	} {
		s, ok := ParseSID(text)
		if !ok || !bytes.Equal(s, want) {
			t.Errorf("%s: %v, %v", text, s, ok)
		}
		again, ok := ParseSID(s.String())
		if !ok || !again.Equal(s) {
			t.Errorf("%s is written %s", text, s)
		}
	}
	for _, text := range []string{"", "S", "S-1", "S-1-5", "S-2-1-0", "S-1--0", "S-1-5-+1", "S-1-5-4294967296", "S-1-281474976710656-1", "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16"} {
		if s, ok := ParseSID(text); ok {
			t.Errorf("%q is %v", text, s)
		}
	}
	if s, ok := ParseSID("wd"); !ok || !s.Equal(World) {
		t.Error("WD is not everyone")
	}
}

func TestACLLayout(t *testing.T) {
	clause.Covers(t, "P-424", "P-425", "P-427")
	a, ok := NewACL().Append(ACE{Type: Audit, Flags: OnFailure, Mask: 0x001F01FF, SID: World})
	want := []byte{2, 0, 28, 0, 1, 0, 0, 0, 2, 0x80, 20, 0, 0xFF, 1, 0x1F, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}
	if !ok || !bytes.Equal(a, want) {
		t.Fatalf("% x", []byte(a))
	}
	if back, ok := DecodeACL(append(want, 9, 9)); !ok || !bytes.Equal(back, want) {
		t.Errorf("read again: %v", back)
	}
	for i, b := range map[int]byte{0: 5, 2: 27, 4: 2, 10: 21, 11: 1, 16: 2, 17: 2} {
		broken := bytes.Clone(want)
		broken[i] = b
		if _, ok := DecodeACL(broken); ok {
			t.Errorf("byte %d = %d is not noticed", i, b)
		}
	}
	d := Descriptor{Control: SaclPresent | DaclPresent, Owner: World, Sacl: a}
	b := d.Encode()
	if len(b) != relativeHeader+28+12 || b[0] != 1 || b[2] != SaclPresent|DaclPresent || b[3] != SelfRelative>>8 ||
		!bytes.Equal(b[b[12]:][:28], a) || !bytes.Equal(b[b[4]:][:12], World) || b[8] != 0 || b[16] != 0 {
		t.Errorf("% x", b)
	}
	back, ok := DecodeDescriptor(b)
	if !ok || !bytes.Equal(back.Sacl, a) || !back.Owner.Equal(World) || back.Dacl != nil || back.Control != d.Control|SelfRelative {
		t.Errorf("%+v, %v", back, ok)
	}
}

func TestPrivileges(t *testing.T) {
	clause.Covers(t, "P-417", "P-443")
	if p, ok := FindPrivilege("sesecurityprivilege"); !ok || p != 8 || p.Name() != "SeSecurityPrivilege" {
		t.Errorf("SeSecurityPrivilege is %d, %v", p, ok)
	}
	const auditWrite = 29 // capabilities(7)
	held := Held(func(c int) bool { return c == auditWrite })
	found := false
	for _, p := range held {
		found = found || p == SecurityPrivilege
	}
	if !found {
		t.Error("CAP_AUDIT_WRITE does not hold it")
	}
	for _, p := range Held(func(int) bool { return false }) {
		if EnabledAtFirst&(1<<p) == 0 && privileges[p].capability != everyone {
			t.Errorf("%s is held without a capability", p.Name())
		}
	}
}

// FuzzDecodeDescriptor also reads lists and identifiers; what is valid is written as
// it was read.
func FuzzDecodeDescriptor(f *testing.F) {
	a, _ := NewACL().Append(ACE{Type: Audit, Flags: OnSuccess, Mask: 1, SID: World})
	f.Add((&Descriptor{Control: SaclPresent, Owner: World, Group: World, Sacl: a}).Encode())
	f.Add(make([]byte, relativeHeader))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, ok := DecodeSID(b); ok {
			if again, ok := ParseSID(s.String()); len(s) > sidHeader && (!ok || !again.Equal(s)) {
				t.Errorf("%v, then %v", s, again)
			}
		}
		if a, ok := DecodeACL(b); ok {
			a.Matches([]SID{World}, true)
			a.Append(ACE{SID: World})
		}
		d, ok := DecodeDescriptor(b)
		if !ok {
			return
		}
		again, ok := DecodeDescriptor(d.Encode())
		if !ok || !bytes.Equal(again.Sacl, d.Sacl) || !bytes.Equal(again.Dacl, d.Dacl) || !again.Owner.Equal(d.Owner) || !again.Group.Equal(d.Group) {
			t.Errorf("%+v, then %+v", d, again)
		}
	})
}
