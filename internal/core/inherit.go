package core

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"winsock/internal/handle"
	"winsock/internal/object"
	"winsock/internal/registry"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// inheritEnv names the variable by which a process tells a child what it inherits:
// the descriptor of a file in memory, and that file's number, by which a descriptor
// that has become something else is told from it.
const inheritEnv = "WINSOCK_INHERIT"

// legacy is the text of that file.
type legacy struct {
	Sockets  []heirloom
	Standard [3]Handle // of standard input, output and error that are sockets; 0: others
}

// heirloom is a socket in a legacy: the handle and its flags, the descriptors that it
// has in the child, and its passport.
type heirloom struct {
	Handle   Handle
	Flags    uint32
	Files    []int
	Passport json.RawMessage
}

// maxLegacy is the length of the longest legacy that is read.
const maxLegacy = 64 << 20

// Inheritance is what a child process gets of the sockets of this one.
type Inheritance struct {
	Files    []int     // descriptors of this process, to be closed when the child has its own
	Variable string    // of the child's environment, "name=value"
	Standard [3]Handle // the child's standard handles that are such sockets; 0: others

	loans []*loan // of memberships in groups
}

// loanLife is how long a child process may take until it has entered its sockets in
// their groups.
const loanLife = 5 * time.Second

// Close closes the descriptors.
func (i *Inheritance) Close() {
	if loans := i.loans; loans != nil {
		i.loans = nil
		time.AfterFunc(loanLife, func() {
			for _, l := range loans {
				l.end()
			}
		})
	}
	for _, fd := range i.Files {
		sys.Close(fd)
	}
	i.Files = nil
}

// Bequeath makes what a child process needs so that sockets of this one are open in
// it under the same handles: those of handles, or all that are inheritable when that
// is nil. The child has to get the descriptors, the i-th one as number(i), or under
// the numbers that they have here when number is nil; and the variable. standard are
// its standard handles, 0 for those that are no sockets.
//
// Errors: WSAENOTSOCK, WSAEINVAL (one of handles is not inheritable), WSAEOPNOTSUPP
// (one of handles can't be shared), WSAEMFILE, WSAENOBUFS.
//
// Source: P-409, P-411, P-415, D1.
func Bequeath(handles []Handle, standard [3]Handle, number func(i int) int) (*Inheritance, Errno) {
	b := &bequest{number: number}
	e := b.addAll(handles)
	if e == 0 {
		for i, h := range standard {
			if b.has(h) {
				b.legacy.Standard[i] = h
			}
		}
		b.out.Standard = b.legacy.Standard
		e = b.write()
	}
	if e != 0 {
		b.out.Close()
		return nil, e
	}
	return &b.out, 0
}

// bequest is an inheritance that is being made.
type bequest struct {
	out    Inheritance
	legacy legacy
	number func(i int) int
}

func (b *bequest) addAll(handles []Handle) Errno {
	if handles == nil {
		for _, h := range table.All() {
			if e := b.add(h, true); e != 0 && e != ws2def.WSAENOTSOCK && e != ws2def.WSAEINVAL && e != ws2def.WSAEOPNOTSUPP {
				return e
			}
		}
		return 0
	}
	for _, h := range handles {
		if e := b.add(h, false); e != 0 {
			return e
		}
	}
	return 0
}

// add adds the socket h. Errors: as [Bequeath].
func (b *bequest) add(h Handle, shared bool) Errno {
	obj := table.Acquire(h)
	if obj == nil {
		return ws2def.WSAENOTSOCK
	}
	defer table.Release(h)
	packer, ok := obj.(interface {
		pack() (luggage, Errno)
	})
	flags := table.Flags(h)
	switch {
	case !ok:
		return ws2def.WSAENOTSOCK
	case flags&handle.Inherit == 0:
		return ws2def.WSAEINVAL
	}
	if below, ok := obj.(*Socket); ok && below.uncommon().layered {
		return ws2def.WSAEOPNOTSUPP // the child would not have what stands over it
	}
	p, e := packer.pack()
	if e != 0 {
		return e
	}
	if p.loan != nil {
		b.out.loans = append(b.out.loans, p.loan)
	}
	one := heirloom{Handle: h, Flags: flags & (handle.Inherit | handle.ProtectFromClose), Passport: p.Text}
	for i, fd := range p.Files {
		there, e := b.file(fd)
		if e != 0 {
			closeAll(p.Files[i+1:]...)
			return e
		}
		one.Files = append(one.Files, there)
	}
	b.legacy.Sockets = append(b.legacy.Sockets, one)
	return 0
}

// leastFile is the least number that descriptors for a child get, so that they are
// none that a shell script uses.
const leastFile = 100

// file adds a descriptor, which it takes over, and tells its number in the child.
func (b *bequest) file(fd int) (int, Errno) {
	if b.number != nil {
		b.out.Files = append(b.out.Files, fd)
		return b.number(len(b.out.Files) - 1), 0
	}
	above, errno := sys.CopyAbove(fd, leastFile)
	sys.Close(fd)
	if errno != 0 {
		return -1, ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	b.out.Files = append(b.out.Files, above)
	return above, 0
}

// has reports whether h is one of the sockets.
func (b *bequest) has(h Handle) bool {
	for _, one := range b.legacy.Sockets {
		if one.Handle == h {
			return true
		}
	}
	return false
}

// write makes the file that tells the child, and the variable.
func (b *bequest) write() Errno {
	text, err := json.Marshal(&b.legacy)
	if err != nil {
		return ws2def.WSAENOBUFS
	}
	fd, errno := sys.SealedMemFd("winsock inheritance", int64(len(text)))
	if errno != 0 {
		return ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	if sys.Pwrite(fd, text, 0) != 0 {
		sys.Close(fd)
		return ws2def.WSAENOBUFS
	}
	inode, errno := sys.FileNumber(fd)
	n, e := b.file(fd)
	if errno != 0 || e != 0 {
		return ws2def.WSAENOBUFS
	}
	b.out.Variable = fmt.Sprintf("%s=%d.%d", inheritEnv, n, inode)
	return 0
}

// Heir is a socket that this process has inherited, until Winsock starts. Its handle
// can be closed and passed on like any other, and be read and written as a file.
type Heir struct{ parcel luggage }

var _ object.Handled = (*Heir)(nil)

// Finish implements [handle.Object].
func (h *Heir) Finish() { h.parcel.Close() }

// Descriptor is the kernel descriptor, which stays the heir's own.
func (h *Heir) Descriptor() int { return h.parcel.Files[fileSocket] }

// CloseHandle implements [object.Handled].
func (h *Heir) CloseHandle(value Handle, _ spi.Way) Errno {
	if table.Close(value) == nil {
		return ws2def.WSAENOTSOCK
	}
	table.Release(value)
	return 0
}

// DuplicateHandle implements [object.Handled]. Both handles mean one socket, but
// close it one by one.
func (h *Heir) DuplicateHandle(flags uint32) (Handle, Errno) {
	p, e := h.pack()
	if e != 0 {
		return ws2def.InvalidHandle, ws2def.ERROR_NOT_ENOUGH_MEMORY
	}
	another := &Heir{p}
	value, ok := table.Open(another, flags)
	if !ok {
		another.Finish()
		return ws2def.InvalidHandle, ws2def.ERROR_NOT_ENOUGH_MEMORY
	}
	return value, 0
}

// pack makes the parcel for a child.
func (h *Heir) pack() (luggage, Errno) {
	p := luggage{Parcel: registry.Parcel{Text: h.parcel.Text}, loan: continueLoan(h.parcel.Text)}
	for i, fd := range h.parcel.Files {
		copyOf := sys.Copy
		if i >= fileBlock {
			copyOf = registry.AnotherHolder
		}
		another, errno := copyOf(fd)
		if errno != 0 {
			p.Close()
			return luggage{}, ws2def.FromErrno(ws2def.OpSocket, errno)
		}
		p.Files = append(p.Files, another)
	}
	return p, 0
}

// inherited is what this process has inherited, as it found it when it began.
var inherited = inherit(os.Getenv(inheritEnv))

// inherit enters the sockets that value tells of in the table, before any other
// handle is made. What does not fit is passed over: the numbers may mean something
// else by now. A program with more rights than its caller has takes no such word.
func inherit(value string) (l legacy) {
	if value == "" || sys.Privileged() {
		return legacy{}
	}
	text, inode, _ := strings.Cut(value, ".")
	fd, err := strconv.Atoi(text)
	want, _ := strconv.ParseUint(inode, 10, 64)
	if number, errno := sys.FileNumber(fd); err != nil || fd <= 2 || errno != 0 || number != want || want == 0 {
		return legacy{}
	}
	defer sys.Close(fd)
	content, ok := sys.ReadSealed(fd, maxLegacy)
	if !ok || json.Unmarshal(content, &l) != nil {
		return legacy{}
	}
	l.Sockets = l.enter()
	return l
}

// enter enters the sockets and returns those that it could.
func (l *legacy) enter() []heirloom {
	kept := l.Sockets[:0]
	for _, one := range l.Sockets {
		if !one.fits() {
			continue
		}
		p := luggage{registry.Parcel{Text: one.Passport, Files: one.Files}, continueLoan(one.Passport)}
		for _, fd := range p.Files {
			sys.SetCloseOnExec(fd)
		}
		if !table.OpenAt(one.Handle, &Heir{p}, one.Flags&(handle.Inherit|handle.ProtectFromClose)) {
			p.Close()
			continue
		}
		kept = append(kept, one)
	}
	return kept
}

// fits reports whether the descriptors are what they are said to be.
func (one *heirloom) fits() bool {
	pass, ok := decodePassport(one.Passport)
	if !ok || pass.Over != 0 || len(one.Files) != pass.files() {
		return false
	}
	for i, fd := range one.Files {
		if fd <= 2 || slices.Contains(one.Files[:i], fd) || i >= fileBlock && !registry.IsBlock(fd) {
			return false
		}
	}
	cookie, errno := sys.SocketCookie(one.Files[fileSocket])
	return errno == 0 && cookie == pass.Cookie
}

// claimInheritance makes sockets of what this process has inherited. It does so at
// the first call that finds Winsock started. The variable goes, so that it does not
// reach processes that inherit nothing. Sockets over layers come last, and not inside: their
// providers make calls of their own, this one among them.
func claimInheritance() {
	if process.starts.Load() == 0 {
		return
	}
	var over []Handle
	process.inheritance.Do(func() {
		if os.Getenv(inheritEnv) != "" {
			os.Unsetenv(inheritEnv)
		}
		if len(inherited.Sockets) == 0 {
			return
		}
		for _, h := range table.All() {
			if !claim(h, false) {
				over = append(over, h)
			}
		}
	})
	for _, h := range over {
		claim(h, true)
	}
}

// claim makes a socket of the heir h. It reports false for one over layers, unless those
// are wanted.
func claim(h Handle, over bool) bool {
	obj := table.Acquire(h)
	if obj == nil {
		return true
	}
	table.Release(h)
	from, ok := obj.(*Heir)
	if !ok {
		return true
	}
	if len(from.parcel.Files) > numFiles && !over {
		return false
	}
	p, e := from.pack()
	if e != 0 {
		return true
	}
	defer p.loan.end()
	s, e := unpack(p.Parcel)
	if e != 0 {
		trace.Warn("an inherited socket can't be used", "handle", h, "reason", e)
		return true
	}
	process.sockets.Add(1)
	if !table.Replace(h, s) {
		process.sockets.Add(-1)
		s.discard()
		return true
	}
	from.Finish()
	return true
}

// InheritedStandard is the handle that stands for standard input, output or error
// (0, 1, 2) when that is a socket which this process has inherited; else 0.
func InheritedStandard(i int) Handle { return inherited.Standard[i] }
