package namespace

import "winsock/ws2def"

// Classes of services that name what DNS and the services file are asked for.
//
// Source: P-481; svcguid.h.
var (
	HostName            = svcid(0x0002, 0xA800) // SVCID_HOSTNAME
	HostByAddressString = svcid(0x0002, 0xA801) // SVCID_INET_HOSTADDRBYINETSTRING
	ServiceByName       = svcid(0x0002, 0xA802) // SVCID_INET_SERVICEBYNAME
	HostByName          = svcid(0x0002, 0xA803) // SVCID_INET_HOSTADDRBYNAME
)

// Kinds of classes that stand for a port.
const (
	kindTCP = 0x0009
	kindUDP = 0x000A
)

func svcid(kind, number uint32) ws2def.GUID {
	return ws2def.GUID{Data1: kind<<16 | number, Data4: [8]byte{0: 0xC0, 7: 0x46}}
}

// PortClass is the class of the services at a port (SVCID_TCP, SVCID_UDP):
// protocol is IPPROTO_TCP or IPPROTO_UDP.
func PortClass(protocol int32, port uint16) ws2def.GUID {
	if protocol == ws2def.IPPROTO_UDP {
		return svcid(kindUDP, uint32(port))
	}
	return svcid(kindTCP, uint32(port))
}

// PortOf returns the protocol and the port that a class stands for, if it stands
// for one. record is the type of DNS record that the class names, mostly 0.
func PortOf(class ws2def.GUID) (protocol int32, port, record uint16, ok bool) {
	kind := class.Data1 >> 16
	if class.Data2 != 0 || class.Data4 != [8]byte{0: 0xC0, 7: 0x46} {
		return 0, 0, 0, false
	}
	switch kind {
	case kindTCP:
		return ws2def.IPPROTO_TCP, uint16(class.Data1), class.Data3, true
	case kindUDP:
		return ws2def.IPPROTO_UDP, uint16(class.Data1), class.Data3, true
	}
	return 0, 0, 0, false
}
