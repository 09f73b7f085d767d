package winsock

import (
	"strconv"
	"strings"

	"winsock/internal/core"
	"winsock/ws2def"
)

// Providers returns the entries of the catalog that choice names, in order,
// hidden ones included: a catalog id ("1004"), a provider's GUID or a protocol's
// name in upper or lower case; "" names all. It starts Winsock when need be.
func Providers(choice string) ([]WSAProtocolInfo, error) {
	if e := start(); e != 0 {
		return nil, e.Err()
	}
	var found []WSAProtocolInfo
	for _, info := range core.Protocols(nil, true) {
		if info.ProtocolChain.ChainLen != LAYERED_PROTOCOL && isNamed(&info, choice) {
			found = append(found, info)
		}
	}
	return found, nil
}

// isNamed reports whether choice names the entry.
func isNamed(info *WSAProtocolInfo, choice string) bool {
	if choice == "" || strings.EqualFold(choice, info.Name()) {
		return true
	}
	if id, err := strconv.ParseUint(choice, 10, 32); err == nil {
		return uint32(id) == info.CatalogEntryId
	}
	guid, err := ws2def.ParseGUID(choice)
	return err == nil && guid == info.ProviderId
}

// protocol is one kind of socket that a network name stands for.
type protocol struct {
	family, typ, number int32
	info                *WSAProtocolInfo // nil: the catalog decides
}

// networks are the network names and what they stand for, IPv6 first as the
// catalog has it. Those with no family need the choice of a provider.
var networks = map[string][]protocol{
	"tcp":       {{family: AF_INET6, typ: SOCK_STREAM, number: IPPROTO_TCP}, {family: AF_INET, typ: SOCK_STREAM, number: IPPROTO_TCP}},
	"tcp4":      {{family: AF_INET, typ: SOCK_STREAM, number: IPPROTO_TCP}},
	"tcp6":      {{family: AF_INET6, typ: SOCK_STREAM, number: IPPROTO_TCP}},
	"udp":       {{family: AF_INET6, typ: SOCK_DGRAM, number: IPPROTO_UDP}, {family: AF_INET, typ: SOCK_DGRAM, number: IPPROTO_UDP}},
	"udp4":      {{family: AF_INET, typ: SOCK_DGRAM, number: IPPROTO_UDP}},
	"udp6":      {{family: AF_INET6, typ: SOCK_DGRAM, number: IPPROTO_UDP}},
	"unix":      {{family: AF_UNIX, typ: SOCK_STREAM}},
	"stream":    {{typ: SOCK_STREAM}},
	"dgram":     {{typ: SOCK_DGRAM}},
	"seqpacket": {{typ: SOCK_SEQPACKET}},
	"rdm":       {{typ: SOCK_RDM}},
}

// choose returns the protocols that network stands for with the choice of a
// provider, at least one.
func choose(network, choice string) ([]protocol, Errno) {
	wanted, ok := networks[network]
	if !ok {
		return nil, WSAEPROTONOSUPPORT
	}
	if e := start(); e != 0 {
		return nil, e
	}
	if choice == "" {
		if wanted[0].family == AF_UNSPEC {
			return nil, WSAEINVAL
		}
		return wanted, 0
	}
	infos, err := Providers(choice)
	if err != nil || len(infos) == 0 {
		return nil, WSAEINVAL
	}
	var chosen []protocol
	for i := range infos {
		info := &infos[i]
		for _, p := range wanted {
			if (p.family == AF_UNSPEC || p.family == info.AddressFamily) && p.typ == info.SocketType && (p.number == 0 || p.number == info.Protocol) {
				chosen = append(chosen, protocol{info.AddressFamily, info.SocketType, info.Protocol, info})
			}
		}
	}
	if len(chosen) == 0 {
		return nil, WSAEPROTONOSUPPORT
	}
	return chosen, 0
}

// open makes a socket of the protocol.
func (p *protocol) open(group, flags uint32) (Handle, Errno) {
	return core.Create(p.family, p.typ, p.number, p.info, group, flags|WSA_FLAG_OVERLAPPED)
}

// isStream reports whether network is one of connections.
func isStream(network string) bool {
	typ := networks[network][0].typ
	return typ == SOCK_STREAM || typ == SOCK_SEQPACKET
}
