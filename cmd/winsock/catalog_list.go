package main

import (
	"fmt"
	"strings"

	"winsock/ws2def"
)

type catalogListCmd struct {
	All  bool `short:"a" help:"Show hidden entries and layers too."`
	JSON bool `name:"json" help:"Write JSON."`
}

func (catalogListCmd) Help() string {
	return `WSASocket takes the first entry that serves what it is asked for.

    winsock catalog list
    winsock catalog list --all
    winsock catalog list --json | jq -r '.entries[] | "\(.id) \(.name)"'

JSON has file (where a change goes), changes (how many there were; 0: built in),
and entries in order.

` + protocolHelp
}

func (l *catalogListCmd) Run(s *screen, c *commands) error {
	entries, store, err := c.Catalog.read()
	if err != nil {
		return err
	}
	listed := newProtocols(entries.Enum(nil, l.All))
	if l.JSON {
		return s.json(struct {
			File    string     `json:"file"`
			Changes uint64     `json:"changes"`
			Entries []protocol `json:"entries"`
		}{store.Path(), entries.Generation(), listed})
	}
	rows := make([][]any, len(listed))
	for i := range listed {
		p := &listed[i]
		rows[i] = []any{p.ID, p.Name, number(p.FamilyName, p.Family), number(p.TypeName, p.Type), p.protocolRange(), p.messages(), p.Path, p.traits()}
	}
	err = s.table([]column{
		{title: "id", right: true},
		{title: "name"},
		{title: "family"},
		{title: "type"},
		{title: "protocol"},
		{title: "message", right: true},
		{title: "provider"},
		{title: "flags"},
	}, rows)
	if hidden := entries.Len() - len(listed); err == nil && hidden > 0 {
		_, err = fmt.Fprintf(s.out, "%d more are hidden, layers or disabled: winsock catalog list --all\n", hidden)
	}
	return err
}

type catalogShowCmd struct {
	Entry string `arg:"" name:"id" complete:"entry" help:"Id, name, GUID or provider."`
	JSON  bool   `name:"json" help:"Write JSON."`
}

func (catalogShowCmd) Help() string {
	return `The entry is named by its id or name, or by a provider: all of its entries then.

    winsock catalog show 1004
    winsock catalog show tcp/ipv6        # part of a name is enough
    winsock catalog show afunix          # a provider shows all of its entries

JSON is a list of entries.

` + protocolHelp
}

func (w *catalogShowCmd) Run(s *screen, c *commands) error {
	entries, _, err := c.Catalog.read()
	if err != nil {
		return err
	}
	found, _, err := findEntries(entries, w.Entry)
	if err != nil {
		return err
	}
	shown := newProtocols(found)
	if w.JSON {
		return s.json(shown)
	}
	for i := range shown {
		if i > 0 {
			s.line("")
		}
		shown[i].show(s)
	}
	return nil
}

func (p *protocol) show(s *screen) {
	s.line("%d  %s", p.ID, p.Name)
	s.field("provider", p.Provider.String())
	s.field("path", p.Path)
	s.field("kind", p.kindTitle())
	s.field("family", familyTitle(p.Family))
	s.field("type", typeTitle(p.Type))
	if p.ProtocolMaxOffset > 0 {
		s.field("protocol", p.protocolRange())
	} else {
		s.field("protocol", protocolTitle(p.Family, p.Protocol))
	}
	s.field("addresses", fmt.Sprintf("%d to %d bytes", p.MinSockaddr, p.MaxSockaddr))
	s.field("messages", p.messagesTitle())
	s.flags("can do", ws2def.ServiceFlagNames, p.ServiceFlags)
	s.flags("flags", ws2def.ProviderFlagNames, p.ProviderFlags)
	if p.Categories != nil {
		s.flags("layer of", ws2def.CategoryNames, p.Categories)
	}
	if p.Disabled {
		s.field("disabled", "it is not chosen: winsock catalog enable "+fmt.Sprint(p.ID))
	}
}

func (p *protocol) kindTitle() string {
	if p.Kind != "chain" {
		return p.Kind
	}
	ids := make([]string, len(p.Chain))
	for i, id := range p.Chain {
		ids[i] = fmt.Sprint(id)
	}
	return "chain: " + strings.Join(ids, " over ")
}

func (p *protocol) messagesTitle() string {
	switch p.MessageSize {
	case 0:
		return "none: a stream of bytes"
	case 1:
		return "size depends on the route"
	case 1<<32 - 1:
		return "of any size"
	}
	return fmt.Sprintf("up to %d bytes", p.MessageSize)
}

// flags writes one line for each flag, with its meaning.
func (s *screen) flags(name string, names ws2def.Names, set []string) {
	if len(set) == 0 {
		s.field(name, "none")
	}
	for i, flag := range set {
		if i > 0 {
			name = ""
		}
		s.field(name, flag+meaning(names, flag))
	}
}

// meaning writes what a name stands for, after a comma.
func meaning(names ws2def.Names, name string) string {
	for _, n := range names {
		if n.Name == name {
			return ", " + n.Comment
		}
	}
	return ""
}
