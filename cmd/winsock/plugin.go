package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"winsock/catalog"
	"winsock/provider/native/trust"
	"winsock/ws2def"
)

// pluginHelp documents how a provider in C describes itself.
const pluginHelp = `A provider in C is a shared object. What it offers stands in a file beside it, for
libfoo.so in libfoo.json. Families, types and protocols are named as for winsock
socket. A layer:

    {
      "name": "Foo",
      "provider": "{2B9A6F04-1D83-4C6E-9E57-0AC4713F28D6}",
      "layer": true,
      "ifs": false,
      "over": ["inet stream tcp", "inet6 stream tcp"]
    }

provider is the layer's own id (uuidgen); ifs says that its sockets are those below;
without over it covers all protocols; "categories" may list those of winsock catalog
permit. A base provider:

    {
      "name": "Foo",
      "provider": "{5C1F7E02-84B3-4D69-B10E-27D493AC586F}",
      "protocols": [{
        "name": "Foo [stream]", "family": "19781", "type": "stream", "protocol": "1",
        "service_flags": "XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER",
        "min_sockaddr": 4, "max_sockaddr": 4, "message_size": 0
      }]
    }`

// plugin describes a provider in C.
type plugin struct {
	Name      string           `json:"name"`
	Provider  ws2def.GUID      `json:"provider"`
	Layer     bool             `json:"layer"`
	IFS       bool             `json:"ifs"`
	Over      []string         `json:"over"`
	Category  []string         `json:"categories"`
	Protocols []pluginProtocol `json:"protocols"`

	path string // of the shared object
}

// pluginProtocol is a protocol of a base provider.
type pluginProtocol struct {
	Name         string `json:"name"`
	Family       string `json:"family"`
	Type         string `json:"type"`
	Protocol     string `json:"protocol"`
	ServiceFlags string `json:"service_flags"`
	MinSockAddr  int32  `json:"min_sockaddr"`
	MaxSockAddr  int32  `json:"max_sockaddr"`
	MessageSize  uint32 `json:"message_size"`
}

// serviceFlags are the XP1_ flags.
var serviceFlags = kind{"service flag", []string{"XP1_"}, ws2def.ServiceFlagNames, "XP1_GUARANTEED_DELIVERY; join several with | or ,"}

// isPlugin tells whether the name of a provider is that of a file.
func isPlugin(name string) bool { return strings.Contains(name, "/") || strings.HasSuffix(name, ".so") }

// readPlugin reads what a shared object says of itself, if it may be loaded at all.
func readPlugin(file string) (*plugin, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	if err := trust.Check(path); err != nil {
		return nil, fmt.Errorf("programs would not load it: %w", err)
	}
	beside := strings.TrimSuffix(path, ".so") + ".json"
	text, err := os.ReadFile(beside)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s does not say what it offers: write %s, as winsock catalog install --help shows", file, beside)
	}
	if err != nil {
		return nil, err
	}
	p := plugin{path: path}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		return nil, fmt.Errorf("%s: %w", beside, err)
	}
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", beside, err)
	}
	return &p, nil
}

func (p *plugin) check() error {
	switch {
	case p.Name == "":
		return errors.New(`it has no "name"`)
	case p.Provider == ws2def.GUID{}:
		return errors.New(`it has no "provider", an id that uuidgen makes`)
	case p.Layer && p.Protocols != nil:
		return errors.New(`a layer has no "protocols"; name what it covers with "over"`)
	case !p.Layer && len(p.Protocols) == 0:
		return errors.New(`it has no "protocols", and is no "layer"`)
	case !p.Layer && (p.Over != nil || p.IFS || p.Category != nil):
		return errors.New(`"over", "ifs" and "categories" are for a layer`)
	}
	return nil
}

// install installs what the plug-in offers and returns the ids of the entries.
func (p *plugin) install(edit *catalog.Edit) ([]uint32, error) {
	if p.Layer {
		l, err := p.asLayer()
		if err != nil {
			return nil, err
		}
		id, chains, err := edit.InstallLayer(l)
		return append([]uint32{id}, chains...), err
	}
	entries := make([]catalog.Entry, len(p.Protocols))
	for i := range p.Protocols {
		var err error
		if entries[i], err = p.entry(&p.Protocols[i]); err != nil {
			return nil, err
		}
	}
	return edit.Install(entries...)
}

// asLayer is the plug-in as a layer.
func (p *plugin) asLayer() (catalog.Layer, error) {
	categories, err := categoriesNamed(p.Category)
	if err != nil {
		return catalog.Layer{}, err
	}
	l := catalog.Layer{Provider: p.Provider, Path: p.path, Name: p.Name, IFS: p.IFS, Categories: categories}
	for _, text := range p.Over {
		words := strings.Fields(text)
		if len(words) != 3 {
			return l, fmt.Errorf("%q is no family, type and protocol, such as inet stream tcp", text)
		}
		family, typ, protocol, err := readTriple(words[0], words[1], words[2])
		if err != nil {
			return l, err
		}
		l.Over = append(l.Over, catalog.Triple{Family: family, Type: typ, Protocol: protocol})
	}
	return l, nil
}

// entry is the catalog's entry for a protocol.
func (p *plugin) entry(of *pluginProtocol) (e catalog.Entry, err error) {
	family, typ, protocol, err := readTriple(of.Family, of.Type, of.Protocol)
	if err != nil {
		return e, err
	}
	flags, err := serviceFlags.flags(of.ServiceFlags)
	if err != nil {
		return e, err
	}
	e = catalog.Entry{Path: p.path, Info: ws2def.WSAProtocolInfo{
		ServiceFlags1: flags,
		ProviderFlags: ws2def.PFL_MATCHES_PROTOCOL_ZERO,
		ProviderId:    p.Provider,
		ProtocolChain: ws2def.WSAProtocolChain{ChainLen: ws2def.BASE_PROTOCOL},
		Version:       2,
		AddressFamily: family,
		MinSockAddr:   of.MinSockAddr,
		MaxSockAddr:   of.MaxSockAddr,
		SocketType:    typ,
		Protocol:      protocol,
		MessageSize:   of.MessageSize,
	}}
	e.Info.SetName(of.Name)
	return e, nil
}
