package main

import (
	"context"
	"encoding/hex"
	"os"
	"os/signal"
	"strconv"
	"strings"

	"winsock"
	"winsock/namespace"
	"winsock/ws2def"
)

const classHelp = `A class is host (a name or address of one), service (of the services file), a
port such as 80/tcp or http/tcp, or a GUID.`

// serviceClass reads a class.
func serviceClass(text string) (*ws2def.GUID, error) {
	switch text {
	case "host":
		return &namespace.HostName, nil
	case "service":
		return &namespace.ServiceByName, nil
	}
	if id, err := ws2def.ParseGUID(text); err == nil {
		return &id, nil
	}
	name, protocol, ok := strings.Cut(text, "/")
	numbers := map[string]int32{"tcp": ws2def.IPPROTO_TCP, "udp": ws2def.IPPROTO_UDP}
	n, known := numbers[strings.ToLower(protocol)]
	if !ok || !known {
		return nil, usagef("%q is no class of services: give host, service, a port such as 80/tcp or http/tcp, or a GUID", text)
	}
	port, err := strconv.ParseUint(name, 10, 16)
	if err != nil {
		found, err := winsock.FindServices(context.Background(), &namespace.QuerySet{Name: text, Class: &namespace.ServiceByName}, ws2def.LUP_RETURN_TYPE)
		if err != nil || len(found) == 0 || found[0].Class == nil {
			return nil, usagef("%q is no port: the services file has no such service", text)
		}
		return found[0].Class, nil
	}
	id := namespace.PortClass(n, uint16(port))
	return &id, nil
}

// placed says which name spaces are meant.
type placed struct {
	In      string `placeholder:"NAME" complete:"name space" help:"Only this name space, or this provider."`
	Context string `placeholder:"PATH" help:"Where in a hierarchy, such as printers/floor 2."`
}

// narrow restricts q to them.
func (w *placed) narrow(q *namespace.QuerySet) error {
	q.Context = w.Context
	if w.In == "" {
		return nil
	}
	if n, ok := nameSpaces.named(w.In); ok {
		q.NameSpace = uint32(n)
		return nil
	}
	p, err := nameSpaceProvider(w.In)
	if err == nil {
		q.Provider = &p.ID
	}
	return err
}

type namesFindCmd struct {
	Name       string `arg:"" optional:"" help:"The name; nothing means any, or for a host this one."`
	Class      string `short:"c" placeholder:"CLASS" help:"What kind of service: host, service, 80/tcp, http/tcp or a GUID."`
	Family     string `placeholder:"FAMILY" complete:"family" help:"Only addresses of this family."`
	Deep       bool   `short:"r" help:"Look into containers too."`
	Containers bool   `help:"Look for containers, not for services."`
	JSON       bool   `name:"json" help:"Write JSON."`
	placed     `embed:""`
}

func (namesFindCmd) Help() string {
	return classHelp + `

    winsock names find localhost -c host
    winsock names find -c host                      # this host
    winsock names find http/tcp -c service
    winsock names find "lab*" -c 9100/tcp --in localname
    winsock names find --containers

JSON is a list of results with name, class, name_space, provider, context,
version, comment, alias, addresses (local, remote, type and protocol) and blob in
hexadecimal.`
}

// service is the JSON form of a result.
type service struct {
	Name      string           `json:"name"`
	Class     string           `json:"class"`
	NameSpace uint32           `json:"name_space"`
	Provider  string           `json:"provider"`
	Context   string           `json:"context"`
	Version   *uint32          `json:"version,omitempty"`
	Comment   string           `json:"comment"`
	Alias     bool             `json:"alias"`
	Addresses []serviceAddress `json:"addresses"`
	Blob      string           `json:"blob"`
}

// serviceAddress is the JSON form of where a service is.
type serviceAddress struct {
	Local    string `json:"local"`
	Remote   string `json:"remote"`
	Type     int32  `json:"type"`
	Protocol int32  `json:"protocol"`
}

func (c *namesFindCmd) Run(s *screen) error {
	q := &namespace.QuerySet{Name: c.Name}
	flags := uint32(ws2def.LUP_RETURN_ALL)
	if c.Deep {
		flags |= ws2def.LUP_DEEP
	}
	switch {
	case c.Containers:
		flags |= ws2def.LUP_CONTAINERS
	case c.Class == "":
		return usagef("say what kind of service: --class host, for example")
	}
	if c.Class != "" {
		class, err := serviceClass(c.Class)
		if err != nil {
			return err
		}
		q.Class = class
	}
	if c.Family != "" {
		family, err := families.int32(c.Family)
		if err != nil {
			return err
		}
		q.Protocols = []ws2def.AFProtocols{{AddressFamily: family}}
	}
	if err := c.narrow(q); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	found, err := winsock.FindServices(ctx, q, flags)
	if err != nil {
		return err
	}
	all := make([]service, len(found))
	var rows [][]any
	for i, f := range found {
		all[i] = newService(f)
		rows = append(rows, all[i].rows()...)
	}
	if c.JSON {
		return s.json(all)
	}
	return s.table([]column{{title: "name"}, {title: "context"}, {title: "address"}, {title: "protocol"}, {title: "comment"}}, rows)
}

func newService(f *namespace.QuerySet) service {
	out := service{
		Name: f.Name, NameSpace: f.NameSpace, Context: f.Context, Comment: f.Comment,
		Alias: f.Flags&namespace.IsAlias != 0, Addresses: make([]serviceAddress, len(f.Addresses)), Blob: hex.EncodeToString(f.Blob),
	}
	if f.Class != nil {
		out.Class = f.Class.String()
	}
	if f.Provider != nil {
		out.Provider = f.Provider.String()
	}
	if f.Version != nil {
		out.Version = &f.Version.Version
	}
	for i, a := range f.Addresses {
		out.Addresses[i] = serviceAddress{Local: rawText(a.Local), Remote: rawText(a.Remote), Type: a.SocketType, Protocol: a.Protocol}
	}
	return out
}

// rawText writes a socket address.
func rawText(sa []byte) string {
	if to, scope, ok := ws2def.ParseAddrPort(sa); ok {
		return ws2def.WithScope(to, scope).String()
	}
	return hex.EncodeToString(sa)
}

// rows are the lines of a result in the table: one for each address.
func (f *service) rows() [][]any {
	rows := [][]any{{f.Name, f.Context, "", "", f.Comment}}
	if f.Alias {
		rows[0][2] = "(alias)"
	}
	for i, a := range f.Addresses {
		if i > 0 {
			rows = append(rows, []any{"", "", "", "", ""})
		}
		rows[i][2], rows[i][3] = a.Remote, number(symbol(ws2def.ProtocolName(ws2def.AF_INET, a.Protocol)), a.Protocol)
	}
	return rows
}
