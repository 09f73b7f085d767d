package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"winsock"
	"winsock/catalog"
	"winsock/ws2def"
)

type socketCmd struct {
	Family   string `arg:"" name:"af" complete:"family" help:"Address family: a number or a name."`
	Type     string `arg:"" complete:"type" help:"Socket type."`
	Protocol string `arg:"" complete:"protocol" help:"Protocol; 0 lets the provider choose."`
	Flags    string `arg:"" complete:"flags" help:"Flags joined by | or a comma; 0 for none."`

	Provider choice `complete:"entry" placeholder:"NAME|GUID|ID" help:"Take this catalog entry (lpProtocolInfo) instead of the first that fits."`
	Group    string `complete:"group" default:"0" help:"The argument g: the id of a group, or how to start one; 0 for none."`
	JSON     bool   `name:"json" help:"Write JSON."`
}

func (socketCmd) Help() string {
	return `It calls WSAStartup, WSASocket, closesocket and WSACleanup and shows what was
asked and which socket came. Names are understood in capitals or not, with
their prefix or not; numbers are decimal or hexadecimal (0x…).

    winsock socket 0 2 17 1                     # any family, datagrams, UDP, overlapped
    winsock socket inet stream tcp overlapped
    winsock socket AF_INET6 SOCK_RAW IPPROTO_ICMPV6 0
    winsock socket unix stream 0 'overlapped|no_handle_inherit'
    winsock socket -1 -1 -1 1 --provider 1004    # all from the entry: -1 is FROM_PROTOCOL_INFO
    winsock socket ipx dgram 1000 0             # refused: WSAEAFNOSUPPORT

Exit code 0: created; 1: refused, with code, name and text on standard error;
2: the arguments are no numbers or names.

JSON has asked (family, type, protocol, flags, group as numbers, with _name by
name, and entry, the id that --provider means), created, and either socket
(handle, family, type, protocol, entry: what it was made from) or
error (code, name, text).

` + protocolHelp
}

// asked is what goes into WSASocket.
type asked struct {
	triple
	Flags     uint32   `json:"flags"`
	FlagNames []string `json:"flag_names"`
	Group     uint32   `json:"group"`
	Entry     uint32   `json:"entry,omitempty"`

	info *ws2def.WSAProtocolInfo
	name string // of the entry
}

// made is the socket that came out.
type made struct {
	Handle uint64 `json:"handle"`
	triple
	Entry protocol `json:"entry"`
}

func (c *socketCmd) Run(s *screen) error {
	ask, err := c.read()
	if err != nil {
		return err
	}
	if c.Provider != "" {
		if err := ask.choose(string(c.Provider)); err != nil {
			return err
		}
	}
	if !c.JSON {
		ask.show(s)
	}
	got, refusal := ask.make()
	if c.JSON {
		return c.answer(s, ask, got, refusal)
	}
	if refusal != nil {
		return refusal
	}
	got.show(s)
	return nil
}

// read turns the words into numbers.
func (c *socketCmd) read() (ask *asked, err error) {
	ask = new(asked)
	family, typ, protocol, err := readTriple(c.Family, c.Type, c.Protocol)
	if err != nil {
		return nil, err
	}
	ask.triple = newTriple(family, typ, protocol)
	if ask.Flags, err = flagBits.flags(c.Flags); err != nil {
		return nil, err
	}
	group, err := groups.read(c.Group, 0, 1<<32-1)
	if err != nil {
		return nil, err
	}
	ask.Group = uint32(group)
	ask.FlagNames = flagNames(ws2def.SocketFlagNames, ask.Flags)
	return ask, nil
}

// choose takes an entry of the catalog as lpProtocolInfo.
func (a *asked) choose(provider string) error {
	c, err := catalog.Load()
	if err != nil {
		return damaged(err)
	}
	entry, err := bestEntry(c, provider, a.Family, a.Type, a.Protocol)
	if err != nil {
		return usage(err.Error())
	}
	a.Entry, a.name = entry.Info.CatalogEntryId, entry.Info.Name()
	a.info = &entry.Info
	return nil
}

// make calls WSASocket, looks at the socket and closes it.
func (a *asked) make() (got *made, err error) {
	end, err := start()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, end()) }()
	h, err := winsock.WSASocket(a.Family, a.Type, a.Protocol, a.info, a.Group, a.Flags)
	if err != nil {
		return nil, refused("WSASocket", err)
	}
	got, err = look(h)
	if err == nil && got.Entry.ProtocolMaxOffset > 0 && a.Protocol > 0 {
		// An entry with a range says only where it begins.
		got.triple = newTriple(got.Family, got.Type, a.Protocol)
	}
	if e := winsock.Closesocket(h); err == nil && e != nil {
		err = refused("closesocket", e)
	}
	return got, err
}

// look asks a socket what it is.
func look(h winsock.Handle) (*made, error) {
	var info ws2def.WSAProtocolInfo
	raw := make([]byte, binary.Size(info))
	size := int32(len(raw))
	if err := winsock.Getsockopt(h, ws2def.SOL_SOCKET, ws2def.SO_PROTOCOL_INFOW, &raw[0], &size); err != nil {
		return nil, refused("getsockopt", err)
	}
	if err := binary.Read(bytes.NewReader(raw), binary.LittleEndian, &info); err != nil {
		return nil, err
	}
	path := ""
	if c, err := catalog.Load(); err == nil {
		if e := c.Find(info.CatalogEntryId); e != nil {
			path = e.Path
		}
	}
	entry := newProtocol(&info, path)
	return &made{
		Handle: uint64(h),
		triple: newTriple(entry.Family, entry.Type, entry.Protocol),
		Entry:  entry,
	}, nil
}

func (a *asked) show(s *screen) {
	s.line("WSASocket is asked for")
	s.field("family", familyTitle(a.Family))
	s.field("type", typeTitle(a.Type))
	s.field("protocol", protocolTitle(a.Family, a.Protocol))
	s.field("flags", fmt.Sprintf("%#x", a.Flags))
	for _, name := range a.FlagNames {
		s.field("", name+meaning(ws2def.SocketFlagNames, name))
	}
	s.field("group", argument(ws2def.GroupNames.Of(int64(a.Group)), int32(a.Group), "0, none"))
	if a.info != nil {
		s.field("entry", fmt.Sprintf("%d, %s", a.Entry, a.name))
	}
}

func (m *made) show(s *screen) {
	s.line("and makes socket %d", m.Handle)
	s.field("family", familyTitle(m.Family))
	s.field("type", typeTitle(m.Type))
	s.field("protocol", protocolTitle(m.Family, m.Protocol))
	s.field("provider", fmt.Sprintf("%s, entry %d, %s", m.Entry.Name, m.Entry.ID, m.Entry.Path))
	s.field("", m.Entry.Provider.String())
	s.field("can do", strings.ToLower(strings.ReplaceAll(strings.Join(m.Entry.ServiceFlags, ", "), "XP1_", "")))
}

// answer writes JSON; a refusal is there and on standard error.
func (c *socketCmd) answer(s *screen, ask *asked, got *made, refusal error) error {
	out := struct {
		Asked   *asked     `json:"asked"`
		Created bool       `json:"created"`
		Socket  *made      `json:"socket,omitempty"`
		Error   *explained `json:"error,omitempty"`
	}{Asked: ask, Created: refusal == nil, Socket: got}
	if e, ok := errors.AsType[ws2def.Errno](refusal); ok {
		known := explain(e)
		out.Error = &known
	}
	if err := s.json(out); err != nil {
		return err
	}
	return refusal
}
