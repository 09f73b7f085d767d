package catalog

import (
	"fmt"
	"strconv"
	"strings"

	"winsock/ws2def"
)

// name pairs a number with what the file calls it.
type name[T int32 | uint32] struct {
	text  string
	value T
}

var familyNames = []name[int32]{
	{"AF_UNSPEC", ws2def.AF_UNSPEC},
	{"AF_UNIX", ws2def.AF_UNIX},
	{"AF_INET", ws2def.AF_INET},
	{"AF_IPX", ws2def.AF_IPX},
	{"AF_APPLETALK", ws2def.AF_APPLETALK},
	{"AF_NETBIOS", ws2def.AF_NETBIOS},
	{"AF_INET6", ws2def.AF_INET6},
	{"AF_IRDA", ws2def.AF_IRDA},
	{"AF_BTH", ws2def.AF_BTH},
	{"AF_HYPERV", ws2def.AF_HYPERV},
}

var typeNames = []name[int32]{
	{"SOCK_STREAM", ws2def.SOCK_STREAM},
	{"SOCK_DGRAM", ws2def.SOCK_DGRAM},
	{"SOCK_RAW", ws2def.SOCK_RAW},
	{"SOCK_RDM", ws2def.SOCK_RDM},
	{"SOCK_SEQPACKET", ws2def.SOCK_SEQPACKET},
}

var serviceFlagNames = []name[uint32]{
	{"XP1_CONNECTIONLESS", ws2def.XP1_CONNECTIONLESS},
	{"XP1_GUARANTEED_DELIVERY", ws2def.XP1_GUARANTEED_DELIVERY},
	{"XP1_GUARANTEED_ORDER", ws2def.XP1_GUARANTEED_ORDER},
	{"XP1_MESSAGE_ORIENTED", ws2def.XP1_MESSAGE_ORIENTED},
	{"XP1_PSEUDO_STREAM", ws2def.XP1_PSEUDO_STREAM},
	{"XP1_GRACEFUL_CLOSE", ws2def.XP1_GRACEFUL_CLOSE},
	{"XP1_EXPEDITED_DATA", ws2def.XP1_EXPEDITED_DATA},
	{"XP1_CONNECT_DATA", ws2def.XP1_CONNECT_DATA},
	{"XP1_DISCONNECT_DATA", ws2def.XP1_DISCONNECT_DATA},
	{"XP1_SUPPORT_BROADCAST", ws2def.XP1_SUPPORT_BROADCAST},
	{"XP1_SUPPORT_MULTIPOINT", ws2def.XP1_SUPPORT_MULTIPOINT},
	{"XP1_MULTIPOINT_CONTROL_PLANE", ws2def.XP1_MULTIPOINT_CONTROL_PLANE},
	{"XP1_MULTIPOINT_DATA_PLANE", ws2def.XP1_MULTIPOINT_DATA_PLANE},
	{"XP1_QOS_SUPPORTED", ws2def.XP1_QOS_SUPPORTED},
	{"XP1_INTERRUPT", ws2def.XP1_INTERRUPT},
	{"XP1_UNI_SEND", ws2def.XP1_UNI_SEND},
	{"XP1_UNI_RECV", ws2def.XP1_UNI_RECV},
	{"XP1_IFS_HANDLES", ws2def.XP1_IFS_HANDLES},
	{"XP1_PARTIAL_MESSAGE", ws2def.XP1_PARTIAL_MESSAGE},
	{"XP1_SAN_SUPPORT_SDP", ws2def.XP1_SAN_SUPPORT_SDP},
}

var providerFlagNames = []name[uint32]{
	{"PFL_MULTIPLE_PROTO_ENTRIES", ws2def.PFL_MULTIPLE_PROTO_ENTRIES},
	{"PFL_RECOMMENDED_PROTO_ENTRY", ws2def.PFL_RECOMMENDED_PROTO_ENTRY},
	{"PFL_HIDDEN", ws2def.PFL_HIDDEN},
	{"PFL_MATCHES_PROTOCOL_ZERO", ws2def.PFL_MATCHES_PROTOCOL_ZERO},
	{"PFL_NETWORKDIRECT_PROVIDER", ws2def.PFL_NETWORKDIRECT_PROVIDER},
}

// nameOf returns what names calls v, "" when it has no name.
func nameOf[T int32 | uint32](names []name[T], v T) string {
	for _, n := range names {
		if n.value == v {
			return n.text
		}
	}
	return ""
}

// named returns the number that names gives to text.
func named[T int32 | uint32](names []name[T], text string) (T, error) {
	for _, n := range names {
		if n.text == text {
			return n.value, nil
		}
	}
	return 0, fmt.Errorf("the name %q is unknown (a number may be given instead)", text)
}

// formatFlags writes flags as names joined by " | ", bits without a name in
// hexadecimal, "0" when none is set.
func formatFlags(names []name[uint32], flags uint32) string {
	var parts []string
	for _, n := range names {
		if flags&n.value != 0 {
			parts = append(parts, n.text)
			flags &^= n.value
		}
	}
	if flags != 0 {
		parts = append(parts, fmt.Sprintf("%#x", flags))
	}
	if len(parts) == 0 {
		return "0"
	}
	return strings.Join(parts, " | ")
}

// parseFlags reads what formatFlags writes; names and numbers, decimal or
// hexadecimal, in any order.
func parseFlags(names []name[uint32], text string) (uint32, error) {
	var flags uint32
	for part := range strings.SplitSeq(text, "|") {
		part = strings.TrimSpace(part)
		if bits, err := strconv.ParseUint(part, 0, 32); err == nil {
			flags |= uint32(bits)
			continue
		}
		bit, err := named(names, part)
		if err != nil {
			return 0, err
		}
		flags |= bit
	}
	return flags, nil
}
