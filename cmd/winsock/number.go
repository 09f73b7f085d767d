package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"winsock/ws2def"
)

// minus stands for the sign of a negative number on its way through kong,
// which would take "-1" for an option.
const minus = "\u2212"

// protectNumbers writes negative numbers with another minus.
func protectNumbers(args []string) []string {
	protected := slices.Clone(args)
	for i, arg := range protected {
		if len(arg) > 1 && arg[0] == '-' && arg[1] >= '0' && arg[1] <= '9' {
			protected[i] = minus + arg[1:]
		}
	}
	return protected
}

// typed is an argument as it was typed, before protectNumbers.
func typed(text string) string { return strings.Replace(text, minus, "-", 1) }

// integer reads a decimal or hexadecimal number.
func integer(text string, low, high int64) (int64, error) {
	plain := typed(text)
	n, err := strconv.ParseInt(plain, 0, 64)
	if err != nil || n < low || n > high {
		return 0, usagef("%q is not a number in %d…%d", plain, low, high)
	}
	return n, nil
}

// kind is what an argument of WSASocket can be called by.
type kind struct {
	what     string   // "address family"
	prefixes []string // that may be left out, the first wins
	names    ws2def.Names
	example  string
}

var (
	families  = kind{"address family", []string{"AF_", "PF_"}, ws2def.FamilyNames, "inet6, AF_INET6 or 23"}
	types     = kind{"socket type", []string{"SOCK_"}, ws2def.SocketTypeNames, "stream, SOCK_STREAM or 1"}
	protocols = kind{"protocol", []string{"IPPROTO_", "BTHPROTO_", "NSPROTO_"}, ws2def.ProtocolNames, "tcp, IPPROTO_TCP or 6"}
	flagBits  = kind{"flag", []string{"WSA_FLAG_"}, ws2def.SocketFlagNames, "overlapped, WSA_FLAG_OVERLAPPED or 1; join several with | or ,"}
	groups    = kind{"group", []string{"SG_"}, ws2def.GroupNames, "0, unconstrained_group, or the number of a group"}
)

// named reads a name, with or without its prefix, in capitals or not.
func (k *kind) named(text string) (int64, bool) {
	name := strings.ToUpper(text)
	if name == "ANY" || name == "UNSPEC" {
		return 0, k != &flagBits
	}
	if name == "FROM_PROTOCOL_INFO" {
		return ws2def.FROM_PROTOCOL_INFO, k != &flagBits && k != &groups
	}
	for _, prefix := range k.prefixes {
		short := strings.TrimPrefix(name, prefix)
		for _, n := range k.names {
			own := strings.ToUpper(n.Name)
			if own == name || own == strings.Replace(prefix, "PF_", "AF_", 1)+short {
				return n.Value, true
			}
		}
	}
	return 0, false
}

// read reads a name or a number.
func (k *kind) read(text string, low, high int64) (int64, error) {
	if n, ok := k.named(text); ok {
		return n, nil
	}
	n, err := integer(text, low, high)
	if err != nil {
		return 0, usagef("%q is no %s: give a name or a number, such as %s", typed(text), k.what, k.example)
	}
	return n, nil
}

// int32 reads an argument of type int.
func (k *kind) int32(text string) (int32, error) {
	n, err := k.read(text, -1<<31, 1<<31-1)
	return int32(n), err
}

// flags reads names and numbers joined by | or ,.
func (k *kind) flags(text string) (uint32, error) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '|' || r == ',' })
	if len(parts) == 0 {
		parts = []string{text}
	}
	var all uint32
	for _, part := range parts {
		n, err := k.read(strings.TrimSpace(part), 0, 1<<32-1)
		if err != nil {
			return 0, err
		}
		all |= uint32(n)
	}
	return all, nil
}

// symbol returns the name of a number, "" when it has none.
func symbol(n *ws2def.Named) string {
	if n == nil {
		return ""
	}
	return n.Name
}

// title writes a number with its name and meaning: "AF_INET (2), IPv4".
func title(n *ws2def.Named, value int64) string {
	if n == nil {
		return strconv.FormatInt(value, 10)
	}
	meaning, _, _ := strings.Cut(n.Comment, ";")
	return fmt.Sprintf("%s (%d), %s", n.Name, value, meaning)
}

// familyTitle, typeTitle and protocolTitle write what WSASocket takes.
func familyTitle(v int32) string {
	return argument(ws2def.FamilyNames.Of(int64(v)), v, "AF_UNSPEC (0), any family that fits")
}

func typeTitle(v int32) string {
	return argument(ws2def.SocketTypeNames.Of(int64(v)), v, "0, any type that fits")
}

func protocolTitle(family, v int32) string {
	return argument(ws2def.ProtocolName(family, v), v, "0, the provider's choice")
}

func argument(n *ws2def.Named, v int32, zero string) string {
	switch v {
	case 0:
		return zero
	case ws2def.FROM_PROTOCOL_INFO:
		return "FROM_PROTOCOL_INFO (-1), what the catalog entry says"
	}
	return title(n, int64(v))
}
