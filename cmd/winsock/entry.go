package main

import (
	"fmt"
	"strconv"
	"strings"

	"winsock/catalog"
	"winsock/spi"
	"winsock/ws2def"
)

// choice is an option that names an entry or a provider; it is not empty.
type choice string

func (c *choice) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return fmt.Errorf("give a name, GUID or id that winsock catalog list --all shows")
	}
	*c = choice(text)
	return nil
}

// findEntries returns the entries that text means, in order: the one with the
// id, those of the provider with the GUID or path (provider is true then),
// those with the name, or those whose names contain text.
func findEntries(c *catalog.Catalog, text string) (found []*catalog.Entry, provider bool, err error) {
	if id, err := strconv.ParseUint(text, 10, 32); err == nil {
		if e := c.Find(uint32(id)); e != nil {
			return []*catalog.Entry{e}, false, nil
		}
		return nil, false, noEntry(text)
	}
	guid, err := ws2def.ParseGUID(text)
	isGUID := err == nil
	for _, match := range []struct {
		provider bool
		fits     func(*catalog.Entry) bool
	}{
		{true, func(e *catalog.Entry) bool { return isGUID && e.Info.ProviderId == guid }},
		{true, func(e *catalog.Entry) bool { return e.Path == text || e.Path == spi.PathPrefix+text }},
		{false, func(e *catalog.Entry) bool { return strings.EqualFold(e.Info.Name(), text) }},
		{false, func(e *catalog.Entry) bool {
			return text != "" && strings.Contains(strings.ToLower(e.Info.Name()), strings.ToLower(text))
		}},
	} {
		for _, e := range c.Enum(nil, true) {
			if match.fits(e) {
				found = append(found, e)
			}
		}
		if len(found) > 0 {
			return found, match.provider, nil
		}
	}
	return nil, false, noEntry(text)
}

func noEntry(text string) error {
	return fmt.Errorf("the catalog has no entry %q: give an id, name or provider that winsock catalog list --all shows", text)
}

// oneEntry is findEntries where one is wanted.
func oneEntry(c *catalog.Catalog, text string) (*catalog.Entry, error) {
	found, _, err := findEntries(c, text)
	if err != nil {
		return nil, err
	}
	if len(found) > 1 {
		return nil, ambiguous(text, found)
	}
	return found[0], nil
}

func ambiguous(text string, found []*catalog.Entry) error {
	which := make([]string, len(found))
	for i, e := range found {
		which[i] = e.String()
	}
	return fmt.Errorf("%q means %s; give one of the ids", text, strings.Join(which, ", "))
}

// bestEntry returns the first entry that text means and that serves the
// triple; when none does, the first that text means: WSASocket will say no.
func bestEntry(c *catalog.Catalog, text string, family, typ, protocol int32) (*catalog.Entry, error) {
	found, _, err := findEntries(c, text)
	if err != nil {
		return nil, err
	}
	for _, e := range found {
		info := &e.Info
		if info.ProtocolChain.ChainLen != ws2def.LAYERED_PROTOCOL && open(family, info.AddressFamily, 0) &&
			open(typ, info.SocketType, 0) && open(protocol, info.Protocol, info.ProtocolMaxOffset) {
			return e, nil
		}
	}
	return found[0], nil
}

// open tells whether an argument leaves the choice or lies in the entry's range.
func open(argument, low, offset int32) bool {
	return argument == 0 || argument == ws2def.FROM_PROTOCOL_INFO ||
		argument >= low && int64(argument) <= int64(low)+int64(offset)
}
