package message

import "slices"

// A window procedure has texts of one kind. A program that uses the other kind
// gets, in its place, a value that only CallWindowProc knows.

// proc is a procedure that somebody got such a value for.
type proc struct {
	address uintptr
	unicode bool
}

var procs []proc

// Values in place of procedures begin here: no code is there.
const firstProc = 0xFFFF0000

// procFor is what a caller gets for a procedure.
func procFor(address uintptr, unicode, caller bool) uintptr {
	if unicode == caller {
		return address
	}
	p := proc{address, unicode}
	i := slices.Index(procs, p)
	if i < 0 && len(procs) <= 0xFFFF {
		i = len(procs)
		procs = append(procs, p)
	}
	if i < 0 {
		return address
	}
	return firstProc + uintptr(i)
}

// procOf is the procedure that a caller means.
func procOf(value uintptr, caller bool) (address uintptr, unicode bool) {
	if i := value - firstProc; value >= firstProc && i < uintptr(len(procs)) {
		return procs[i].address, procs[i].unicode
	}
	return value, caller
}

// ProcOf is the procedure that a caller whose texts are UTF-16, or not, means,
// and whether the procedure's are.
func ProcOf(value uintptr, caller bool) (address uintptr, unicode bool) {
	mu.Lock()
	defer mu.Unlock()
	return procOf(value, caller)
}
