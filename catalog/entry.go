package catalog

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"winsock/spi"
	"winsock/ws2def"
)

// Entry describes one protocol and names the code that serves it.
type Entry struct {
	// Info is the description as applications get it. ProviderReserved is 0.
	Info ws2def.WSAProtocolInfo
	// Path is "go:tcpip" for a Go provider registered under that name, else
	// the absolute path of a shared object, in which %NAME% stands for an
	// environment variable.
	Path string
	// Disabled entries are kept, but not chosen, and a disabled layer is left out of
	// all chains.
	Disabled bool
	// Categories are the LSP_ categories of a layer; 0: it has none.
	Categories uint32
}

// maxSockAddr is the size of SOCKADDR_STORAGE, which holds any address.
const maxSockAddr = 128

// maxPath limits an entry's path, in bytes, as Linux limits paths.
const maxPath = 4096

// String identifies the entry for people: its id and name.
func (e *Entry) String() string {
	return fmt.Sprintf("entry %d (%s)", e.Info.CatalogEntryId, e.Info.Name())
}

// GoName is the name under which the entry's provider is registered, if it is Go code;
// otherwise Path is a file's.
func (e *Entry) GoName() (name string, ok bool) { return strings.CutPrefix(e.Path, spi.PathPrefix) }

// isLayer tells whether the entry is a layer by itself.
func (e *Entry) isLayer() bool {
	return e.Info.ProtocolChain.ChainLen == ws2def.LAYERED_PROTOCOL
}

// hasIFS tells whether the entry says that its sockets are those of the kernel.
func (e *Entry) hasIFS() bool { return e.Info.ServiceFlags1&ws2def.XP1_IFS_HANDLES != 0 }

// isBase tells whether the entry is a protocol by itself.
func (e *Entry) isBase() bool { return e.Info.ProtocolChain.ChainLen == ws2def.BASE_PROTOCOL }

// isChain tells whether the entry is layers on a base protocol.
func (e *Entry) isChain() bool {
	return e.Info.ProtocolChain.ChainLen > ws2def.BASE_PROTOCOL
}

// chain returns the ids of a chain entry, topmost first.
func (e *Entry) chain() []uint32 {
	if !e.isChain() {
		return nil
	}
	return e.Info.ProtocolChain.ChainEntries[:e.Info.ProtocolChain.ChainLen]
}

// normalise clears what has no meaning: the ids of a base entry (its own is
// implied), ids behind the chain's end, text behind the name's end.
func (e *Entry) normalise() {
	chain := &e.Info.ProtocolChain
	used := 0
	if e.isChain() {
		used = min(int(chain.ChainLen), len(chain.ChainEntries))
	}
	clear(chain.ChainEntries[used:])
	for i, u := range e.Info.ProtocolName {
		if u == 0 {
			clear(e.Info.ProtocolName[i:])
			break
		}
	}
}

// fault finds what makes the entry unfit for any catalog: the member of the
// file that is wrong and the reason. An empty reason means that it is sound.
// Whether the ids of a chain exist is not asked here.
//
// Source: P-042, P-052, P-062, D-25.
func (e *Entry) fault() (member, reason string) {
	i := &e.Info
	layer := e.isLayer()
	switch {
	case !plain(i.Name()):
		return "name", "the name is empty, not valid text, or holds control characters"
	case i.ProtocolName[ws2def.WSAPROTOCOL_LEN] != 0:
		return "name", fmt.Sprintf("the name is longer than %d UTF-16 units", ws2def.WSAPROTOCOL_LEN)
	case !plain(e.Path) || len(e.Path) > maxPath:
		return "path", fmt.Sprintf("the path is empty, longer than %d bytes, not valid text, or holds control characters", maxPath)
	case e.Path == spi.PathPrefix:
		return "path", `the path "go:" lacks the provider's name`
	case !strings.HasPrefix(e.Path, spi.PathPrefix) && e.Path[0] != '/' && e.Path[0] != '%':
		return "path", fmt.Sprintf(`the path %q is neither "go:" with a name nor an absolute path`, e.Path)
	case i.ProviderId == ws2def.GUID{}:
		return "provider", "the provider's GUID is all zero"
	case !layer && (i.AddressFamily < 1 || i.AddressFamily > 0xFFFF):
		return "family", fmt.Sprintf("the address family %d is not in 1…65535", i.AddressFamily)
	case !layer && i.SocketType < 1:
		return "type", fmt.Sprintf("the socket type %d is not positive", i.SocketType)
	case i.ProtocolMaxOffset < 0:
		return "protocol_max_offset", fmt.Sprintf("the protocol range %d is negative", i.ProtocolMaxOffset)
	case i.ProtocolChain.ChainLen < 0 || i.ProtocolChain.ChainLen > ws2def.MAX_PROTOCOL_CHAIN:
		return "chain", fmt.Sprintf("a chain has at most %d elements, this one %d", ws2def.MAX_PROTOCOL_CHAIN, i.ProtocolChain.ChainLen)
	case i.ServiceFlags1&ws2def.XP1_UNI_SEND != 0 && i.ServiceFlags1&ws2def.XP1_UNI_RECV != 0:
		return "service_flags", "XP1_UNI_SEND and XP1_UNI_RECV exclude each other: a protocol that is one-way in either direction needs two entries"
	case i.ServiceFlags1&(ws2def.XP1_MULTIPOINT_CONTROL_PLANE|ws2def.XP1_MULTIPOINT_DATA_PLANE) != 0 &&
		i.ServiceFlags1&ws2def.XP1_SUPPORT_MULTIPOINT == 0:
		return "service_flags", "a multipoint plane is given without XP1_SUPPORT_MULTIPOINT"
	case !layer && (i.MinSockAddr < 2 || i.MinSockAddr > i.MaxSockAddr || i.MaxSockAddr > maxSockAddr):
		return "max_sockaddr", fmt.Sprintf("the address sizes %d to %d don't lie in 2 to %d", i.MinSockAddr, i.MaxSockAddr, maxSockAddr)
	case i.NetworkByteOrder != ws2def.BIGENDIAN && i.NetworkByteOrder != ws2def.LITTLEENDIAN:
		return "network_byte_order", fmt.Sprintf("the byte order %d is neither 0 (big endian) nor 1", i.NetworkByteOrder)
	case e.Categories != 0 && !layer:
		return "categories", "only layers have categories"
	case i.ProviderReserved != 0:
		return "provider", "ProviderReserved is not 0: that marks a duplicated socket, not an entry"
	}
	return "", ""
}

// plain tells whether s is text that can be shown on one line of a terminal.
func plain(s string) bool {
	return s != "" && utf8.ValidString(s) &&
		!strings.ContainsRune(s, unicode.ReplacementChar) && !strings.ContainsFunc(s, unicode.IsControl)
}
