package catalog

import (
	"bytes"
	"fmt"
)

// formatNumber is the version of the file's format.
const formatNumber = 1

// encode writes the catalog as a file: one member per line in a fixed order.
func encode(c *Catalog) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\n  %q: %d,\n  %q: %d,\n  %q: %d,\n  %q: [",
		memberFormat, formatNumber, memberGeneration, c.generation, memberNextID, c.nextID, memberEntries)
	encodeList(&b, c.entries, members)
	b.WriteByte(']')
	if len(c.applications) > 0 {
		fmt.Fprintf(&b, ",\n  %q: [", memberApplications)
		all := make([]*Application, len(c.applications))
		for i := range all {
			all[i] = &c.applications[i]
		}
		encodeList(&b, all, applicationMembers)
		b.WriteByte(']')
	}
	b.WriteString("\n}\n")
	return b.Bytes()
}

// encodeList writes what stands between the brackets of a list of objects.
func encodeList[T any](b *bytes.Buffer, list []*T, members []member[T]) {
	for i, e := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n    {")
		separator := "\n"
		for _, m := range members {
			if text := m.give(e); text != "" {
				fmt.Fprintf(b, "%s      %q: %s", separator, m.name, text)
				separator = ",\n"
			}
		}
		b.WriteString("\n    }")
	}
	if len(list) > 0 {
		b.WriteString("\n  ")
	}
}
