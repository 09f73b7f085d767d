package core

import (
	"encoding/json"
	"os"
	"slices"

	"winsock/catalog"
	"winsock/internal/handle"
	"winsock/internal/registry"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Duplicate fills info so that the process pid, and nobody else, can open the
// socket of h once more by giving info to WSASocket, once and within five minutes
// (WSADuplicateSocket). The socket stays open meanwhile, also when h is closed. A
// process that has started Winsock gets the socket at once; for another one it is
// kept here until it comes for it.
//
// Errors, in this order: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (no such process,
// or another user's), WSAEFAULT (info nil), WSAEINVAL (a flow spec is set),
// WSAEOPNOTSUPP (its provider can't), WSAENETDOWN (there is no place to meet other
// processes), WSAEMFILE, WSAENOBUFS.
//
// Source: P-393…P-396, P-398, D-16…D-25.
func Duplicate(h Handle, pid uint32, info *ws2def.WSAProtocolInfo) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	to, e := findProcess(pid)
	if e != 0 {
		return e
	}
	if info == nil {
		to.close()
		return ws2def.WSAEFAULT
	}
	if s.hasFlow() {
		to.close()
		return ws2def.WSAEINVAL
	}
	d, ok := spi.Ability[spi.Duplicator](s.t)
	if ok && s.sharer() == nil {
		to.close()
		return s.duplicateBy(d, pid, info)
	}
	pack := s.pack
	if ok {
		pack = func() (luggage, Errno) { return s.packOver(d, pid) }
	}
	o, e := offerOf(to, pack)
	if e != 0 {
		to.close()
		return e
	}
	ticket, e := offers.place(o)
	if e != 0 {
		return e
	}
	*info = s.entry.Info
	info.AddressFamily, info.SocketType, info.Protocol = s.family, s.typ, s.protocol
	info.ProviderReserved = ticket
	return 0
}

// hasFlow reports whether quality of service was set for s.
func (s *Socket) hasFlow() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.uncommon().flow != nil
}

// passport describes a socket to the process that gets it, beside its block.
type passport struct {
	Provider               ws2def.GUID
	Entry                  uint32 // catalog id
	Family, Type, Number   int32
	Overlapped, Registered bool
	Cookie                 uint64          // the kernel's number of the socket
	Group                  uint32          // its id; 0: none
	Member                 uint64          // which member of the group the socket is
	Role                   uint32          // multipoint flags
	Below                  json.RawMessage `json:",omitempty"` // the passport of the one that its layers in C stand on
	Over                   uint32          `json:",omitempty"` // or the number by which they open it
}

// Places of a parcel's files.
const (
	fileSocket = iota // the kernel's socket
	fileBlock         // a description of its block
	numFiles
)

// luggage is a socket on its way from one process to another: the parcel, and its
// membership in a group, which must not end meanwhile.
type luggage struct {
	registry.Parcel
	loan *loan
}

// Close gives up what nobody wants.
func (l luggage) Close() {
	l.Parcel.Close()
	l.loan.end()
}

// pack makes what makes the socket known in another process. The files are new.
// Errors: those of share.
func (s *Socket) pack() (luggage, Errno) {
	sh, e := s.share()
	if e != 0 {
		return luggage{}, e
	}
	l := luggage{loan: s.lendGroup()}
	l.Parcel, e = s.wrap(sh, l.loan)
	if e != 0 {
		l.loan.end()
		return luggage{}, e
	}
	return l, 0
}

// wrap makes the parcel of pack.
func (s *Socket) wrap(sh *shared, membership *loan) (registry.Parcel, Errno) {
	p, e := s.contents()
	if e != 0 {
		return registry.Parcel{}, e
	}
	below := p.Text
	block, errno := sh.block.Holder()
	if errno != 0 {
		p.Close()
		return registry.Parcel{}, ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	p.Files = slices.Insert(p.Files, fileBlock, block)
	cookie, errno := sys.SocketCookie(p.Files[fileSocket])
	if errno == 0 {
		pass := s.passport(membership)
		pass.Cookie, pass.Below = cookie, below
		var err error
		if p.Text, err = json.Marshal(&pass); err == nil {
			return p, 0
		}
	}
	p.Close()
	return registry.Parcel{}, ws2def.WSAENOBUFS
}

// passport describes s, but for the kernel's socket.
func (s *Socket) passport(membership *loan) passport {
	pass := passport{
		Provider: s.entry.Info.ProviderId, Entry: s.entry.Info.CatalogEntryId,
		Family: s.family, Type: s.typ, Number: s.protocol,
		Overlapped: s.has(stOverlapped), Registered: s.has(stRegistered), Role: s.role(),
	}
	pass.Group, pass.Member = membership.terms()
	return pass
}

// contents are what a parcel has beside the passport and the block of s: its descriptor, or
// what is below its layers. Errors: those of pack.
func (s *Socket) contents() (registry.Parcel, Errno) {
	if d, ok := spi.Ability[spi.Duplicator](s.t); ok {
		return s.packBelow(d)
	}
	fd, errno := sys.Copy(s.Descriptor())
	if errno != 0 {
		return registry.Parcel{}, ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	return registry.Parcel{Files: []int{fd}}, 0
}

// decodePassport reads what another process wrote.
func decodePassport(text []byte) (p passport, ok bool) {
	return p, json.Unmarshal(text, &p) == nil
}

// unpack makes a socket of what pack made in another process. The files become its
// own, or are closed. Errors: WSAEINVAL (nothing that pack made, or of a provider
// that is none here), WSAEMFILE, WSAENOBUFS, those of starting the provider.
func unpack(p registry.Parcel) (*Socket, Errno) {
	pass, ok := decodePassport(p.Text)
	if !ok || len(p.Files) != pass.files() {
		p.Close()
		return nil, ws2def.WSAEINVAL
	}
	if pass.Over != 0 {
		return reopen(&pass, p.Files[0], nil, func(p spi.Provider, entry *catalog.Entry, _ []byte) (spi.Socket, Errno) {
			return openOver(p, entry, &pass, pass.Over)
		})
	}
	if cookie, errno := sys.SocketCookie(p.Files[fileSocket]); errno != 0 || cookie != pass.Cookie {
		p.Close()
		return nil, ws2def.WSAEINVAL
	}
	block := p.Files[fileBlock]
	rest := slices.Delete(slices.Clone(p.Files), fileBlock, fileBlock+1)
	return reopen(&pass, block, rest, func(p spi.Provider, entry *catalog.Entry, state []byte) (spi.Socket, Errno) {
		if len(pass.Below) > 0 {
			return openBelow(p, entry, &pass, rest)
		}
		importer, ok := p.(spi.Importer)
		if !ok {
			closeAll(rest...)
			return nil, ws2def.WSAEINVAL
		}
		return importer.Import(&spi.Request{
			Family: pass.Family, Type: pass.Type, Protocol: pass.Number, Info: &entry.Info, Explicit: true,
		}, rest[fileSocket], state)
	})
}

// reopen makes the socket that pass describes, with the block whose descriptor is holder.
// open makes its transport of rest, which are descriptors that are closed if it does not come
// to that, and of what is told of it. Errors: as unpack, those of open.
func reopen(pass *passport, holder int, rest []int, open func(p spi.Provider, entry *catalog.Entry, state []byte) (spi.Socket, Errno)) (*Socket, Errno) {
	block, errno := registry.OpenBlock(holder)
	if errno != 0 {
		closeAll(rest...)
		if errno == registry.ErrNoBlock {
			return nil, ws2def.WSAEINVAL
		}
		return nil, ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	s, e := reopenWith(pass, block, rest, open)
	switch {
	case e == 0:
	case s != nil:
		s.discard()
		return nil, e
	default:
		block.Close()
	}
	return s, e
}

// reopenWith is reopen with the block opened. On an error it stays the caller's, or is that
// of the socket, which it returns.
func reopenWith(pass *passport, block *registry.Block, rest []int, open func(p spi.Provider, entry *catalog.Entry, state []byte) (spi.Socket, Errno)) (*Socket, Errno) {
	c := process.catalog.Load()
	entry := entryOf(c, pass)
	text, version := block.Text()
	common, ok := decodeCommon(text)
	if entry == nil || !ok {
		closeAll(rest...)
		return nil, ws2def.WSAEINVAL
	}
	p, e := provider(c, entry)
	if e != 0 {
		closeAll(rest...)
		return nil, e
	}
	defer process.opening.Add(-1)
	t, e := open(p, entry, common.Transport)
	if e != 0 {
		return nil, e
	}
	if !known(t, entry) {
		t.Close(false)
		return nil, ws2def.WSAEINVAL
	}
	state := nature(entry) | block.State()&commonBits | stShared
	if pass.Overlapped {
		state |= stOverlapped
	}
	if pass.Registered {
		state |= stRegistered
	}
	s := newSocket(t, describe(entry, pass.Family, pass.Type, pass.Number), state)
	s.pace()
	s.adopt(&common)
	sh := s.newShared(block)
	sh.seen.Store(version)
	s.special().shared.Store(sh)
	s.takeRole(pass.Role)
	return s, s.shareGroup(pass.Group, pass.Member)
}

// closeAll closes descriptors.
func closeAll(files ...int) {
	for _, fd := range files {
		sys.Close(fd)
	}
}

// role are the multipoint flags that s was made with, as far as they matter.
func (s *Socket) role() uint32 {
	switch m := s.multipoint(); {
	case m == nil:
		return 0
	case m.leaf:
		return ws2def.WSA_FLAG_MULTIPOINT_C_LEAF | ws2def.WSA_FLAG_MULTIPOINT_D_LEAF
	}
	return ws2def.WSA_FLAG_MULTIPOINT_C_ROOT | ws2def.WSA_FLAG_MULTIPOINT_D_ROOT
}

// entryOf is the catalog's entry for a socket that another process has described.
func entryOf(c *catalog.Catalog, pass *passport) *catalog.Entry {
	entry := c.Find(pass.Entry)
	if entry == nil || entry.Info.ProviderId != pass.Provider || entry.Info.ProtocolChain.ChainLen == ws2def.LAYERED_PROTOCOL {
		return nil
	}
	return entry
}

// openDuplicate is WSASocket with a structure that WSADuplicateSocket has filled.
// Whatever is wrong with it, the answer is the same. The socket keeps its group, and
// what it is; whether child processes get the new handle is up to flags.
//
// Errors: WSAEINVAL, WSAEMFILE, WSAENOBUFS, WSAENETDOWN.
//
// Source: P-393, P-394, P-397, D-22, D-25.
func openDuplicate(info *ws2def.WSAProtocolInfo, flags uint32) (Handle, Errno) {
	p, ok := offers.take(info.ProviderReserved)
	if !ok {
		return ws2def.InvalidHandle, ws2def.WSAEINVAL
	}
	return openParcel(p, info, flags)
}

// openParcel is openDuplicate with what the number stands for.
func openParcel(p luggage, info *ws2def.WSAProtocolInfo, flags uint32) (Handle, Errno) {
	defer p.loan.end()
	pass, ok := decodePassport(p.Text)
	if !ok || pass.Provider != info.ProviderId || pass.Entry != info.CatalogEntryId {
		p.Parcel.Close()
		return ws2def.InvalidHandle, ws2def.WSAEINVAL
	}
	s, e := unpack(p.Parcel)
	if e != 0 {
		return ws2def.InvalidHandle, e
	}
	inherit := uint32(handle.Inherit)
	if flags&ws2def.WSA_FLAG_NO_HANDLE_INHERIT != 0 {
		inherit = 0
	}
	h, e := enroll(s, inherit)
	if e == ws2def.WSAEMFILE {
		s.discard()
	}
	return h, e
}

// discard ends a socket that never got a handle.
func (s *Socket) discard() {
	s.leaveGroup()
	if sh := s.shared(); sh != nil {
		if sh.block.Leave() {
			s.leaveToOthers()
		}
		defer sh.block.Close()
	}
	s.t.Close(false)
}

// target is the process that a socket is for.
type target struct {
	registry.Peer
	pidfd int // of the very process, whoever gets its number later; -1: this one
}

// noProcess is none.
var noProcess = target{pidfd: -1}

func (t *target) close() {
	if t.pidfd >= 0 {
		sys.Close(t.pidfd)
		t.pidfd = -1
	}
}

// ended reports whether the process is gone.
func (t *target) ended() bool { return t.pidfd >= 0 && sys.PidfdEnded(t.pidfd) }

// findProcess finds a process that may get sockets of this one: of the same user, or
// any when this one is root's. Errors: WSAEINVAL, WSAEMFILE.
//
// Source: D-23.
func findProcess(pid uint32) (target, Errno) {
	if pid == uint32(os.Getpid()) {
		return target{registry.Peer{PID: os.Getpid(), UID: uint32(os.Geteuid())}, -1}, 0
	}
	if pid == 0 || pid > 1<<30 {
		return target{}, ws2def.WSAEINVAL
	}
	pidfd, errno := sys.PidfdOpen(int(pid))
	if errno != 0 {
		if e := ws2def.FromErrno(ws2def.OpSocket, errno); e == ws2def.WSAEMFILE {
			return target{}, e
		}
		return target{}, ws2def.WSAEINVAL
	}
	t := target{registry.Peer{PID: int(pid)}, pidfd}
	uid, errno := sys.ProcessUser(int(pid))
	t.UID = uid
	if errno != 0 || t.ended() || os.Geteuid() != 0 && int(uid) != os.Geteuid() {
		t.close()
		return target{}, ws2def.WSAEINVAL
	}
	return t, 0
}
