package resolve

import (
	"context"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"winsock/ws2def"
)

// NoBuffer is the size of a buffer that a caller of getnameinfo did not give.
const NoBuffer = -1

// GetNameInfo returns the host and service names of the socket address sa, as
// getnameinfo and GetNameInfoW do. hostSize and serviceSize are the sizes of
// the caller's buffers in characters, the final NUL included; [NoBuffer] means
// NULL, and that name is neither looked up nor returned.
//
// The host is its fully qualified name, or the address in digits when it has
// none, nobody answers, or NI_NUMERICHOST asks for it; the service is its name
// in the services database (for udp with NI_DGRAM, else tcp) or the port in
// digits. NI_NOFQDN cuts the name of a host of the local domain to its first
// label.
//
// Errors:
//
//	WSAEFAULT                  sa is shorter than its family's structure
//	WSAEAFNOSUPPORT            neither AF_INET nor AF_INET6
//	WSAHOST_NOT_FOUND          no buffer at all; NI_NAMEREQD and no name
//	WSAEINVAL                  a buffer of size 0, or unknown flags
//	ERROR_INSUFFICIENT_BUFFER  a buffer too small for its name
//	WSATRY_AGAIN, WSANO_RECOVERY  NI_NAMEREQD and the server fails
//	WSA_E_CANCELLED, WSAETIMEDOUT ctx ended first
func (r *Resolver) GetNameInfo(ctx context.Context, sa []byte, hostSize, serviceSize int, flags int32) (host, service string, code ws2def.Errno) {
	const known = ws2def.NI_NOFQDN | ws2def.NI_NUMERICHOST | ws2def.NI_NAMEREQD | ws2def.NI_NUMERICSERV | ws2def.NI_DGRAM
	at, code := addrPort(sa)
	switch {
	case code != 0:
		return "", "", code
	case hostSize == NoBuffer && serviceSize == NoBuffer:
		return "", "", ws2def.WSAHOST_NOT_FOUND
	case hostSize == 0, serviceSize == 0, flags&^known != 0:
		return "", "", ws2def.WSAEINVAL
	}
	if serviceSize != NoBuffer {
		if service, code = r.serviceName(at.Port(), flags); code == 0 {
			code = fits(service, serviceSize)
		}
		if code != 0 {
			return "", "", code
		}
	}
	if hostSize != NoBuffer {
		if host, code = r.hostOf(ctx, at.Addr(), flags); code == 0 {
			code = fits(host, hostSize)
		}
		if code != 0 {
			return "", "", code
		}
	}
	return host, service, 0
}

// fits says whether text and its NUL fit into size characters. A character is
// a UTF-16 unit: names are ASCII but for odd entries of a hosts file.
func fits(text string, size int) ws2def.Errno {
	if len(utf16.Encode([]rune(text))) >= size {
		return ws2def.ERROR_INSUFFICIENT_BUFFER
	}
	return 0
}

// serviceName names port, in digits if it has no name.
func (r *Resolver) serviceName(port uint16, flags int32) (string, ws2def.Errno) {
	digits := strconv.Itoa(int(port))
	if flags&ws2def.NI_NUMERICSERV != 0 {
		return digits, 0
	}
	protocol := "tcp"
	if flags&ws2def.NI_DGRAM != 0 {
		protocol = "udp"
	}
	entry, code := r.ServiceByPort(port, protocol)
	switch code {
	case 0:
		return entry.Name, 0
	case ws2def.WSANO_DATA:
		return digits, 0
	default:
		return "", code
	}
}

// hostOf names the host with address ip, in digits if need be and allowed.
func (r *Resolver) hostOf(ctx context.Context, ip netip.Addr, flags int32) (string, ws2def.Errno) {
	if flags&ws2def.NI_NUMERICHOST != 0 {
		if flags&ws2def.NI_NAMEREQD != 0 {
			return "", ws2def.WSAHOST_NOT_FOUND
		}
		return hostText(ip), 0
	}
	names, code := r.namesOf(ctx, ip)
	switch {
	case code == 0:
		if flags&ws2def.NI_NOFQDN != 0 {
			return r.relative(names[0]), 0
		}
		return names[0], 0
	case code == ws2def.WSA_E_CANCELLED, code == ws2def.WSAETIMEDOUT, flags&ws2def.NI_NAMEREQD != 0:
		return "", code
	default:
		return hostText(ip), 0
	}
}

// namesOf returns the names, at least one, that hosts file and DNS give ip,
// without the final dot.
func (r *Resolver) namesOf(ctx context.Context, ip netip.Addr) ([]string, ws2def.Errno) {
	names, err := r.net().LookupAddr(ctx, ip.Unmap().WithZone("").String())
	if code := lookupErrno(ctx, err); code != 0 {
		return nil, code
	}
	for i, name := range names {
		names[i] = strings.TrimSuffix(name, ".")
	}
	if len(names) == 0 {
		return nil, ws2def.WSAHOST_NOT_FOUND
	}
	return names, 0
}

// relative cuts the name of a host of the local domain to its first label.
func (r *Resolver) relative(name string) string {
	flat, domain, _ := strings.Cut(name, ".")
	own, _ := r.HostName()
	_, ownDomain, _ := strings.Cut(own, ".")
	isOwn := func(d string) bool { return strings.EqualFold(strings.Trim(d, "."), domain) }
	if isOwn(ownDomain) || slices.ContainsFunc(r.searchList(), isOwn) {
		return flat
	}
	return name
}
