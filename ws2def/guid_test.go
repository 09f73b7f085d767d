package ws2def

import (
	"strings"
	"testing"

	"winsock/internal/clause"
)

func TestP005_GUIDText(t *testing.T) {
	clause.Covers(t, "P-005")
	want := GUID{0xE70F1AA0, 0xAB8B, 0x11CF, [8]byte{0x8C, 0xA3, 0x00, 0x80, 0x5F, 0x48, 0xA1, 0x92}}
	const text = "{E70F1AA0-AB8B-11CF-8CA3-00805F48A192}"
	if got := want.String(); got != text {
		t.Errorf("String() = %s, want %s", got, text)
	}
	for _, in := range []string{text, text[1:37], strings.ToLower(text)} {
		if got, err := ParseGUID(in); err != nil || got != want {
			t.Errorf("ParseGUID(%q) = %v, %v", in, got, err)
		}
	}
	if ProviderTCPIP != want {
		t.Errorf("ProviderTCPIP is %v", ProviderTCPIP)
	}
	var zero GUID
	if got := zero.String(); got != "{00000000-0000-0000-0000-000000000000}" {
		t.Errorf("the zero GUID is %s", got)
	}
}

func TestParseGUIDErrors(t *testing.T) {
	for _, in := range []string{
		"", "{}", "{E70F1AA0-AB8B-11CF-8CA3-00805F48A192", "E70F1AA0-AB8B-11CF-8CA3-00805F48A19", "E70F1AA0AB8B11CF8CA300805F48A192",
		"E70F1AA0-AB8B-11CF-8CA300-805F48A192", "G70F1AA0-AB8B-11CF-8CA3-00805F48A192", "E70F1AA0-AB8B-11CF-8CA3-00805F48A1\u00e9",
		"-70F1AA0-AB8B-11CF-8CA3-00805F48A192", strings.Repeat("{", 1000),
	} {
		got, err := ParseGUID(in)
		if err == nil || got != (GUID{}) {
			t.Errorf("ParseGUID(%q) = %v, want an error", in, got)
		} else if len(err.Error()) > 200 {
			t.Errorf("the error for %d bytes has %d", len(in), len(err.Error()))
		}
	}
}

func TestO357_ExtensionFunctions(t *testing.T) {
	clause.Covers(t, "O-357", "O-358", "O-359", "O-360", "O-361", "O-362", "O-363", "O-364", "O-365", "O-366")
	for text, got := range map[string]GUID{
		"{B5367DF0-CBAC-11CF-95CA-00805F48A192}": WSAID_TRANSMITFILE,
		"{B5367DF1-CBAC-11CF-95CA-00805F48A192}": WSAID_ACCEPTEX,
		"{B5367DF2-CBAC-11CF-95CA-00805F48A192}": WSAID_GETACCEPTEXSOCKADDRS,
		"{D9689DA0-1F90-11D3-9971-00C04F68C876}": WSAID_TRANSMITPACKETS,
		"{25A207B9-DDF3-4660-8EE9-76E58C74063E}": WSAID_CONNECTEX,
		"{7FDA2E11-8630-436F-A031-F536A6EEC157}": WSAID_DISCONNECTEX,
		"{F689D7C8-6F1F-436B-8A53-E54FE351C322}": WSAID_WSARECVMSG,
		"{A441E712-754F-43CA-84A7-0DEE44CF606D}": WSAID_WSASENDMSG,
		"{18C76F85-DC66-4964-972E-23C27238312B}": WSAID_WSAPOLL,
		"{8509E081-96DD-4005-B165-9E2EE8C79E3F}": WSAID_MULTIPLE_RIO,
	} {
		if got.String() != text {
			t.Errorf("%s is not %s", got, text)
		}
	}
}

func FuzzParseGUID(f *testing.F) {
	f.Add("{E70F1AA0-AB8B-11CF-8CA3-00805F48A192}")
	f.Add("e70f1aa0-ab8b-11cf-8ca3-00805f48a192")
	f.Add("{")
	f.Fuzz(func(t *testing.T, text string) {
		g, err := ParseGUID(text)
		if err != nil {
			return
		}
		out, err := g.MarshalText()
		if err != nil || !strings.EqualFold(strings.Trim(text, "{}"), strings.Trim(string(out), "{}")) {
			t.Fatalf("%q became %s, %v", text, out, err)
		}
		var again GUID
		if err := again.UnmarshalText(out); err != nil || again != g {
			t.Fatalf("%s became %s, %v", g, again, err)
		}
	})
}
