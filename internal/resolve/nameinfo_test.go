package resolve

import (
	"context"
	"testing"

	"winsock/ws2def"
)

func TestGetNameInfo(t *testing.T) {
	r, _ := nameServer(t, testZone)
	const (
		numericHost    = ws2def.NI_NUMERICHOST
		numericService = ws2def.NI_NUMERICSERV
		required       = ws2def.NI_NAMEREQD
		noDomain       = ws2def.NI_NOFQDN
		dgram          = ws2def.NI_DGRAM
		plenty         = ws2def.NI_MAXHOST
		null           = NoBuffer
	)
	known := inetAddr("192.0.2.1:80")
	for _, tt := range []struct {
		name                  string
		sa                    []byte
		hostSize, serviceSize int
		flags                 int32
		host, service         string
		code                  ws2def.Errno
	}{
		{"names", known, plenty, plenty, 0, "both.test", "web", 0},
		{"names of IPv6", inetAddr("[2001:db8:1000::1]:80"), plenty, plenty, 0, "2001:db8:1000::1", "web", 0},
		{"name of IPv6", inetAddr("[2001:db8::1]:80"), plenty, null, 0, "six.test", "", 0},
		{"mapped", inetAddr("[::ffff:192.0.2.1]:80"), plenty, null, 0, "both.test", "", 0},
		{"numbers", known, plenty, plenty, numericHost | numericService, "192.0.2.1", "80", 0},
		{"scope", inetAddr("[fe80::1%7]:0"), plenty, plenty, numericHost, "fe80::1%7", "0", 0},
		{"no name", inetAddr("192.0.2.77:80"), plenty, plenty, 0, "192.0.2.77", "web", 0},
		{"name required", inetAddr("192.0.2.77:80"), plenty, plenty, required, "", "", ws2def.WSAHOST_NOT_FOUND},
		{"name required, service only", inetAddr("192.0.2.77:80"), null, plenty, required, "", "web", 0},
		{"name required and not", known, plenty, null, required | numericHost, "", "", ws2def.WSAHOST_NOT_FOUND},
		{"server fails", inetAddr("192.0.2.66:80"), plenty, null, 0, "192.0.2.66", "", 0},
		{"server fails, name required", inetAddr("192.0.2.66:80"), plenty, null, required, "", "", ws2def.WSATRY_AGAIN},
		{"first label of a local host", inetAddr("192.0.2.7:80"), plenty, null, noDomain, "flat", "", 0},
		{"full name of a local host", inetAddr("192.0.2.7:80"), plenty, null, 0, "flat.corp.test", "", 0},
		{"full name of a foreign host", known, plenty, null, noDomain, "both.test", "", 0},
		{"no service name", inetAddr("192.0.2.1:12345"), null, plenty, 0, "", "12345", 0},
		{"stream service", inetAddr("192.0.2.1:90"), null, plenty, 0, "", "split", 0},
		{"not a stream service", inetAddr("192.0.2.1:91"), null, plenty, 0, "", "91", 0},
		{"datagram service", inetAddr("192.0.2.1:91"), null, plenty, dgram, "", "split", 0},
		{"not a datagram service", inetAddr("192.0.2.1:90"), null, plenty, dgram, "", "90", 0},
		{"buffers just fit", known, len("both.test") + 1, len("web") + 1, 0, "both.test", "web", 0},
		{"host buffer too small", known, len("both.test"), plenty, 0, "", "", ws2def.ERROR_INSUFFICIENT_BUFFER},
		{"service buffer too small", known, plenty, len("web"), 0, "", "", ws2def.ERROR_INSUFFICIENT_BUFFER},
		{"no buffers", known, null, null, 0, "", "", ws2def.WSAHOST_NOT_FOUND},
		{"host buffer of nothing", known, 0, plenty, 0, "", "", ws2def.WSAEINVAL},
		{"service buffer of nothing", known, plenty, 0, 0, "", "", ws2def.WSAEINVAL},
		{"unknown flag", known, plenty, plenty, 0x20, "", "", ws2def.WSAEINVAL},
		{"no address", nil, plenty, plenty, 0, "", "", ws2def.WSAEFAULT},
		{"short IPv4", known[:15], plenty, plenty, 0, "", "", ws2def.WSAEFAULT},
		{"short IPv6", inetAddr("[::1]:80")[:27], plenty, plenty, 0, "", "", ws2def.WSAEFAULT},
		{"AF_UNIX", unixAddr("/x", 0), plenty, plenty, 0, "", "", ws2def.WSAEAFNOSUPPORT},
	} {
		t.Run(tt.name, func(t *testing.T) {
			host, service, code := r.GetNameInfo(within(t), tt.sa, tt.hostSize, tt.serviceSize, tt.flags)
			if host != tt.host || service != tt.service || code != tt.code {
				t.Errorf("GetNameInfo = %q, %q, %v; want %q, %q, %v", host, service, code, tt.host, tt.service, tt.code)
			}
		})
	}
}

func TestGetNameInfoEnds(t *testing.T) {
	eachEnd(t, func(r *Resolver, ctx context.Context) ws2def.Errno {
		_, _, code := r.GetNameInfo(ctx, inetAddr("192.0.2.67:80"), ws2def.NI_MAXHOST, NoBuffer, 0)
		return code
	})
}
