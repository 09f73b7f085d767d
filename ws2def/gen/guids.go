package main

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// guidsGo writes one variable for each GUID, sorted by name.
func guidsGo(s *spec) (string, error) {
	rows := slices.Clone(s.guids.rows)
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.get("name"), b.get("name")) })
	var b strings.Builder
	b.WriteString("// GUIDs of providers, extension functions and partitions. Treat them as\n// constants.\nvar (\n")
	for _, r := range rows {
		g := r.get("guid")
		raw, err := guidBytes(r)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "\t// %s is the %s (%s).\n\t//\n\t// Source: %s\n", r.get("name"), r.get("comment"), g, r.get("clause"))
		fmt.Fprintf(&b, "\t%s = GUID{0x%s, 0x%s, 0x%s, [8]byte{", r.get("name"), g[:8], g[9:13], g[14:18])
		for i, v := range raw[8:] {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "0x%02x", v)
		}
		b.WriteString("}}\n\n")
	}
	b.WriteString(")\n")
	return b.String(), nil
}

// guidBytes returns the bytes of a GUID in the order in which they are written.
func guidBytes(r row) ([]byte, error) {
	g := r.get("guid")
	raw, err := hex.DecodeString(strings.ReplaceAll(g, "-", ""))
	if err != nil || len(raw) != 16 || len(g) != 36 || g != strings.ToLower(g) {
		return nil, r.errorf("%q is no GUID in lower case", g)
	}
	return raw, nil
}
