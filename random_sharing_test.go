package winsock_test

import (
	"maps"
	"os"
	"os/exec"

	"winsock"
)

func init() {
	maps.Copy(randomCalls, map[string]func(g *arguments) error{
		"WSADuplicateSocket": func(g *arguments) error {
			pid, info := g.Uint32(), new(winsock.WSAProtocolInfo)
			switch g.IntN(100) {
			case 0:
				pid = uint32(os.Getpid())
			case 1:
				pid, info = uint32(os.Getpid()), nil
			case 2:
				pid = 1
			}
			if err := winsock.WSADuplicateSocket(g.handle(), pid, info); err != nil {
				return err
			}
			s, err := winsock.WSASocket(g.number(), g.number(), g.number(), info, g.Uint32(), 0)
			winsock.Closesocket(s)
			return err
		},
		"Inherit": func(g *arguments) error {
			handles := []winsock.Handle{winsock.Handle(g.Uint32())}
			if g.IntN(100) == 0 {
				handles[0] = g.handle()
			}
			release, err := winsock.Inherit(exec.Command("true"), handles...)
			release()
			return err
		},
		"GetHandleInformation": func(g *arguments) error {
			return winsock.GetHandleInformation(g.handle(), new(uint32))
		},
		"SetHandleInformation": func(g *arguments) error {
			return winsock.SetHandleInformation(g.handle(), winsock.HANDLE_FLAG_INHERIT, g.Uint32())
		},
	})
}
