package winsock_test

import "winsock"

func init() {
	for name, call := range randomManagementCalls {
		randomCalls[name] = func(g *arguments) error {
			if g.IntN(64) > 0 {
				return nil // each reads the catalog's file or changes it, which takes its time
			}
			return call(g)
		}
	}
}

// randomManagementCalls belong to randomCalls.
var randomManagementCalls = map[string]func(g *arguments) error{
	"WSCInstallProvider": func(g *arguments) error {
		return winsock.WSCInstallProvider(g.provider(), g.path(), g.offers())
	},
	"WSCUpdateProvider": func(g *arguments) error {
		return winsock.WSCUpdateProvider(g.provider(), g.path(), g.offers())
	},
	"WSCInstallProviderAndChains": func(g *arguments) error {
		flags := pick(g, 0, uint32(winsock.XP1_IFS_HANDLES), g.Uint32())
		over := g.offers()
		if over == nil { // would cover all, and chains stay when their layer goes: the catalog would only grow
			flags |= 1
		}
		_, err := winsock.WSCInstallProviderAndChains(g.provider(), g.path(), pick(g, "", "a", "b", "\x00"), flags, over)
		return err
	},
	"WSCDeinstallProvider": func(g *arguments) error { return winsock.WSCDeinstallProvider(g.provider()) },
	"WSCGetProviderPath": func(g *arguments) error {
		_, err := winsock.WSCGetProviderPath(g.provider())
		return err
	},
	"WSCWriteProviderOrder": func(g *arguments) error {
		return winsock.WSCWriteProviderOrder(pick(g, nil, []uint32{}, []uint32{g.Uint32(), 1001}))
	},
	"WSCGetProviderInfo": func(g *arguments) error {
		size := uintptr(g.IntN(8))
		return winsock.WSCGetProviderInfo(g.provider(), g.Uint32N(3), pick(g, nil, &make([]byte, 8)[0]), pick(g, nil, &size, &size), g.Uint32())
	},
	"WSCSetProviderInfo": func(g *arguments) error {
		return winsock.WSCSetProviderInfo(g.provider(), g.Uint32N(3), pick(g, nil, &make([]byte, 8)[0]), uintptr(g.IntN(8)), g.Uint32())
	},
	"WSCSetApplicationCategory": func(g *arguments) error {
		_, err := winsock.WSCSetApplicationCategory(g.path(), pick(g, "", "-k", "\x00"), 1<<g.IntN(32))
		return err
	},
	"WSCGetApplicationCategory": func(g *arguments) error {
		_, err := winsock.WSCGetApplicationCategory(g.path(), pick(g, "", "-k", "\x00"))
		return err
	},
	"WSAProviderConfigChange": func(g *arguments) error {
		h := pick(g, 0, g.event(), g.handle())
		asked := h
		err := winsock.WSAProviderConfigChange(pick(g, nil, &h, &h), g.operation(), 0)
		if h != asked {
			winsock.CloseHandle(h)
		}
		return err
	},
}

// provider is the id of a provider that may be installed, or nil.
func (g *arguments) provider() *winsock.GUID {
	return pick(g, nil, newID(1), newID(2), &winsock.GUID{})
}

// path is that of a provider, or none.
func (g *arguments) path() string {
	return pick(g, "", "/a.so", "/b.so", "a.so", "\x00", "%", string(g.memory[:g.IntN(300)]))
}

// offers are entries to install.
func (g *arguments) offers() []winsock.WSAProtocolInfo {
	random := offer("random", g.number())
	random.AddressFamily, random.ProtocolChain.ChainLen = g.number(), g.number()
	return pick(g, nil, []winsock.WSAProtocolInfo{}, []winsock.WSAProtocolInfo{offer("one", 1)}, []winsock.WSAProtocolInfo{offer("two", 2), random})
}
