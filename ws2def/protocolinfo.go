package ws2def

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// Name returns the protocol's name.
func (p *WSAProtocolInfo) Name() string {
	n := 0
	for n < len(p.ProtocolName) && p.ProtocolName[n] != 0 {
		n++
	}
	return string(utf16.Decode(p.ProtocolName[:n]))
}

// SetName changes the protocol's name. What does not fit 255 UTF-16 units is
// cut off between two characters, and so is what follows a zero character;
// the rest of the array becomes zero.
//
// Source: P-006
func (p *WSAProtocolInfo) SetName(name string) {
	p.ProtocolName = [WSAPROTOCOL_LEN + 1]uint16{}
	units := p.ProtocolName[:0]
	for _, r := range name {
		if r == 0 || len(units)+utf16.RuneLen(r) > WSAPROTOCOL_LEN {
			break
		}
		units = utf16.AppendRune(units, r)
	}
}

// A returns the entry with its name in bytes. A name that does not fit 255
// bytes of UTF-8 is cut off between two characters.
//
// Source: P-001, P-009
func (p *WSAProtocolInfo) A() WSAProtocolInfoA {
	a := WSAProtocolInfoA{
		ServiceFlags1:     p.ServiceFlags1,
		ServiceFlags2:     p.ServiceFlags2,
		ServiceFlags3:     p.ServiceFlags3,
		ServiceFlags4:     p.ServiceFlags4,
		ProviderFlags:     p.ProviderFlags,
		ProviderId:        p.ProviderId,
		CatalogEntryId:    p.CatalogEntryId,
		ProtocolChain:     p.ProtocolChain,
		Version:           p.Version,
		AddressFamily:     p.AddressFamily,
		MaxSockAddr:       p.MaxSockAddr,
		MinSockAddr:       p.MinSockAddr,
		SocketType:        p.SocketType,
		Protocol:          p.Protocol,
		ProtocolMaxOffset: p.ProtocolMaxOffset,
		NetworkByteOrder:  p.NetworkByteOrder,
		SecurityScheme:    p.SecurityScheme,
		MessageSize:       p.MessageSize,
		ProviderReserved:  p.ProviderReserved,
	}
	b := a.ProtocolName[:0]
	for _, r := range p.Name() {
		if len(b)+utf8.RuneLen(r) > WSAPROTOCOL_LEN {
			break
		}
		b = utf8.AppendRune(b, r)
	}
	return a
}

// Name returns the protocol's name; bytes that are not UTF-8 become U+FFFD.
func (p *WSAProtocolInfoA) Name() string {
	b, _, _ := bytes.Cut(p.ProtocolName[:], []byte{0})
	return string(bytes.ToValidUTF8(b, []byte("\uFFFD")))
}

// W returns the entry with its name in UTF-16.
//
// Source: P-001, P-009
func (p *WSAProtocolInfoA) W() WSAProtocolInfo {
	w := WSAProtocolInfo{
		ServiceFlags1:     p.ServiceFlags1,
		ServiceFlags2:     p.ServiceFlags2,
		ServiceFlags3:     p.ServiceFlags3,
		ServiceFlags4:     p.ServiceFlags4,
		ProviderFlags:     p.ProviderFlags,
		ProviderId:        p.ProviderId,
		CatalogEntryId:    p.CatalogEntryId,
		ProtocolChain:     p.ProtocolChain,
		Version:           p.Version,
		AddressFamily:     p.AddressFamily,
		MaxSockAddr:       p.MaxSockAddr,
		MinSockAddr:       p.MinSockAddr,
		SocketType:        p.SocketType,
		Protocol:          p.Protocol,
		ProtocolMaxOffset: p.ProtocolMaxOffset,
		NetworkByteOrder:  p.NetworkByteOrder,
		SecurityScheme:    p.SecurityScheme,
		MessageSize:       p.MessageSize,
		ProviderReserved:  p.ProviderReserved,
	}
	w.SetName(p.Name())
	return w
}
