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
	for i, e := range c.entries {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n    {")
		separator := "\n"
		for _, m := range members {
			if text := m.give(e); text != "" {
				fmt.Fprintf(&b, "%s      %q: %s", separator, m.name, text)
				separator = ",\n"
			}
		}
		b.WriteString("\n    }")
	}
	if len(c.entries) > 0 {
		b.WriteString("\n  ")
	}
	b.WriteString("]\n}\n")
	return b.Bytes()
}
