package afunix

import (
	"bytes"
	"strings"

	"golang.org/x/sys/unix"

	"winsock/spi"
	"winsock/ws2def"
)

// parse takes the path out of a sockaddr_un; what follows the 110 bytes of one
// does not matter. The path of an address without a name is "".
//
// Errors: WSAEFAULT (shorter than a family), WSAEAFNOSUPPORT (another family),
// WSAEADDRNOTAVAIL (an abstract name, or one that no zero byte can end).
//
// Source: S-475…S-477, S-491.
func parse(name []byte) (string, spi.Errno) {
	switch {
	case len(name) < 2:
		return "", ws2def.WSAEFAULT
	case ws2def.Family(name) != ws2def.AF_UNIX:
		return "", ws2def.WSAEAFNOSUPPORT
	}
	name = name[2:min(len(name), ws2def.SizeofSockaddrUnix)]
	path, rest, _ := bytes.Cut(name, []byte{0})
	switch {
	case len(path) == 0 && len(bytes.Trim(rest, "\x00")) > 0, len(path) == ws2def.UNIX_PATH_MAX:
		return "", ws2def.WSAEADDRNOTAVAIL
	}
	return string(path), 0
}

// file returns the Linux path that path means: a path in NT form loses its
// prefix and its drive letter, and its backslashes become slashes.
//
// Source: S-478.
func file(path string) string {
	for _, prefix := range []string{`\\?\`, `\\.\`, `\??\`} {
		if rest, ok := strings.CutPrefix(path, prefix); ok {
			if len(rest) > 2 && rest[1] == ':' && rest[2] == '\\' {
				rest = rest[2:]
			}
			return strings.ReplaceAll(rest, `\`, "/")
		}
	}
	return path
}

// kernelAddr is the Linux sockaddr_un of a path.
func kernelAddr(path string) []byte {
	sa := append(make([]byte, 0, ws2def.SizeofSockaddrUnix), unix.AF_UNIX, 0)
	sa = append(sa, file(path)...)
	return append(sa, 0)
}

// putWhole writes the address of path to name as a whole sockaddr_un, zeros
// behind the path, and returns its length; nothing is written to a shorter
// name.
//
// Source: S-481, S-483.
func putWhole(name []byte, path string) int {
	if len(name) >= ws2def.SizeofSockaddrUnix {
		clear(name[:ws2def.SizeofSockaddrUnix])
		ws2def.PutUnix(name, path)
	}
	return ws2def.SizeofSockaddrUnix
}
