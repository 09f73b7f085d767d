package main

import "winsock/ws2def"

// triple is the JSON form of what a socket is: numbers, and their names ("": none).
type triple struct {
	Family       int32  `json:"family"`
	FamilyName   string `json:"family_name"`
	Type         int32  `json:"type"`
	TypeName     string `json:"type_name"`
	Protocol     int32  `json:"protocol"`
	ProtocolName string `json:"protocol_name"`
}

func newTriple(family, typ, protocol int32) triple {
	return triple{
		Family: family, FamilyName: symbol(ws2def.FamilyNames.Of(int64(family))),
		Type: typ, TypeName: symbol(ws2def.SocketTypeNames.Of(int64(typ))),
		Protocol: protocol, ProtocolName: symbol(ws2def.ProtocolName(family, protocol)),
	}
}

// readTriple reads family, type and protocol as WSASocket takes them.
func readTriple(family, typ, protocol string) (f, t, p int32, err error) {
	if f, err = families.int32(family); err != nil {
		return 0, 0, 0, err
	}
	if t, err = types.int32(typ); err != nil {
		return 0, 0, 0, err
	}
	p, err = protocols.int32(protocol)
	return f, t, p, err
}
