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

// atom is that of a text, whatever its case; 0 when there are no more. "#12" is
// the atom 12.
func atom(text string) uint16 {
	if digits, ok := strings.CutPrefix(text, "#"); ok {
		if n, err := strconv.ParseUint(digits, 10, 16); err == nil && n > 0 && n < firstAtom {
			return uint16(n)
		}
	}
	text = strings.ToLower(text)
	a := atoms[text]
	if a == 0 && len(atoms) <= lastAtom-firstAtom {
		a = uint16(firstAtom + len(atoms))
		atoms[text] = a
	}
	return a
}

// RegisterMessage is the number of the message that all programs call text; 0
// when there are no more.
func RegisterMessage(text string) uint32 {
	mu.Lock()
	defer mu.Unlock()
	return uint32(atom(text))
}
