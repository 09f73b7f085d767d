package winsock

import (
	"context"
	"unsafe"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/internal/resolve"
)

// names answers questions about names as this machine does.
var names resolve.Resolver

// GetAddrInfoW makes a list, best destination first, of the addresses of the
// host nodename with the port of servicename (a number or a name of the services
// database); either may be nil. hints says what is wanted; its members other
// than Flags, Family, Socktype and Protocol must be zero.
//
// Errors: WSANOTINITIALISED, WSAEFAULT (result nil), WSAHOST_NOT_FOUND (no such
// host, or nothing asked for), WSANO_DATA (no address of that kind),
// WSATYPE_NOT_FOUND (no such service), WSAEAFNOSUPPORT, WSAESOCKTNOSUPPORT,
// WSAEINVAL (flags), WSANO_RECOVERY (hints), WSATRY_AGAIN (no server answers).
func GetAddrInfoW(nodename *uint16, servicename *uint16, hints *AddrinfoW, result **AddrinfoW) (sockerr error) {
	switch {
	case !core.Started():
		return WSANOTINITIALISED
	case result == nil:
		return WSAEFAULT
	}
	*result = nil
	var wanted resolve.Hints
	if hints != nil {
		if hints.Addrlen != 0 || hints.Canonname != nil || hints.Addr != nil || hints.Next != nil {
			return WSANO_RECOVERY
		}
		wanted = resolve.Hints{Flags: hints.Flags, Family: hints.Family, SockType: hints.Socktype, Protocol: hints.Protocol}
	}
	found, e := names.GetAddrInfo(context.Background(), UTF16PtrToString(nodename), UTF16PtrToString(servicename),
		nodename != nil, servicename != nil, &wanted)
	if e != 0 {
		return e.Err()
	}
	last := result
	for _, f := range found {
		info := &AddrinfoW{Family: f.Family, Socktype: f.SockType, Protocol: f.Protocol, Addrlen: uintptr(len(f.Addr))}
		info.Addr = new(RawSockaddrAny)
		copy(call.Name(info.Addr, int32(len(f.Addr))), f.Addr)
		if f.CanonName != "" {
			info.Canonname, _ = UTF16PtrFromString(f.CanonName)
		}
		*last, last = info, &info.Next
	}
	return nil
}

// FreeAddrInfoW ends the use of a list that [GetAddrInfoW] made. Its memory is
// Go's, so that the call, which programs for Windows make, has nothing to do.
func FreeAddrInfoW(addrinfo *AddrinfoW) {}

// GetNameInfoW writes the name of the host and of the service of an address of
// salen bytes at sa to host and serv, which have room for hostlen and servlen
// characters; a nil one is not asked for. flags are NI_ values.
//
// Errors: WSANOTINITIALISED, WSAEFAULT (sa nil or too short), WSAEAFNOSUPPORT,
// WSAHOST_NOT_FOUND (nothing asked for; no name with NI_NAMEREQD), WSAEINVAL
// (flags, a length of 0), ERROR_INSUFFICIENT_BUFFER, WSATRY_AGAIN,
// WSANO_RECOVERY.
func GetNameInfoW(sa *RawSockaddrAny, salen int32, host *uint16, hostlen uint32, serv *uint16, servlen uint32, flags int32) (sockerr error) {
	if !core.Started() {
		return WSANOTINITIALISED
	}
	hostRoom, servRoom := resolve.NoBuffer, resolve.NoBuffer
	if host != nil {
		hostRoom = int(hostlen)
	}
	if serv != nil {
		servRoom = int(servlen)
	}
	hostText, servText, e := names.GetNameInfo(context.Background(), call.Name(sa, salen), hostRoom, servRoom, flags)
	if e != 0 {
		return e.Err()
	}
	if e := putText(host, hostlen, hostText); e != 0 {
		return e.Err()
	}
	return putText(serv, servlen, servText).Err()
}

// putText writes text and its final zero to the room of n characters at p; nil
// wants none.
func putText(p *uint16, n uint32, text string) Errno {
	if p == nil {
		return 0
	}
	u, err := UTF16FromString(text)
	switch {
	case err != nil:
		return WSANO_RECOVERY
	case len(u) > int(n):
		return ERROR_INSUFFICIENT_BUFFER
	}
	copy(unsafe.Slice(p, len(u)), u)
	return 0
}

// Gethostname returns the name of this computer.
//
// Errors: WSANOTINITIALISED, WSAENETDOWN.
func Gethostname() (name string, err error) {
	if !core.Started() {
		return "", WSANOTINITIALISED
	}
	name, e := names.HostName()
	return name, e.Err()
}

// GetHostByName looks up the IPv4 addresses of a host; "" is this computer.
//
// Errors: WSANOTINITIALISED, WSAHOST_NOT_FOUND, WSANO_DATA, WSATRY_AGAIN,
// WSANO_RECOVERY.
//
// Source: S-004.
func GetHostByName(name string) (h *Hostent, err error) {
	if !core.Started() {
		return nil, WSANOTINITIALISED
	}
	return hostent(names.HostByName(context.Background(), name))
}

// GetHostByAddr looks up the names of the host whose address of the given family
// has the length bytes at addr.
//
// Errors: WSANOTINITIALISED, WSAEFAULT, WSAEINVAL (length), WSAEAFNOSUPPORT,
// WSANO_DATA, WSATRY_AGAIN, WSANO_RECOVERY.
func GetHostByAddr(addr *byte, length int32, family int32) (h *Hostent, err error) {
	if !core.Started() {
		return nil, WSANOTINITIALISED
	}
	return hostent(names.HostByAddr(context.Background(), call.Bytes(addr, length), family))
}

func hostent(host resolve.Host, e Errno) (*Hostent, error) {
	if e != 0 {
		return nil, e.Err()
	}
	h := &Hostent{
		Name:     cstring(host.Name),
		Aliases:  cstrings(host.Aliases),
		AddrType: uint16(host.Family),
	}
	addresses := make([]*byte, 0, len(host.Addresses)+1)
	for _, a := range host.Addresses {
		h.Length = uint16(len(a))
		addresses = append(addresses, &a[0])
	}
	h.AddrList = &append(addresses, nil)[0]
	return h, nil
}

// cstring is s with a final zero byte.
func cstring(s string) *byte { return &append([]byte(s), 0)[0] }

// cstrings is an array of texts that ends with nil.
func cstrings(all []string) **byte {
	array := make([]*byte, 0, len(all)+1)
	for _, s := range all {
		array = append(array, cstring(s))
	}
	return &append(array, nil)[0]
}

// GetServByName looks a service up by its name or an alias name; proto "" stands
// for any protocol. The port is in network byte order.
//
// Errors: WSANOTINITIALISED, WSANO_DATA, WSANO_RECOVERY.
func GetServByName(name string, proto string) (s *Servent, err error) {
	if !core.Started() {
		return nil, WSANOTINITIALISED
	}
	return servent(names.ServiceByName(name, proto))
}

// GetServByPort looks a service up by its port, which is in network byte order;
// proto "" stands for any protocol.
//
// Errors: WSANOTINITIALISED, WSANO_DATA, WSANO_RECOVERY.
func GetServByPort(port int32, proto string) (s *Servent, err error) {
	switch {
	case !core.Started():
		return nil, WSANOTINITIALISED
	case port != int32(uint16(port)):
		return nil, WSANO_DATA
	}
	return servent(names.ServiceByPort(Ntohs(uint16(port)), proto))
}

func servent(service resolve.Service, e Errno) (*Servent, error) {
	if e != 0 {
		return nil, e.Err()
	}
	return &Servent{
		Name:    cstring(service.Name),
		Aliases: cstrings(service.Aliases),
		Proto:   cstring(service.Protocol),
		Port:    Htons(service.Port),
	}, nil
}

// GetProtoByName looks a protocol up by its name or an alias name.
//
// Errors: WSANOTINITIALISED, WSANO_DATA, WSANO_RECOVERY.
func GetProtoByName(name string) (p *Protoent, err error) {
	if !core.Started() {
		return nil, WSANOTINITIALISED
	}
	return protoent(names.ProtocolByName(name))
}

// GetProtoByNumber looks a protocol up by its number.
//
// Errors: WSANOTINITIALISED, WSANO_DATA, WSANO_RECOVERY.
func GetProtoByNumber(number int32) (p *Protoent, err error) {
	if !core.Started() {
		return nil, WSANOTINITIALISED
	}
	return protoent(names.ProtocolByNumber(number))
}

func protoent(protocol resolve.Protocol, e Errno) (*Protoent, error) {
	if e != 0 {
		return nil, e.Err()
	}
	return &Protoent{
		Name:    cstring(protocol.Name),
		Aliases: cstrings(protocol.Aliases),
		Proto:   uint16(protocol.Number),
	}, nil
}
