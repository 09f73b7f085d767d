package dns

import (
	"context"
	"strconv"
	"strings"

	"winsock/internal/resolve"
	"winsock/namespace"
	"winsock/ws2def"
)

// service asks what getservbyname and getservbyport ask: the name is a service
// or a port, and perhaps "/tcp" or "/udp". The class of the result is that of
// the port.
//
// Source: P-484.
func (p *provider) service(q *namespace.QuerySet) question {
	return func(context.Context) ([]*namespace.QuerySet, namespace.Errno) {
		name, protocol, _ := strings.Cut(q.Name, "/")
		if name == "" {
			return nil, ws2def.WSAEINVAL
		}
		var s resolve.Service
		var e namespace.Errno
		if port, err := strconv.ParseUint(name, 10, 16); err == nil {
			s, e = p.resolver.ServiceByPort(uint16(port), protocol)
		} else {
			s, e = p.resolver.ServiceByName(name, protocol)
		}
		if e != 0 {
			return nil, e
		}
		number := int32(ws2def.IPPROTO_TCP)
		if strings.EqualFold(s.Protocol, "udp") {
			number = ws2def.IPPROTO_UDP
		}
		class := namespace.PortClass(number, s.Port)
		return []*namespace.QuerySet{{Name: s.Name, Class: &class, Blob: servent(s)}}, 0
	}
}
