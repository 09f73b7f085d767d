package resolve

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/ws2def"
)

func TestServices(t *testing.T) {
	r := &Resolver{Services: "testdata/services"}
	web := Service{Name: "web", Aliases: []string{"www", "http-alias"}, Port: 80, Protocol: "tcp"}
	webUDP := Service{Name: "web", Aliases: []string{}, Port: 80, Protocol: "udp"}
	for _, tt := range []struct {
		name string
		call func() (Service, ws2def.Errno)
		want Service
		code ws2def.Errno
	}{
		{"name, any protocol", func() (Service, ws2def.Errno) { return r.ServiceByName("web", "") }, web, 0},
		{"name and protocol", func() (Service, ws2def.Errno) { return r.ServiceByName("web", "udp") }, webUDP, 0},
		{"alias", func() (Service, ws2def.Errno) { return r.ServiceByName("HTTP-Alias", "TCP") }, web, 0},
		{"alias of the other protocol", func() (Service, ws2def.Errno) { return r.ServiceByName("www", "udp") }, Service{}, ws2def.WSANO_DATA},
		{"unknown name", func() (Service, ws2def.Errno) { return r.ServiceByName("nope", "") }, Service{}, ws2def.WSANO_DATA},
		{"unknown protocol", func() (Service, ws2def.Errno) { return r.ServiceByName("web", "sctp") }, Service{}, ws2def.WSANO_DATA},
		{"broken row", func() (Service, ws2def.Errno) { return r.ServiceByName("broken", "") }, Service{}, ws2def.WSANO_DATA},
		{"port of no 16 bits", func() (Service, ws2def.Errno) { return r.ServiceByName("toolarge", "") }, Service{}, ws2def.WSANO_DATA},
		{"empty name", func() (Service, ws2def.Errno) { return r.ServiceByName("", "") }, Service{}, ws2def.WSANO_DATA},
		{"port, any protocol", func() (Service, ws2def.Errno) { return r.ServiceByPort(80, "") }, web, 0},
		{"port and protocol", func() (Service, ws2def.Errno) { return r.ServiceByPort(80, "udp") }, webUDP, 0},
		{"unknown port", func() (Service, ws2def.Errno) { return r.ServiceByPort(0, "") }, Service{}, ws2def.WSANO_DATA},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, code := tt.call()
			if diff := cmp.Diff(tt.want, got); diff != "" || code != tt.code {
				t.Errorf("got %v, want %v (-want +got)\n%s", code, tt.code, diff)
			}
		})
	}
}

func TestProtocols(t *testing.T) {
	r := &Resolver{Protocols: "testdata/protocols"}
	tcp := Protocol{Name: "tcp", Aliases: []string{"TCP", "transmission"}, Number: 6}
	for _, tt := range []struct {
		name string
		call func() (Protocol, ws2def.Errno)
		want Protocol
		code ws2def.Errno
	}{
		{"name", func() (Protocol, ws2def.Errno) { return r.ProtocolByName("tcp") }, tcp, 0},
		{"alias", func() (Protocol, ws2def.Errno) { return r.ProtocolByName("Transmission") }, tcp, 0},
		{"number", func() (Protocol, ws2def.Errno) { return r.ProtocolByNumber(6) }, tcp, 0},
		{"number 0", func() (Protocol, ws2def.Errno) { return r.ProtocolByNumber(0) }, Protocol{Name: "ip", Aliases: []string{"IP"}}, 0},
		{"unknown name", func() (Protocol, ws2def.Errno) { return r.ProtocolByName("nope") }, Protocol{}, ws2def.WSANO_DATA},
		{"unknown number", func() (Protocol, ws2def.Errno) { return r.ProtocolByNumber(7) }, Protocol{}, ws2def.WSANO_DATA},
		{"negative number", func() (Protocol, ws2def.Errno) { return r.ProtocolByNumber(-1) }, Protocol{}, ws2def.WSANO_DATA},
		{"number of no protoent", func() (Protocol, ws2def.Errno) { return r.ProtocolByName("big") }, Protocol{}, ws2def.WSANO_DATA},
		{"number of no 16 bits", func() (Protocol, ws2def.Errno) { return r.ProtocolByNumber(65536 + 6) }, Protocol{}, ws2def.WSANO_DATA},
		{"broken row", func() (Protocol, ws2def.Errno) { return r.ProtocolByName("bad") }, Protocol{}, ws2def.WSANO_DATA},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, code := tt.call()
			if diff := cmp.Diff(tt.want, got); diff != "" || code != tt.code {
				t.Errorf("got %v, want %v (-want +got)\n%s", code, tt.code, diff)
			}
		})
	}
}

// Where the files do not exist, tables of our own answer.
func TestDatabasesBuiltIn(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "missing")
	r := &Resolver{Services: nowhere, Protocols: nowhere}
	service, code := r.ServiceByName("http", "")
	want := Service{Name: "http", Aliases: []string{"www", "www-http"}, Port: 80, Protocol: "tcp"}
	if diff := cmp.Diff(want, service); diff != "" || code != 0 {
		t.Errorf("ServiceByName = %v (-want +got)\n%s", code, diff)
	}
	protocol, code := r.ProtocolByNumber(17)
	if diff := cmp.Diff(Protocol{Name: "udp", Aliases: []string{"UDP"}, Number: 17}, protocol); diff != "" || code != 0 {
		t.Errorf("ProtocolByNumber = %v (-want +got)\n%s", code, diff)
	}
}

func TestDatabasesUnreadable(t *testing.T) {
	folder := t.TempDir()
	r := &Resolver{Services: folder, Protocols: folder}
	if _, code := r.ServiceByName("http", ""); code != ws2def.WSANO_RECOVERY {
		t.Errorf("ServiceByName = %v, want WSANO_RECOVERY", code)
	}
	if _, _, code := r.GetNameInfo(within(t), inetAddr("1.2.3.4:80"), NoBuffer, 32, 0); code != ws2def.WSANO_RECOVERY {
		t.Errorf("GetNameInfo = %v, want WSANO_RECOVERY", code)
	}
	if _, code := r.ProtocolByName("tcp"); code != ws2def.WSANO_RECOVERY {
		t.Errorf("ProtocolByName = %v, want WSANO_RECOVERY", code)
	}
}

// Every row of the built-in tables is whole and found by its own name.
func TestDatabasesBuiltInRows(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "missing")
	r := &Resolver{Services: nowhere, Protocols: nowhere}
	count := 0
	for fields := range rows(builtinServices) {
		count++
		if _, code := r.ServiceByName(fields[0], ""); code != 0 {
			t.Errorf("service %v: %v", fields, code)
		}
	}
	for fields := range rows(builtinProtocols) {
		count++
		if _, code := r.ProtocolByName(fields[0]); code != 0 {
			t.Errorf("protocol %v: %v", fields, code)
		}
	}
	if count < 80 {
		t.Errorf("%d rows", count)
	}
}
