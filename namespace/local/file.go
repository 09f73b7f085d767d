package local

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"winsock/namespace"
	"winsock/ws2def"
)

// File is the name of the file, beside the catalog.
const File = "services.json"

// Limits of what is kept.
const (
	maxText      = 1024     // bytes of a name, comment or context
	maxBlob      = 64 << 10 // bytes of a service's blob and of a value of a class
	maxAddresses = 256      // of a service
	maxValues    = 256      // of a class
	maxServices  = 64 << 10
	maxClasses   = 16 << 10
)

// content is the file.
type content struct {
	Format   int       `json:"format"`
	Classes  []class   `json:"classes,omitempty"`
	Services []service `json:"services,omitempty"`
}

// class is a service class in the file.
type class struct {
	ID     ws2def.GUID `json:"id"`
	Name   string      `json:"name"`
	Values []value     `json:"values,omitempty"`
}

// value is a property of a class in the file.
type value struct {
	Name      string `json:"name"`
	NameSpace uint32 `json:"name_space"`
	Type      uint32 `json:"type"`
	Data      []byte `json:"data,omitempty"`
}

// service is a service in the file. One that is deregistered is there without
// addresses, and not found.
type service struct {
	Name         string      `json:"name"`
	Class        ws2def.GUID `json:"class"`
	Context      string      `json:"context,omitempty"`
	Version      *uint32     `json:"version,omitempty"`
	Comment      string      `json:"comment,omitempty"`
	Deregistered bool        `json:"deregistered,omitempty"`
	Addresses    []address   `json:"addresses,omitempty"`
	Blob         []byte      `json:"blob,omitempty"`
}

// address is where a service is, in the file.
type address struct {
	Local    sockaddr `json:"local,omitempty"`
	Remote   sockaddr `json:"remote,omitempty"`
	Type     int32    `json:"type"`
	Protocol int32    `json:"protocol"`
}

// format is the version of the file's form.
const format = 1

// parse reads the file; nil stands for one that does not exist. It takes nothing
// that it does not know.
func parse(data []byte) (*content, error) {
	c := &content{Format: format}
	if data == nil {
		return c, nil
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	c.Format = 0
	if err := d.Decode(c); err != nil {
		return nil, fmt.Errorf("%s: %w", File, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: there is something behind the end", File)
	}
	if c.Format != format {
		return nil, fmt.Errorf("%s: the format is %d, not %d", File, c.Format, format)
	}
	if len(c.Services) > maxServices || len(c.Classes) > maxClasses {
		return nil, fmt.Errorf("%s: more than %d services or %d classes", File, maxServices, maxClasses)
	}
	for i := range c.Classes {
		if e := c.Classes[i].check(); e != 0 {
			return nil, fmt.Errorf("%s: class %d can't be", File, i+1)
		}
	}
	for i := range c.Services {
		if e := c.Services[i].check(); e != 0 {
			return nil, fmt.Errorf("%s: service %d can't be", File, i+1)
		}
	}
	return c, nil
}

// encode is the file with c.
func (c *content) encode() []byte {
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		panic(err) // numbers, texts and bytes always have a form
	}
	return append(data, '\n')
}

// fits reports whether a text can be kept.
func fits(s string) bool { return len(s) <= maxText && !strings.ContainsRune(s, 0) }

// check says whether a service can be kept. Errors: WSAEINVAL.
func (s *service) check() namespace.Errno {
	if s.Name == "" || s.Class == (ws2def.GUID{}) || !fits(s.Name) || !fits(s.Comment) || !fits(s.Context) ||
		len(s.Blob) > maxBlob || len(s.Addresses) > maxAddresses {
		return ws2def.WSAEINVAL
	}
	for _, a := range s.Addresses {
		if len(a.Local) == 0 && len(a.Remote) == 0 || len(a.Local) > ws2def.SizeofSockaddrAny || len(a.Remote) > ws2def.SizeofSockaddrAny {
			return ws2def.WSAEINVAL
		}
	}
	return 0
}

// check says whether a class can be kept. Errors: WSAEINVAL.
func (c *class) check() namespace.Errno {
	if c.Name == "" || c.ID == (ws2def.GUID{}) || !fits(c.Name) || len(c.Values) > maxValues {
		return ws2def.WSAEINVAL
	}
	for _, v := range c.Values {
		if !fits(v.Name) || len(v.Data) > maxBlob {
			return ws2def.WSAEINVAL
		}
	}
	return 0
}

// place returns where a service stands that has the class, name and context of
// like, -1 for nowhere.
//
// Source: P-485.
func (c *content) place(like *service) int {
	return slices.IndexFunc(c.Services, like.same)
}

// same reports whether two services are one.
func (s *service) same(o service) bool {
	return s.Class == o.Class && strings.EqualFold(s.Name, o.Name) && strings.EqualFold(s.Context, o.Context)
}

// classPlace returns where a class stands, -1 for nowhere.
func (c *content) classPlace(id ws2def.GUID) int {
	return slices.IndexFunc(c.Classes, func(o class) bool { return o.ID == id })
}
