package registry

import (
	"net/netip"

	"winsock/ws2def"
)

// Use is how a socket wants to share its address: the option that was on when
// it was bound.
type Use uint8

// The ways to share an address.
const (
	Plain     Use = iota // neither option
	Reuse                // SO_REUSEADDR
	Exclusive            // SO_EXCLUSIVEADDRUSE
)

// Entry describes a bound socket.
type Entry struct {
	Protocol uint8      // IPPROTO_TCP or IPPROTO_UDP
	Port     uint16     // host order, not 0
	Addr     netip.Addr // without zone; an IPv4-mapped address as the IPv4 one
	Scope    uint32     // interface index of a link-local address
	V6       bool       // an AF_INET6 socket, whatever Addr is
	Dual     bool       // Addr is :: and stands for 0.0.0.0 as well
	Use      Use
}

// relation is how the addresses of two sockets lie to each other.
type relation uint8

const (
	apart  relation = iota // no address in common
	equal                  // the same addresses
	wider                  // the first has the second's addresses and more
	narrow                 // the second has the first's addresses and more
)

// relate compares the addresses that two sockets receive at. A dual :: is to
// 0.0.0.0 what a wildcard is to a specific address (S-158…S-161).
func relate(first, second *Entry) relation {
	if first.Dual && second.Addr.Is4() {
		return wider
	}
	if second.Dual && first.Addr.Is4() {
		return narrow
	}
	if first.Addr.Is4() != second.Addr.Is4() {
		return apart
	}
	anyFirst, anySecond := first.Addr.IsUnspecified(), second.Addr.IsUnspecified()
	switch {
	case anyFirst && anySecond:
		return equal
	case anyFirst:
		return wider
	case anySecond:
		return narrow
	case first.Addr == second.Addr && first.Scope == second.Scope:
		return equal
	}
	return apart
}

const (
	inUse  = ws2def.WSAEADDRINUSE
	access = ws2def.WSAEACCES
)

// verdicts is what a bind gets, by the socket that is bound already (its way
// to share and whether its address is the wildcard) and the second socket,
// likewise: columns Plain W, Plain S, Reuse W, Reuse S, Exclusive W,
// Exclusive S. Specific addresses that differ never meet here.
type verdicts [6][6]ws2def.Errno

// sameUser is for sockets of one user account.
//
// Source: S-145…S-150.
var sameUser = verdicts{
	{inUse, 0, access, 0, inUse, 0},
	{0, inUse, 0, access, inUse, inUse},
	{inUse, 0, 0, 0, inUse, 0},
	{0, inUse, 0, 0, inUse, inUse},
	{inUse, access, access, access, inUse, access},
	{0, inUse, 0, access, inUse, inUse},
}

// otherUser is for a second socket of another user account.
//
// Source: S-151…S-156.
var otherUser = verdicts{
	{inUse, access, access, access, inUse, access},
	{0, inUse, 0, access, inUse, inUse},
	{inUse, access, 0, 0, inUse, access},
	{0, inUse, 0, 0, inUse, inUse},
	{inUse, access, access, access, inUse, access},
	{0, inUse, 0, access, inUse, inUse},
}

// judge says whether second may be bound beside first: 0, WSAEADDRINUSE or
// WSAEACCES; meet tells whether they have addresses in common at all.
//
// Source: S-141, S-143…S-169.
func judge(first, second *Entry, sameAccount bool) (verdict ws2def.Errno, meet bool) {
	if first.Protocol != second.Protocol || first.Port != second.Port {
		return 0, false
	}
	row, column := 2*first.Use, 2*second.Use
	switch relate(first, second) {
	case apart:
		return 0, false
	case equal:
		if !first.Addr.IsUnspecified() {
			row, column = row+1, column+1
		}
	case wider:
		column++
	case narrow:
		row++
	}
	table := &sameUser
	if !sameAccount {
		table = &otherUser
	}
	return table[row][column], true
}
