package resolve

import "winsock/ws2def"

// NamespaceProvider describes a namespace provider: what a row of
// WSAEnumNameSpaceProviders holds.
type NamespaceProvider struct {
	ID         ws2def.GUID
	Namespace  uint32 // NS_DNS, …
	Active     bool   // queries reach it
	Version    uint32
	Identifier string // display name
}

// NamespaceProviders returns the namespace providers of the system, in the
// order in which queries to NS_ALL reach them. A caller whose buffer does not
// take all rows and their identifiers answers WSAEFAULT and reports the length
// needed. The slice is the caller's.
func NamespaceProviders() []NamespaceProvider {
	return []NamespaceProvider{
		{
			ID:         dnsProvider,
			Namespace:  ws2def.NS_DNS,
			Active:     true,
			Identifier: "Tcpip",
		},
	}
}

// dnsProvider is our own provider of hosts file and DNS; Windows' providers
// have other ids.
var dnsProvider = ws2def.GUID{
	Data1: 0x3b22cfbe,
	Data2: 0x9360,
	Data3: 0x41c1,
	Data4: [8]byte{0x85, 0x20, 0x51, 0x42, 0x16, 0x71, 0x87, 0x33},
}
