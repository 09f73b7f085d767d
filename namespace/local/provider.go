package local

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"syscall"

	"winsock/catalog"
	"winsock/namespace"
	"winsock/ws2def"
)

// Name is what the provider is registered as.
const Name = "local"

func init() {
	namespace.Register(Name, func(info namespace.Info) (namespace.Provider, namespace.Errno) {
		return &provider{info: info}, 0
	})
}

type provider struct{ info namespace.Info }

var (
	_ namespace.Provider    = (*provider)(nil)
	_ namespace.Registrar   = (*provider)(nil)
	_ namespace.ClassKeeper = (*provider)(nil)
)

func (p *provider) Cleanup() {}

// stores are those beside which the files are, the user's own first; tests have others.
var stores = func() []*catalog.Store { return catalog.DefaultStore().Layers() }

// read returns what the files of the user and of the system hold, the user's
// first. Errors: WSANO_RECOVERY (a file is damaged, or can't be read).
//
// Source: P-485.
func read() ([]*content, namespace.Errno) {
	var all []*content
	for _, s := range stores() {
		data, err := s.ReadBeside(File)
		if err != nil {
			return nil, ws2def.WSANO_RECOVERY
		}
		c, err := parse(data)
		if err != nil {
			return nil, ws2def.WSANO_RECOVERY
		}
		all = append(all, c)
	}
	return all, 0
}

// change changes the file of the user, or root that of the system. Errors: those
// of f, WSAEACCES (the file may not be changed), WSATRY_AGAIN, WSANO_RECOVERY.
//
// Source: P-485.
func change(f func(*content) namespace.Errno) namespace.Errno {
	var refused namespace.Errno
	err := stores()[0].UpdateBeside(File, func(old []byte) ([]byte, error) {
		c, err := parse(old)
		if err != nil {
			return nil, err
		}
		if refused = f(c); refused != 0 {
			return nil, refused
		}
		return c.encode(), nil
	})
	switch {
	case refused != 0:
		return refused
	case err == nil:
		return 0
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return ws2def.WSAEACCES
	case errors.Is(err, catalog.ErrBusy):
		return ws2def.WSATRY_AGAIN
	}
	return ws2def.WSANO_RECOVERY
}

// SetService registers a service, takes its addresses away or takes it away.
// With SERVICE_MULTIPLE only the addresses given come or go.
//
// Source: P-486.
func (p *provider) SetService(_ *namespace.Class, q *namespace.QuerySet, op int32, flags uint32) namespace.Errno {
	asked, e := entered(q)
	if e != 0 {
		return e
	}
	multiple := flags&ws2def.SERVICE_MULTIPLE != 0
	return change(func(c *content) namespace.Errno {
		i := c.place(&asked)
		switch {
		case op == ws2def.RNRSERVICE_REGISTER && i < 0:
			if len(c.Services) == maxServices {
				return ws2def.WSAENOBUFS
			}
			c.Services = append(c.Services, asked)
			return 0
		case op == ws2def.RNRSERVICE_REGISTER && multiple:
			return c.Services[i].update(asked)
		case op == ws2def.RNRSERVICE_REGISTER:
			c.Services[i] = asked
			return 0
		case i < 0:
			return absent(&asked)
		}
		s := &c.Services[i]
		if multiple {
			s.Addresses = slices.DeleteFunc(s.Addresses, func(a address) bool {
				return slices.ContainsFunc(asked.Addresses, a.equal)
			})
		} else {
			s.Addresses = nil
		}
		switch {
		case len(s.Addresses) > 0:
		case op == ws2def.RNRSERVICE_DELETE:
			c.Services = slices.Delete(c.Services, i, i+1)
		default:
			s.Deregistered = true
		}
		return 0
	})
}

// absent is the error of a change to a service that is not in the user's file.
func absent(s *service) namespace.Errno {
	all, e := read()
	if e != 0 {
		return e
	}
	for _, c := range all[1:] {
		if c.place(s) >= 0 {
			return ws2def.WSAEACCES // it is the system's
		}
	}
	return ws2def.WSASERVICE_NOT_FOUND
}

// entered is a service as it is kept. Errors: WSAEINVAL.
func entered(q *namespace.QuerySet) (service, namespace.Errno) {
	if q.Class == nil {
		return service{}, ws2def.WSAEINVAL
	}
	s := service{Name: q.Name, Class: *q.Class, Context: strings.Join(elements(q.Context), "/"), Comment: q.Comment, Blob: q.Blob}
	if q.Version != nil {
		version := q.Version.Version
		s.Version = &version
	}
	for _, a := range q.Addresses {
		s.Addresses = append(s.Addresses, address{Local: a.Local, Remote: a.Remote, Type: a.SocketType, Protocol: protocol(a)})
	}
	return s, s.check()
}

// protocolAny is IPROTOCOL_ANY: the provider chooses.
const protocolAny = -1

// protocol is the protocol of an address, also when the provider has to choose it.
//
// Source: P-486.
func protocol(a namespace.Address) int32 {
	if a.Protocol != protocolAny {
		return a.Protocol
	}
	switch family := familyOf(a); {
	case family != ws2def.AF_INET && family != ws2def.AF_INET6:
	case a.SocketType == ws2def.SOCK_STREAM:
		return ws2def.IPPROTO_TCP
	case a.SocketType == ws2def.SOCK_DGRAM:
		return ws2def.IPPROTO_UDP
	}
	return 0
}

// familyOf is the address family of a service's address.
func familyOf(a namespace.Address) uint16 {
	if len(a.Remote) >= 2 {
		return ws2def.Family(a.Remote)
	}
	return ws2def.Family(a.Local)
}

func (a address) equal(o address) bool {
	return a.Type == o.Type && a.Protocol == o.Protocol && slices.Equal(a.Local, o.Local) && slices.Equal(a.Remote, o.Remote)
}

// update gives a service the addresses of another one beside its own, and what
// else that one has. Errors: WSAENOBUFS.
func (s *service) update(from service) namespace.Errno {
	addresses := s.Addresses
	for _, a := range from.Addresses {
		if !slices.ContainsFunc(addresses, a.equal) {
			addresses = append(addresses, a)
		}
	}
	if len(addresses) > maxAddresses {
		return ws2def.WSAENOBUFS
	}
	s.Addresses, s.Deregistered = addresses, false
	if from.Version != nil {
		s.Version = from.Version
	}
	if from.Comment != "" {
		s.Comment = from.Comment
	}
	if from.Blob != nil {
		s.Blob = from.Blob
	}
	return 0
}

// Class describes a class that was installed. Errors: WSATYPE_NOT_FOUND,
// WSANO_RECOVERY.
//
// Source: P-488.
func (p *provider) Class(id ws2def.GUID) (*namespace.Class, namespace.Errno) {
	all, e := read()
	if e != 0 {
		return nil, e
	}
	for _, c := range all {
		if i := c.classPlace(id); i >= 0 {
			return c.Classes[i].shown(), 0
		}
	}
	return nil, ws2def.WSATYPE_NOT_FOUND
}

func (c *class) shown() *namespace.Class {
	s := &namespace.Class{ID: c.ID, Name: c.Name}
	for _, v := range c.Values {
		s.Values = append(s.Values, namespace.Value{Name: v.Name, NameSpace: v.NameSpace, Type: v.Type, Data: v.Data})
	}
	return s
}

// InstallClass keeps a class. Errors: WSAEALREADY (it is there), WSAEINVAL, those
// of a change.
//
// Source: P-487.
func (p *provider) InstallClass(asked *namespace.Class) namespace.Errno {
	made := class{ID: asked.ID, Name: asked.Name}
	for _, v := range asked.Values {
		made.Values = append(made.Values, value{Name: v.Name, NameSpace: v.NameSpace, Type: v.Type, Data: v.Data})
	}
	if e := made.check(); e != 0 {
		return e
	}
	return change(func(c *content) namespace.Errno {
		switch {
		case c.classPlace(made.ID) >= 0:
			return ws2def.WSAEALREADY
		case len(c.Classes) == maxClasses:
			return ws2def.WSAENOBUFS
		}
		c.Classes = append(c.Classes, made)
		return 0
	})
}

// RemoveClass forgets a class. Errors: WSATYPE_NOT_FOUND, WSAEACCES (it is the
// system's), WSAETOOMANYREFS (a service is of it), those of a change.
//
// Source: P-489.
func (p *provider) RemoveClass(id ws2def.GUID) namespace.Errno {
	all, e := read()
	if e != 0 {
		return e
	}
	return change(func(c *content) namespace.Errno {
		i := c.classPlace(id)
		if i < 0 {
			for _, below := range all[1:] {
				if below.classPlace(id) >= 0 {
					return ws2def.WSAEACCES
				}
			}
			return ws2def.WSATYPE_NOT_FOUND
		}
		if slices.ContainsFunc(c.Services, func(s service) bool { return s.Class == id }) {
			return ws2def.WSAETOOMANYREFS
		}
		c.Classes = slices.Delete(c.Classes, i, i+1)
		return 0
	})
}
