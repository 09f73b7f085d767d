package dns

import (
	"context"
	"encoding/binary"

	"winsock/internal/resolve"
	"winsock/namespace"
	"winsock/ws2def"
)

// Name is what the provider is registered as.
const Name = "dns"

func init() {
	namespace.Register(Name, func(info namespace.Info) (namespace.Provider, namespace.Errno) {
		return &provider{info: info, resolver: new(resolve.Resolver)}, 0
	})
}

type provider struct {
	info     namespace.Info
	resolver *resolve.Resolver
}

var (
	_ namespace.Provider  = (*provider)(nil)
	_ namespace.Registrar = (*provider)(nil)
	_ namespace.Classes   = (*provider)(nil)
)

func (p *provider) Cleanup() {}

// Begin prepares a question; it is asked by the first Next.
// Errors: WSANO_DATA (LUP_CONTAINERS: hosts contain nothing), WSAEINVAL (no
// class), WSASERVICE_NOT_FOUND (a class of which DNS knows nothing).
//
// Source: P-477, P-481.
func (p *provider) Begin(q *namespace.QuerySet, class *namespace.Class, flags uint32) (namespace.Lookup, namespace.Errno) {
	switch {
	case flags&ws2def.LUP_CONTAINERS != 0:
		return nil, ws2def.WSANO_DATA
	case q.Class == nil:
		return nil, ws2def.WSAEINVAL
	}
	ask, e := p.question(q, class, flags)
	if e != 0 {
		return nil, e
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &lookup{ctx: ctx, cancel: cancel, ask: ask, id: p.info.ID}, 0
}

// question is what finds the results of a query.
type question func(ctx context.Context) ([]*namespace.QuerySet, namespace.Errno)

func (p *provider) question(q *namespace.QuerySet, class *namespace.Class, flags uint32) (question, namespace.Errno) {
	switch *q.Class {
	case namespace.HostName:
		return p.host(q, ports{}, flags), 0
	case namespace.HostByName:
		return p.hostByName(q), 0
	case namespace.HostByAddressString:
		return p.hostByAddress(q), 0
	case namespace.ServiceByName:
		return p.service(q), 0
	}
	protocol, port, record, ok := namespace.PortOf(*q.Class)
	switch {
	case q.Name == "":
		return nil, ws2def.WSASERVICE_NOT_FOUND // DNS can't list who has a service
	case ok && record == 0:
		return p.host(q, ports{port: port, protocol: protocol}, flags), 0
	case ok:
		return nil, ws2def.WSASERVICE_NOT_FOUND // a class of a DNS record: not asked for by service
	}
	tcp, hasTCP := class.Number("TcpPort", ws2def.NS_DNS)
	udp, hasUDP := class.Number("UdpPort", ws2def.NS_DNS)
	switch {
	case hasTCP && tcp < 1<<16 && !(hasUDP && udpOnly(q.Protocols)):
		return p.host(q, ports{port: uint16(tcp), protocol: ws2def.IPPROTO_TCP}, flags), 0
	case hasUDP && udp < 1<<16:
		return p.host(q, ports{port: uint16(udp), protocol: ws2def.IPPROTO_UDP}, flags), 0
	}
	return nil, ws2def.WSASERVICE_NOT_FOUND
}

// udpOnly reports whether a query wants UDP and not TCP.
func udpOnly(protocols []ws2def.AFProtocols) bool {
	return !namespace.Admits(protocols, ws2def.AF_INET, ws2def.IPPROTO_TCP) && !namespace.Admits(protocols, ws2def.AF_INET6, ws2def.IPPROTO_TCP)
}

// SetService does nothing, with success, where Microsoft's documentation says so.
//
// Source: P-486.
func (p *provider) SetService(_ *namespace.Class, _ *namespace.QuerySet, op int32, _ uint32) namespace.Errno {
	if op == ws2def.RNRSERVICE_DELETE {
		return ws2def.WSAEOPNOTSUPP
	}
	return 0
}

// Class describes the class of a port that the services file has.
// Errors: WSATYPE_NOT_FOUND.
//
// Source: P-488.
func (p *provider) Class(id ws2def.GUID) (*namespace.Class, namespace.Errno) {
	protocol, port, record, ok := namespace.PortOf(id)
	if !ok || record != 0 {
		return nil, ws2def.WSATYPE_NOT_FOUND
	}
	name, value := "tcp", "TcpPort"
	if protocol == ws2def.IPPROTO_UDP {
		name, value = "udp", "UdpPort"
	}
	s, e := p.resolver.ServiceByPort(port, name)
	if e != 0 {
		return nil, ws2def.WSATYPE_NOT_FOUND
	}
	return &namespace.Class{ID: id, Name: s.Name, Values: []namespace.Value{{
		Name: value, NameSpace: ws2def.NS_DNS, Type: regDWORD, Data: binary.LittleEndian.AppendUint32(nil, uint32(port)),
	}}}, 0
}

// regDWORD is REG_DWORD, the type of a value that is a number of 32 bits.
const regDWORD = 4
