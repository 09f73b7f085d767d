package main

import (
	"encoding/binary"
	"net/netip"
	"strconv"

	"winsock"
	"winsock/namespace"
	"winsock/ws2def"
)

type namesRegisterCmd struct {
	Name      string   `arg:"" help:"The name of the service."`
	Addresses []string `arg:"" optional:"" name:"address" help:"Where it is: 192.0.2.1:80 or [2001:db8::1]:80."`
	Class     string   `short:"c" required:"" placeholder:"CLASS" help:"What kind of service: 80/tcp, http/tcp or a GUID."`
	Comment   string   `placeholder:"TEXT" help:"A comment."`
	Version   string   `placeholder:"NUMBER" help:"A version."`
	UDP       bool     `help:"The addresses are of UDP, whatever the class says."`
	Add       bool     `help:"Keep the addresses that it has."`
	placed    `embed:""`
}

func (namesRegisterCmd) Help() string {
	return `The service stays registered until winsock names unregister: over restarts of
programs and of the machine. What a user registers all programs of the user find;
what root registers all users find.

` + classHelp + `

    winsock names register "Floor 2" 192.0.2.7:9100 --class 9100/tcp
    winsock names register Lab [::1]:4000 -c 5A8F4B10-0B8E-4A51-9D01-020304050607 \
        --context printers --comment "ask for paper"`
}

// serviceOf is what the arguments say of a service.
func serviceOf(name, class string, addresses []string, udp bool, w *placed) (*namespace.QuerySet, error) {
	id, err := serviceClass(class)
	if err != nil {
		return nil, err
	}
	q := &namespace.QuerySet{Name: name, Class: id}
	protocol, typ := int32(ws2def.IPPROTO_TCP), int32(ws2def.SOCK_STREAM)
	if p, _, _, ok := namespace.PortOf(*id); udp || ok && p == ws2def.IPPROTO_UDP {
		protocol, typ = ws2def.IPPROTO_UDP, ws2def.SOCK_DGRAM
	}
	for _, text := range addresses {
		to, err := netip.ParseAddrPort(text)
		if err != nil {
			return nil, usagef("%q is no address with a port: 192.0.2.1:80, [2001:db8::1]:80", text)
		}
		family := uint16(ws2def.AF_INET6)
		if to.Addr().Is4() {
			family = ws2def.AF_INET
		}
		sa := make([]byte, ws2def.SockaddrLen(family))
		sa = sa[:ws2def.PutAddrPort(sa, family, to)]
		q.Addresses = append(q.Addresses, namespace.Address{Local: sa, Remote: sa, SocketType: typ, Protocol: protocol})
	}
	return q, w.narrow(q)
}

func (c *namesRegisterCmd) Run(s *screen) error {
	q, err := serviceOf(c.Name, c.Class, c.Addresses, c.UDP, &c.placed)
	if err != nil {
		return err
	}
	q.Comment = c.Comment
	if c.Version != "" {
		n, err := integer(c.Version, 0, 1<<32-1)
		if err != nil {
			return err
		}
		q.Version = &ws2def.WSAVersion{Version: uint32(n)}
	}
	flags := uint32(0)
	if c.Add {
		flags = ws2def.SERVICE_MULTIPLE
	}
	if err := winsock.SetService(q, ws2def.RNRSERVICE_REGISTER, flags); err != nil {
		return err
	}
	s.line("registered %s", c.Name)
	return nil
}

type namesUnregisterCmd struct {
	Name      string   `arg:"" help:"The name of the service."`
	Addresses []string `arg:"" optional:"" name:"address" help:"Take away only these addresses."`
	Class     string   `short:"c" required:"" placeholder:"CLASS" help:"What kind of service: 80/tcp, http/tcp or a GUID."`
	UDP       bool     `help:"The addresses are of UDP, whatever the class says."`
	placed    `embed:""`
}

func (namesUnregisterCmd) Help() string {
	return classHelp + `

    winsock names unregister "Floor 2" --class 9100/tcp
    winsock names unregister "Floor 2" 192.0.2.7:9100 --class 9100/tcp`
}

func (c *namesUnregisterCmd) Run(s *screen) error {
	q, err := serviceOf(c.Name, c.Class, c.Addresses, c.UDP, &c.placed)
	if err != nil {
		return err
	}
	flags := uint32(0)
	if len(c.Addresses) > 0 {
		flags = ws2def.SERVICE_MULTIPLE
	}
	if err := winsock.SetService(q, ws2def.RNRSERVICE_DELETE, flags); err != nil {
		return err
	}
	s.line("unregistered %s", c.Name)
	return nil
}

type namesClassCmd struct {
	Show    namesClassShowCmd    `cmd:"" help:"Show what is known about a class."`
	Install namesClassInstallCmd `cmd:"" help:"Install a class."`
	Remove  namesClassRemoveCmd  `cmd:"" help:"Remove a class."`
}

type namesClassShowCmd struct {
	Class string `arg:"" help:"80/tcp, http/tcp or a GUID."`
}

func (c *namesClassShowCmd) Run(s *screen) error {
	id, err := serviceClass(c.Class)
	if err != nil {
		return err
	}
	class, err := winsock.ServiceClass(*id)
	if err != nil {
		return err
	}
	s.line("%s  %s", class.ID, class.Name)
	for _, v := range class.Values {
		s.field(v.Name, valueText(v)+" in "+number(symbol(ws2def.NameSpaceNames.Of(int64(v.NameSpace))), int32(v.NameSpace)))
	}
	return nil
}

// valueText writes the value of a property.
func valueText(v namespace.Value) string {
	if len(v.Data) == 4 {
		return strconv.FormatUint(uint64(binary.LittleEndian.Uint32(v.Data)), 10)
	}
	return strconv.Quote(string(v.Data))
}

type namesClassInstallCmd struct {
	ID      string `arg:"" help:"The GUID of the class."`
	Name    string `arg:"" help:"Its name."`
	TCPPort string `name:"tcp-port" placeholder:"PORT" help:"The port of its services in TCP."`
	UDPPort string `name:"udp-port" placeholder:"PORT" help:"The port of its services in UDP."`
}

func (namesClassInstallCmd) Help() string {
	return `With a port, a host's name is enough to find its service of that class in DNS.

    winsock names class install 5A8F4B10-0B8E-4A51-9D01-020304050607 Printing --tcp-port 9100
    winsock names find example.com --class 5A8F4B10-0B8E-4A51-9D01-020304050607`
}

func (c *namesClassInstallCmd) Run(s *screen) error {
	id, err := ws2def.ParseGUID(c.ID)
	if err != nil {
		return usagef("%q is no GUID", c.ID)
	}
	class := &namespace.Class{ID: id, Name: c.Name}
	for _, p := range []struct{ name, port string }{{"TcpPort", c.TCPPort}, {"UdpPort", c.UDPPort}} {
		if p.port == "" {
			continue
		}
		n, err := integer(p.port, 0, 1<<16-1)
		if err != nil {
			return err
		}
		const number = 4 // REG_DWORD
		class.Values = append(class.Values, namespace.Value{
			Name: p.name, NameSpace: ws2def.NS_ALL, Type: number, Data: binary.LittleEndian.AppendUint32(nil, uint32(n)),
		})
	}
	if err := winsock.InstallServiceClass(class); err != nil {
		return err
	}
	s.line("installed class %s (%s)", id, c.Name)
	return nil
}

type namesClassRemoveCmd struct {
	ID string `arg:"" help:"The GUID of the class."`
}

func (c *namesClassRemoveCmd) Run(s *screen) error {
	id, err := ws2def.ParseGUID(c.ID)
	if err != nil {
		return usagef("%q is no GUID", c.ID)
	}
	if err := winsock.RemoveServiceClass(id); err != nil {
		return err
	}
	s.line("removed class %s", id)
	return nil
}
