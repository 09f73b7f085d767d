package afunix

import (
	"encoding/json"
	"strings"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

var (
	_ spi.Sharer   = (*socket)(nil)
	_ spi.Importer = provider{}
)

// exported is what another process has to know of a socket beside what the kernel
// tells of its descriptor.
type exported struct {
	Path    string
	Bound   bool
	Adopted bool
	Broken  uint32
	Ended   bool
}

// Export implements [spi.Sharer]. A connect that waits for room goes on in the
// process that began it.
func (s *socket) Export() ([]byte, spi.Errno) {
	s.NeverBlock()
	s.Lend()
	text, err := json.Marshal(&exported{s.path, s.bound, s.adopted, uint32(s.Broken()), s.Ended()})
	if err != nil {
		return nil, ws2def.WSAENOBUFS
	}
	return text, 0
}

// Update implements [spi.Sharer].
func (s *socket) Update(state []byte) spi.Errno {
	var x exported
	if json.Unmarshal(state, &x) != nil || len(x.Path) >= ws2def.SizeofSockaddrUnix-2 || strings.ContainsRune(x.Path, 0) {
		return ws2def.WSAEINVAL
	}
	if s.path != x.Path || s.bound != x.Bound || s.adopted != x.Adopted {
		s.path, s.bound, s.adopted = x.Path, x.Bound, x.Adopted
	}
	s.Learn(ws2def.Errno(x.Broken), x.Ended)
	return 0
}

// Leave implements [spi.Sharer]: Close gives up the descriptor in any case.
func (s *socket) Leave() {}

// Import implements [spi.Importer].
func (provider) Import(_ *spi.Request, fd int, state []byte) (spi.Socket, spi.Errno) {
	for _, o := range [2]struct {
		option int
		value  int32
	}{{unix.SO_DOMAIN, unix.AF_UNIX}, {unix.SO_TYPE, unix.SOCK_STREAM}} {
		if v, errno := sys.GetSockOptInt(fd, unix.SOL_SOCKET, o.option); errno != 0 || v != o.value {
			sys.Close(fd)
			return nil, ws2def.WSAEINVAL
		}
	}
	s := &socket{}
	s.Init(fd)
	var peer [ws2def.SizeofSockaddrUnix + 1]byte
	if _, errno := sys.GetPeerName(fd, peer[:]); errno == 0 {
		s.LetBlock() // it may be a standard descriptor as well
	} else {
		sys.SetNonblock(fd)
	}
	if e := s.Update(state); e != 0 {
		s.Close(false)
		return nil, e
	}
	return s, 0
}
