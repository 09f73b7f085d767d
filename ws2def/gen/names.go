package main

import (
	"fmt"
	"strings"
)

// nameTables are the groups of constants whose numbers people want to read and
// write by name.
var nameTables = []struct{ variable, group, comment string }{
	{"FamilyNames", "address family", "are the AF_ constants"},
	{"SocketTypeNames", "socket type", "are the SOCK_ constants"},
	{"ProtocolNames", "protocol", "are the protocols of all families; see [ProtocolName]"},
	{"SocketFlagNames", "socket creation flag", "are the flags of WSASocket"},
	{"ServiceFlagNames", "service flag", "are the XP1_ flags of a protocol"},
	{"ProviderFlagNames", "provider flag", "are the PFL_ flags of a catalog entry"},
	{"CategoryNames", "layer category", "are the LSP_ categories of layers and applications"},
	{"NameSpaceNames", "name space", "are the NS_ constants"},
	{"GroupNames", "socket group", "are what WSASocket takes for a group that does not exist yet"},
}

// namesGo writes the tables of [nameTables] in the order of the constants,
// without the limits, which are no names of their values.
func namesGo(s *spec) (string, error) {
	var b strings.Builder
	for _, t := range nameTables {
		fmt.Fprintf(&b, "// %s %s.\nvar %[1]s = Names{\n", t.variable, t.comment)
		found := false
		for _, r := range s.constants.rows {
			if name := r.get("name"); r.get("group") == t.group && !onlyC(r) && !strings.HasSuffix(name, "_MAX") {
				fmt.Fprintf(&b, "\t{%q, %s, %q},\n", name, name, r.get("comment"))
				found = true
			}
		}
		if !found {
			return "", fmt.Errorf("no constant is in the group %q", t.group)
		}
		b.WriteString("}\n\n")
	}
	return b.String(), nil
}
