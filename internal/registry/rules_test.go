package registry

import (
	"net/netip"
	"testing"

	"winsock/ws2def"
)

func on(addr string, use Use) Entry {
	e := Entry{Protocol: ws2def.IPPROTO_TCP, Port: 5000, Use: use}
	if addr == "dual" {
		e.Addr, e.V6, e.Dual = netip.IPv6Unspecified(), true, true
		return e
	}
	e.Addr = netip.MustParseAddr(addr)
	e.V6 = e.Addr.Is6()
	e.Addr = e.Addr.Unmap()
	return e
}

// Sockets meet when they have addresses in common, whatever the verdict.
func TestWhoMeets(t *testing.T) {
	tests := map[string]struct {
		first, second string
		want          relation
	}{
		"same":                      {"127.0.0.1", "127.0.0.1", equal},
		"other":                     {"127.0.0.1", "127.0.0.2", apart},
		"wildcards":                 {"0.0.0.0", "0.0.0.0", equal},
		"wildcard first":            {"0.0.0.0", "127.0.0.1", wider},
		"wildcard second":           {"127.0.0.1", "0.0.0.0", narrow},
		"families":                  {"::", "0.0.0.0", apart},
		"families, specific":        {"::1", "127.0.0.1", apart},
		"dual and IPv4 wildcard":    {"dual", "0.0.0.0", wider},
		"IPv4 wildcard and dual":    {"0.0.0.0", "dual", narrow},
		"dual and IPv4":             {"dual", "127.0.0.1", wider},
		"dual and IPv6":             {"dual", "::1", wider},
		"dual and IPv6 wildcard":    {"dual", "::", equal},
		"both dual":                 {"dual", "dual", equal},
		"mapped":                    {"::ffff:127.0.0.1", "127.0.0.1", equal},
		"mapped wildcard":           {"::ffff:0.0.0.0", "0.0.0.0", equal},
		"mapped wildcard and a one": {"::ffff:0.0.0.0", "10.0.0.1", wider},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			first, second := on(tt.first, Plain), on(tt.second, Plain)
			if got := relate(&first, &second); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
			if _, meet := judge(&first, &second, true); meet != (tt.want != apart) {
				t.Errorf("meet = %v", meet)
			}
			second.Port++
			if verdict, meet := judge(&first, &second, true); meet || verdict != 0 {
				t.Error("another port is in the way:", verdict)
			}
			second.Port, second.Protocol = first.Port, ws2def.IPPROTO_UDP
			if verdict, meet := judge(&first, &second, true); meet || verdict != 0 {
				t.Error("another protocol is in the way:", verdict)
			}
		})
	}
	first, second := on("fe80::1", Plain), on("fe80::1", Plain)
	second.Scope = 3
	if relate(&first, &second) != apart {
		t.Error("one link-local address on two links is one")
	}
}
