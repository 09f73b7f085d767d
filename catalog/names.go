package catalog

import (
	"fmt"
	"strconv"
	"strings"

	"winsock/ws2def"
)

// named returns the number that names gives to text.
func named(names ws2def.Names, text string) (int64, error) {
	if n, ok := names.Lookup(text); ok {
		return n, nil
	}
	return 0, fmt.Errorf("the name %q is unknown (a number may be given instead)", text)
}

// formatFlags writes flags as names joined by " | ", bits without a name in
// hexadecimal, "0" when none is set.
func formatFlags(names ws2def.Names, flags uint32) string {
	parts, rest := names.Flags(flags)
	if rest != 0 {
		parts = append(parts, fmt.Sprintf("%#x", rest))
	}
	if len(parts) == 0 {
		return "0"
	}
	return strings.Join(parts, " | ")
}

// parseFlags reads what formatFlags writes; names and numbers, decimal or
// hexadecimal, in any order.
func parseFlags(names ws2def.Names, text string) (uint32, error) {
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
		flags |= uint32(bit)
	}
	return flags, nil
}
