package message

import (
	"strconv"
	"strings"
)

// The atoms that stand for texts; those below stand for themselves.
const (
	firstAtom = 0xC000
	lastAtom  = 0xFFFF
)

// atoms are the texts that have one, in lower case.
var atoms = make(map[string]uint16)

// findAtom is that of a text, whatever its case; 0 when it has none. "#12" is the
// atom 12.
func findAtom(text string) uint16 {
	if digits, ok := strings.CutPrefix(text, "#"); ok {
		if n, err := strconv.ParseUint(digits, 10, 16); err == nil && n > 0 && n < firstAtom {
			return uint16(n)
		}
	}
	return atoms[strings.ToLower(text)]
}

// addAtom is findAtom, and gives the text an atom when it has none; 0 when there
// are no more.
func addAtom(text string) uint16 {
	a := findAtom(text)
	if a == 0 && len(atoms) <= lastAtom-firstAtom {
		a = uint16(firstAtom + len(atoms))
		atoms[strings.ToLower(text)] = a
	}
	return a
}

// RegisterMessage is the number of the message that all programs call text; 0
// when there are no more.
func RegisterMessage(text string) uint32 {
	mu.Lock()
	defer mu.Unlock()
	return uint32(addAtom(text))
}
