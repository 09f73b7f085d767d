package ws2def

import "sort"

// OptionClass says how an option treats lengths: what a set with a short value
// does, and what a get with a short buffer does. A buffer that is longer than
// the option is always fine: only its leading bytes count in a set, and a get
// returns the option's own length. A get with a length of 0 or less is
// WSAEFAULT and leaves the length alone.
//
// Source: S-503, S-504, S-505, S-509...S-515
type OptionClass uint8

const (
	// OptionA is a truth value at SOL_SOCKET. A set takes 0 bytes or more. A
	// get with 1 byte writes 1 and reports 1; with 2 bytes it writes both and
	// reports 1; with 4 it reports 4.
	//
	// Source: S-507, S-509
	OptionA OptionClass = iota
	// OptionB has one byte. A set takes 1 byte or more and uses the lowest
	// byte of the value; a get always writes one byte and reports 1.
	//
	// Source: S-510, S-516
	OptionB
	// OptionC is a value at SOL_SOCKET. A set with fewer than 4 bytes is
	// WSAEFAULT; so is a get with fewer, which clears the bytes there are and
	// leaves the length alone.
	//
	// Source: S-511
	OptionC
	// OptionD is a value at SOL_SOCKET. A set with fewer than 4 bytes is
	// WSAEFAULT; so is a get with fewer, which writes nothing.
	//
	// Source: S-512
	OptionD
	// OptionE is a number at IPPROTO_TCP or IPPROTO_UDP. A set with fewer than
	// 4 bytes is WSAEFAULT; so is a get with fewer, which reports length 0.
	//
	// Source: S-513
	OptionE
	// OptionF is a number at IPPROTO_IP or IPPROTO_IPV6 with the length rules
	// of OptionE.
	//
	// Source: S-514
	OptionF
	// OptionG is a small number at IPPROTO_IP or IPPROTO_IPV6. A set takes 1
	// byte or more. A get with 1 to 3 bytes writes one byte and reports 1;
	// with 4 it reports 4.
	//
	// Source: S-515, S-518
	OptionG
	// OptionBytes is a string of bytes of any length.
	OptionBytes
	// OptionStruct is a structure of Size bytes. A get or set with fewer is
	// WSAEFAULT.
	OptionStruct
	// OptionNone is an act rather than a value: a set takes no bytes.
	OptionNone
)

// OptionKind is the kind of socket, as far as options tell kinds apart.
type OptionKind uint8

// Kinds of sockets. Connection-oriented sockets of every family are
// OptionStream, SOCK_DGRAM is OptionDgram.
const (
	OptionStream OptionKind = iota
	OptionDgram
	OptionRaw
)

// OptionTime says when an option may be set.
type OptionTime uint8

const (
	// Anytime is before and after bind.
	Anytime OptionTime = iota
	// BeforeBind means that a set on a bound socket is WSAEINVAL.
	BeforeBind
	// BeforeListen means that a set on a listening socket is WSAEINVAL.
	BeforeListen
)

// OptionSpec is everything that getsockopt and setsockopt need to know of an
// option to check a call and to keep the value.
type OptionSpec struct {
	Level  int32
	Number int32
	Name   string
	Class  OptionClass
	// Size is the whole length in bytes, 0 for OptionBytes and OptionNone.
	// SO_BSP_STATE needs the addresses on top of it.
	Size int32
	// Family is the address family that has the option, AF_UNSPEC for all. On
	// another family the option is WSAEINVAL, but AF_INET6 sockets with
	// IPV6_V6ONLY off have the options of AF_INET too.
	//
	// Source: S-472, S-500
	Family uint16
	// Get and Set have the answer to getsockopt and setsockopt by OptionKind:
	// 0, or the error that every such call gives. WSAENOTCONN is given only
	// while the socket is not connected.
	Get, Set [3]Errno
	// Default is the value of a new socket by OptionKind; -1 stands for
	// 0xFFFFFFFF too.
	Default [3]int32
	// Min and Max limit what can be set, as a signed number: outside of them
	// WSAEINVAL. There is no limit when they are equal and 0. A truth value
	// is compared after it became 0 or 1.
	Min, Max int32
	// Bool means that every value but 0 is stored as 1; otherwise the value
	// reads back as it was set.
	Bool bool
	// When says when the option may be set.
	When OptionTime
}

// Limited reports whether the option has the limits Min and Max.
func (o *OptionSpec) Limited() bool { return o.Min != 0 || o.Max != 0 }

// FindOption returns the option number at level.
//
// Source: S-498, S-499
func FindOption(level, number int32) (*OptionSpec, bool) {
	i := sort.Search(len(Options), func(i int) bool {
		o := &Options[i]
		return o.Level > level || o.Level == level && o.Number >= number
	})
	if i < len(Options) && Options[i].Level == level && Options[i].Number == number {
		return &Options[i], true
	}
	return nil, false
}

// KnownOptionLevel reports whether level has any option: an unknown level is
// WSAEINVAL, an unknown option of a known level WSAENOPROTOOPT.
//
// Source: S-498, S-499
func KnownOptionLevel(level int32) bool {
	switch level {
	case SOL_SOCKET, IPPROTO_IP, IPPROTO_IPV6, IPPROTO_TCP, IPPROTO_UDP:
		return true
	}
	return false
}
