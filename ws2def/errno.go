package ws2def

import "sort"

// Errno is a Winsock or Win32 error code. The zero value means success.
//
// Errno values are comparable: err == WSAEWOULDBLOCK works, and so does
// errors.Is with the standard errors that mean the same.
type Errno uint32

// Op says which request to the kernel failed; see [FromErrno].
type Op uint8

// errorRow is what is known of one code.
type errorRow struct {
	code      Errno
	name      string
	text      string
	is        []error // standard errors that mean the same
	timeout   bool
	temporary bool
}

// errorName is one name of a code.
type errorName struct {
	name string
	code Errno
}

// find returns the place of e in errorTable, or -1.
func (e Errno) find() int {
	index := errorIndexLow[:]
	if e >= errorIndexBase {
		e -= errorIndexBase
		index = errorIndex[:]
	}
	if e < Errno(len(index)) {
		return int(index[e]) - 1
	}
	return -1
}

// Error returns the symbolic name, the number and the text: "WSAECONNREFUSED
// (10061): nothing listens at the destination; ...".
func (e Errno) Error() string {
	if i := e.find(); i >= 0 {
		return errorTable[i].name + " (" + e.decimal() + "): " + errorTable[i].text
	}
	return "error " + e.decimal()
}

// Name returns the symbolic name, "" for a code that has none.
func (e Errno) Name() string {
	if i := e.find(); i >= 0 {
		return errorTable[i].name
	}
	return ""
}

// Text returns a sentence that says what happened and what to do, "" for an
// unknown code.
func (e Errno) Text() string {
	if i := e.find(); i >= 0 {
		return errorTable[i].text
	}
	return ""
}

// Timeout reports whether a time limit was reached.
func (e Errno) Timeout() bool {
	i := e.find()
	return i >= 0 && errorTable[i].timeout
}

// Temporary reports whether the same call may succeed later without a change
// by the caller.
func (e Errno) Temporary() bool {
	i := e.find()
	return i >= 0 && errorTable[i].temporary
}

// Is reports whether target means the same as e: a standard error such as
// os.ErrPermission, or a syscall.Errno such as syscall.ECONNREFUSED. The list
// is docs/ERRORS.md.
func (e Errno) Is(target error) bool {
	i := e.find()
	if i < 0 {
		return false
	}
	for _, same := range errorTable[i].is {
		if same == target {
			return true
		}
	}
	return false
}

// Err returns e as an error, nil for 0. For known codes it does not allocate.
func (e Errno) Err() error {
	if e == 0 {
		return nil
	}
	if i := e.find(); i >= 0 {
		return boxed[i]
	}
	return e
}

// decimal is the number in text.
func (e Errno) decimal() string {
	var digits [10]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + e%10)
		if e /= 10; e == 0 {
			return string(digits[i:])
		}
	}
}

// Lookup returns the code with the symbolic name, which is spelt exactly as in
// the headers.
func Lookup(name string) (Errno, bool) {
	i := sort.Search(len(errorNames), func(i int) bool { return errorNames[i].name >= name })
	if i < len(errorNames) && errorNames[i].name == name {
		return errorNames[i].code, true
	}
	return 0, false
}

// All returns every known code but 0, sorted.
func All() []Errno {
	all := make([]Errno, 0, len(errorTable))
	for i := range errorTable {
		if errorTable[i].code != 0 {
			all = append(all, errorTable[i].code)
		}
	}
	return all
}
