package main

import (
	"fmt"
	"strconv"
	"strings"

	"winsock/catalog"
	"winsock/ws2def"
)

// protocol is the JSON form of a WSAPROTOCOL_INFO.
type protocol struct {
	ID                uint32      `json:"id"`
	Name              string      `json:"name"`
	Path              string      `json:"path,omitempty"`
	Provider          ws2def.GUID `json:"provider"`
	Kind              string      `json:"kind"` // base, layer, chain
	Chain             []uint32    `json:"chain,omitempty"`
	Family            int32       `json:"family"`
	FamilyName        string      `json:"family_name"`
	Type              int32       `json:"type"`
	TypeName          string      `json:"type_name"`
	Protocol          int32       `json:"protocol"`
	ProtocolMaxOffset int32       `json:"protocol_max_offset"`
	ProtocolName      string      `json:"protocol_name"`
	ServiceFlags      []string    `json:"service_flags"`
	ProviderFlags     []string    `json:"provider_flags"`
	MinSockaddr       int32       `json:"min_sockaddr"`
	MaxSockaddr       int32       `json:"max_sockaddr"`
	MessageSize       uint32      `json:"message_size"`
	Disabled          bool        `json:"disabled,omitempty"`
	Categories        []string    `json:"categories,omitempty"` // of a layer
}

// protocolHelp documents the JSON form.
const protocolHelp = `An entry in JSON has id, name, path (whose code serves it), provider (GUID),
kind (base, layer or chain), chain (ids, topmost first), family, type and
protocol as numbers and, with _name, by name ("" when there is none),
protocol_max_offset, service_flags and provider_flags (lists of names),
min_sockaddr, max_sockaddr, message_size (0: a stream; 1: depends on the
route; 4294967295: no limit), disabled (true when it is), categories (of a layer
that has some).`

func newProtocol(info *ws2def.WSAProtocolInfo, path string) protocol {
	return protocol{
		ID:                info.CatalogEntryId,
		Name:              info.Name(),
		Path:              path,
		Provider:          info.ProviderId,
		Kind:              chainKind(info),
		Chain:             chain(info),
		Family:            info.AddressFamily,
		FamilyName:        symbol(ws2def.FamilyNames.Of(int64(info.AddressFamily))),
		Type:              info.SocketType,
		TypeName:          symbol(ws2def.SocketTypeNames.Of(int64(info.SocketType))),
		Protocol:          info.Protocol,
		ProtocolMaxOffset: info.ProtocolMaxOffset,
		ProtocolName:      symbol(ws2def.ProtocolName(info.AddressFamily, info.Protocol)),
		ServiceFlags:      flagNames(ws2def.ServiceFlagNames, info.ServiceFlags1),
		ProviderFlags:     flagNames(ws2def.ProviderFlagNames, info.ProviderFlags),
		MinSockaddr:       info.MinSockAddr,
		MaxSockaddr:       info.MaxSockAddr,
		MessageSize:       info.MessageSize,
	}
}

// newProtocols are the JSON forms of entries.
func newProtocols(entries []*catalog.Entry) []protocol {
	all := make([]protocol, len(entries))
	for i, e := range entries {
		all[i] = newProtocol(&e.Info, e.Path)
		all[i].Disabled = e.Disabled
		if e.Categories != 0 {
			all[i].Categories = flagNames(ws2def.CategoryNames, e.Categories)
		}
	}
	return all
}

func chainKind(info *ws2def.WSAProtocolInfo) string {
	switch info.ProtocolChain.ChainLen {
	case ws2def.LAYERED_PROTOCOL:
		return "layer"
	case ws2def.BASE_PROTOCOL:
		return "base"
	}
	return "chain"
}

// chain returns the ids of a chain, nil for a base entry or a layer.
func chain(info *ws2def.WSAProtocolInfo) []uint32 {
	n := info.ProtocolChain.ChainLen
	if n <= ws2def.BASE_PROTOCOL || n > ws2def.MAX_PROTOCOL_CHAIN {
		return nil
	}
	return info.ProtocolChain.ChainEntries[:n]
}

// flagNames lists the names of flags, bits without one in hexadecimal.
func flagNames(names ws2def.Names, flags uint32) []string {
	list, rest := names.Flags(flags)
	if rest != 0 {
		list = append(list, fmt.Sprintf("%#x", rest))
	}
	if list == nil {
		list = []string{} // [] in JSON
	}
	return list
}

// number writes a value by its name, or as the number that it is.
func number(name string, value int32) string {
	if name != "" {
		return name
	}
	return strconv.Itoa(int(value))
}

// protocolRange writes the protocols that an entry serves.
func (p *protocol) protocolRange() string {
	if p.ProtocolMaxOffset > 0 {
		return fmt.Sprintf("%d…%d", p.Protocol, int64(p.Protocol)+int64(p.ProtocolMaxOffset))
	}
	return number(p.ProtocolName, p.Protocol)
}

// messages writes how large messages may be.
func (p *protocol) messages() string {
	switch p.MessageSize {
	case 0:
		return "stream"
	case 1:
		return "varies"
	case 1<<32 - 1:
		return "any"
	}
	return strconv.FormatUint(uint64(p.MessageSize), 10)
}

// traits writes what is special about an entry.
func (p *protocol) traits() string {
	var traits []string
	if p.Kind != "base" {
		traits = append(traits, p.Kind)
	}
	if p.Disabled {
		traits = append(traits, "disabled")
	}
	for _, flag := range p.ProviderFlags {
		if flag != "PFL_MATCHES_PROTOCOL_ZERO" {
			traits = append(traits, strings.ToLower(strings.TrimPrefix(flag, "PFL_")))
		}
	}
	return strings.Join(traits, ", ")
}
