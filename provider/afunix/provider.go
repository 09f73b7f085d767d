package afunix

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Name is what the provider is registered as.
const Name = "afunix"

func init() { spi.Register(Name, startup) }

type provider struct{}

func startup(requested uint16, _ *ws2def.WSAProtocolInfo, _ spi.Upcalls) (spi.Started, spi.Errno) {
	if e := spi.Negotiate(requested); e != 0 {
		return spi.Started{}, e
	}
	return spi.Started{
		Version: spi.Version, HighVersion: spi.Version,
		Description: "AF_UNIX on the Linux kernel", Provider: provider{},
	}, 0
}

// Cleanup implements [spi.Provider]; there is nothing that outlives the sockets.
func (provider) Cleanup() spi.Errno { return 0 }

// Open implements [spi.Provider]. Streams are all there is.
//
// Source: S-082…S-085, S-474.
func (provider) Open(req *spi.Request) (spi.Socket, spi.Errno) {
	family, typ, protocol, e := req.Triple()
	switch {
	case e != 0:
		return nil, e
	case family != ws2def.AF_UNIX:
		return nil, ws2def.WSAEAFNOSUPPORT
	case typ != ws2def.SOCK_STREAM:
		return nil, ws2def.WSAESOCKTNOSUPPORT
	case protocol != 0:
		return nil, ws2def.WSAEPROTONOSUPPORT
	}
	fd, errno := sys.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if errno != 0 {
		return nil, ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	s := &socket{}
	s.Init(fd)
	return s, 0
}
