package catalog

import (
	"sync"

	"winsock/ws2def"
)

// firstID is the id of the first entry of a new catalog.
const firstID = 1001

// Provider ids of the built-in entries: those that Windows uses.
var (
	providerTCPIP   = ws2def.GUID{Data1: 0xE70F1AA0, Data2: 0xAB8B, Data3: 0x11CF, Data4: [8]byte{0x8C, 0xA3, 0x00, 0x80, 0x5F, 0x48, 0xA1, 0x92}}
	providerTCPIPv6 = ws2def.GUID{Data1: 0xF9EAB0C0, Data2: 0x26D4, Data3: 0x11D0, Data4: [8]byte{0xBB, 0xBF, 0x00, 0xAA, 0x00, 0x6C, 0x34, 0xE4}}
	providerAFUnix  = ws2def.GUID{Data1: 0xA00943D9, Data2: 0x9C2E, Data3: 0x4633, Data4: [8]byte{0x9B, 0x59, 0x00, 0x57, 0xA3, 0x16, 0x09, 0x94}}
	providerRSVP    = ws2def.GUID{Data1: 0x9D60A9E0, Data2: 0x337A, Data3: 0x11D0, Data4: [8]byte{0xBD, 0x88, 0x00, 0x00, 0xC0, 0x82, 0xE6, 0x9A}}
)

// What the built-in protocols promise.
const (
	streamService = ws2def.XP1_GUARANTEED_DELIVERY | ws2def.XP1_GUARANTEED_ORDER | ws2def.XP1_GRACEFUL_CLOSE |
		ws2def.XP1_IFS_HANDLES
	tcpService      = streamService | ws2def.XP1_EXPEDITED_DATA
	datagramService = ws2def.XP1_CONNECTIONLESS | ws2def.XP1_MESSAGE_ORIENTED | ws2def.XP1_SUPPORT_BROADCAST |
		ws2def.XP1_SUPPORT_MULTIPOINT | ws2def.XP1_IFS_HANDLES

	plainFlags  = ws2def.PFL_MATCHES_PROTOCOL_ZERO
	hiddenFlags = ws2def.PFL_HIDDEN | ws2def.PFL_MATCHES_PROTOCOL_ZERO

	maxUDP = 65527 // 65535 less the UDP header
	maxRaw = 32768
)

// builtin is what is there when no file is: the kernel's families, IPv6 first
// as on Windows 11, and TCP and UDP once more, with quality of service, behind all
// others, so that only those get it who ask for the entry.
//
// Source: P-068…P-077, P-079, P-095, P-099, P-100.
var builtin = [...]struct {
	name, path       string
	provider         ws2def.GUID
	family, typ      int32
	protocol, offset int32
	service, flags   uint32
	minAddr, maxAddr int32
	message          uint32
}{
	{"MSAFD Tcpip [TCP/IPv6]", "go:tcpip", providerTCPIPv6, ws2def.AF_INET6, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, 0, tcpService, plainFlags, 28, 28, 0},
	{"MSAFD Tcpip [UDP/IPv6]", "go:tcpip", providerTCPIPv6, ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, 0, datagramService, plainFlags, 28, 28, maxUDP},
	{"MSAFD Tcpip [RAW/IPv6]", "go:tcpip", providerTCPIPv6, ws2def.AF_INET6, ws2def.SOCK_RAW, 0, 255, datagramService, hiddenFlags, 28, 28, maxRaw},
	{"MSAFD Tcpip [TCP/IP]", "go:tcpip", providerTCPIP, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, 0, tcpService, plainFlags, 16, 16, 0},
	{"MSAFD Tcpip [UDP/IP]", "go:tcpip", providerTCPIP, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, 0, datagramService, plainFlags, 16, 16, maxUDP},
	{"MSAFD Tcpip [RAW/IP]", "go:tcpip", providerTCPIP, ws2def.AF_INET, ws2def.SOCK_RAW, 0, 255, datagramService, hiddenFlags, 16, 16, maxRaw},
	{"AF_UNIX", "go:afunix", providerAFUnix, ws2def.AF_UNIX, ws2def.SOCK_STREAM, 0, 0, streamService, plainFlags, 2, 110, 0},
	{"RSVP TCPv6 Service Provider", "go:tcpip", providerRSVP, ws2def.AF_INET6, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, 0, tcpService | ws2def.XP1_QOS_SUPPORTED, plainFlags, 28, 28, 0},
	{"RSVP TCP Service Provider", "go:tcpip", providerRSVP, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, 0, tcpService | ws2def.XP1_QOS_SUPPORTED, plainFlags, 16, 16, 0},
	{"RSVP UDPv6 Service Provider", "go:tcpip", providerRSVP, ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, 0, datagramService | ws2def.XP1_QOS_SUPPORTED, plainFlags, 28, 28, maxUDP},
	{"RSVP UDP Service Provider", "go:tcpip", providerRSVP, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, 0, datagramService | ws2def.XP1_QOS_SUPPORTED, plainFlags, 16, 16, maxUDP},
}

// Default returns the built-in catalog, ids from 1001: TCP, UDP and RAW over
// IPv6, the same over IPv4, AF_UNIX, TCP and UDP with quality of service. Every
// call returns the same one.
//
// Source: P-014, P-068…P-077, P-079, P-094, P-099.
func Default() *Catalog { return builtinCatalog() }

var builtinCatalog = sync.OnceValue(func() *Catalog {
	entries := make([]*Entry, len(builtin))
	for i, b := range builtin {
		e := &Entry{Path: b.path, Info: ws2def.WSAProtocolInfo{
			ServiceFlags1:     b.service,
			ProviderFlags:     b.flags,
			ProviderId:        b.provider,
			CatalogEntryId:    uint32(firstID + i),
			ProtocolChain:     ws2def.WSAProtocolChain{ChainLen: ws2def.BASE_PROTOCOL},
			Version:           2,
			AddressFamily:     b.family,
			MinSockAddr:       b.minAddr,
			MaxSockAddr:       b.maxAddr,
			SocketType:        b.typ,
			Protocol:          b.protocol,
			ProtocolMaxOffset: b.offset,
			NetworkByteOrder:  ws2def.BIGENDIAN,
			SecurityScheme:    ws2def.SECURITY_PROTOCOL_NONE,
			MessageSize:       b.message,
		}}
		e.Info.SetName(b.name)
		entries[i] = e
	}
	return newCatalog(entries, firstID+uint32(len(entries)), 0)
})
