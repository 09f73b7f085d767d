//go:build cgo

package native_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"winsock/catalog"
	"winsock/spi"
	"winsock/ws2def"
)

const build = "../../build"

// countID is what examples/c/layer calls the layer through which all goes, and seeID the one
// with kernel handles.
var (
	countID = ws2def.GUID{Data1: 0x2B9A6F04, Data2: 0x1D83, Data3: 0x4C6E, Data4: [8]byte{0x9E, 0x57, 0x0A, 0xC4, 0x71, 0x3F, 0x28, 0xD6}}
	seeID   = ws2def.GUID{Data1: 0x7E0D4C11, Data2: 0x52A9, Data3: 0x4F3B, Data4: [8]byte{0x8C, 0x10, 0x6B, 0x2E, 0x94, 0xD7, 0x35, 0xA2}}
)

// memory describes the provider of examples/c/provider.
func memory() ws2def.WSAProtocolInfo {
	info := ws2def.WSAProtocolInfo{
		ServiceFlags1: ws2def.XP1_GUARANTEED_DELIVERY | ws2def.XP1_GUARANTEED_ORDER | ws2def.XP1_GRACEFUL_CLOSE,
		ProviderFlags: ws2def.PFL_MATCHES_PROTOCOL_ZERO, ProviderId: ws2def.GUID{Data1: 0x4D454D},
		ProtocolChain: ws2def.WSAProtocolChain{ChainLen: ws2def.BASE_PROTOCOL}, Version: 2, AddressFamily: 0x4D45,
		MinSockAddr: 4, MaxSockAddr: 4, SocketType: ws2def.SOCK_STREAM, Protocol: 1,
	}
	info.SetName("Memory")
	return info
}

// compile makes a shared object of sources in examples/c.
func compile(t *testing.T, name string, sources ...string) string {
	t.Helper()
	wscc := filepath.Join(build, "bin/wscc")
	if _, err := os.Stat(wscc); err != nil {
		t.Skip("no wscc: run make build")
	}
	file := filepath.Join(t.TempDir(), name)
	args := []string{"-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", file}
	for _, s := range sources {
		args = append(args, filepath.Join("../../examples/c", s))
	}
	if out, err := exec.Command(wscc, append(args, "-lws2_32")...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return file
}

// install makes a catalog with providers of examples/c, layers in the order given, the first
// one lowest, and gives its file.
func install(t *testing.T, all ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "catalog.json")
	err := catalog.Open(file).Update(func(e *catalog.Edit) error {
		for i, which := range all {
			l := catalog.Layer{Name: which, Over: []catalog.Triple{
				{Family: ws2def.AF_INET, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP},
				{Family: ws2def.AF_INET, Type: ws2def.SOCK_DGRAM, Protocol: ws2def.IPPROTO_UDP},
			}}
			switch which {
			case "memory":
				_, err := e.Install(catalog.Entry{Info: memory(), Path: compile(t, "libmemory.so",
					"provider/memory.c", "provider/sockets.c", "provider/transfer.c", "provider/events.c")})
				if err != nil {
					return err
				}
				continue
			case "count":
				l.Provider, l.Path = countID, compile(t, "libcount.so", "layer/below.c", "layer/through.c", "layer/overlapped.c")
			case "see":
				l.Provider, l.Path, l.IFS = seeID, compile(t, "libsee.so", "layer/below.c", "layer/ifs.c"), true
			default:
				l.Provider, l.Path = ws2def.GUID{Data1: 0x476F, Data2: uint16(i)}, spi.PathPrefix+which
			}
			if _, _, err := e.InstallLayer(l); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// program runs a test of this binary in a program of its own, with a catalog.
func program(t *testing.T, test, file string, env ...string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	lib, err := filepath.Abs(filepath.Join(build, "lib"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run", "^"+test+"$", "-test.timeout", "100s", "-test.v")
	cmd.Env = append(append(os.Environ(), inside+"=1", catalog.EnvFile+"="+file, "LD_LIBRARY_PATH="+lib), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
