package main

import (
	"crypto/rand"
	"encoding/binary"
	"path/filepath"
	"slices"
	"strings"

	"winsock"
	"winsock/namespace"
	"winsock/ws2def"
)

type namesInstallCmd struct {
	Path      string `arg:"" help:"A shared object with an NSPStartup, or the name of a provider in Go."`
	NameSpace string `required:"" complete:"name space" placeholder:"NAME" help:"The name space that it serves: nds, NS_NDS or 2."`
	Name      string `placeholder:"TEXT" help:"What it is called; the name of the file if not given."`
	ID        string `name:"id" placeholder:"GUID" help:"Its id; a new one if not given."`
	Version   uint32 `placeholder:"NUMBER" help:"Its version."`
}

func (namesInstallCmd) Help() string {
	return `It is asked after all others; winsock names order changes that. Programs see it
after their next start.

    winsock names install ./libdirectory.so --name-space nds --name Directory
    winsock names install local --name-space localname`
}

func (c *namesInstallCmd) Run(s *screen) error {
	space, err := nameSpaces.read(c.NameSpace, 1, 1<<32-1)
	if err != nil {
		return err
	}
	path := namespace.PathPrefix + c.Path
	if strings.ContainsRune(c.Path, '/') {
		if path, err = filepath.Abs(c.Path); err != nil {
			return err
		}
	} else if !slices.Contains(namespace.Names(), c.Path) {
		return usagef("no provider of a name space is called %q; there are %s; a file has a / in its name", c.Path, strings.Join(namespace.Names(), ", "))
	}
	id := newGUID()
	if c.ID != "" {
		if id, err = ws2def.ParseGUID(c.ID); err != nil {
			return usagef("%q is no GUID", c.ID)
		}
	}
	name := c.Name
	if name == "" {
		name = strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), namespace.PathPrefix), ".so")
	}
	wideName, err := winsock.UTF16PtrFromString(name)
	if err != nil {
		return err
	}
	widePath, err := winsock.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	if err := winsock.WSCInstallNameSpace(wideName, widePath, uint32(space), c.Version, &id); err != nil {
		return err
	}
	s.line("installed %s (%s) as %s", name, path, id)
	return nil
}

// newGUID is a random one.
func newGUID() ws2def.GUID {
	var b [16]byte
	rand.Read(b[:])
	id := ws2def.GUID{
		Data1: binary.LittleEndian.Uint32(b[:]), Data2: binary.LittleEndian.Uint16(b[4:]),
		Data3: binary.LittleEndian.Uint16(b[6:])&0x0fff | 0x4000, Data4: [8]byte(b[8:]),
	}
	id.Data4[0] = id.Data4[0]&0x3f | 0x80
	return id
}

// chosenProvider is an argument that names a provider of a name space.
type chosenProvider struct {
	Provider string `arg:"" complete:"name space provider" help:"Its name, id or path."`
}

// change makes a change of the provider and says what was done.
func (c *chosenProvider) change(s *screen, done string, change func(*ws2def.GUID) error) error {
	p, err := nameSpaceProvider(c.Provider)
	if err != nil {
		return err
	}
	if err := change(&p.ID); err != nil {
		return err
	}
	s.line("%s %s", done, p.Identifier)
	return nil
}

type namesRemoveCmd struct {
	chosenProvider `embed:""`
}

func (c *namesRemoveCmd) Run(s *screen) error {
	return c.change(s, "removed", winsock.WSCUnInstallNameSpace)
}

type namesEnableCmd struct {
	chosenProvider `embed:""`
}

func (c *namesEnableCmd) Run(s *screen) error {
	return c.change(s, "enabled", func(id *ws2def.GUID) error { return winsock.WSCEnableNSProvider(id, true) })
}

type namesDisableCmd struct {
	chosenProvider `embed:""`
}

func (c *namesDisableCmd) Run(s *screen) error {
	return c.change(s, "disabled", func(id *ws2def.GUID) error { return winsock.WSCEnableNSProvider(id, false) })
}

type namesOrderCmd struct {
	Providers []string `arg:"" name:"provider" complete:"name space provider" help:"Names, ids or paths; the others follow."`
}

func (c *namesOrderCmd) Run(s *screen) error {
	all, err := winsock.NameSpaceProviders()
	if err != nil {
		return err
	}
	var ids []ws2def.GUID
	var names []string
	add := func(p *winsock.NameSpaceProvider) {
		ids = append(ids, p.ID)
		names = append(names, p.Identifier)
	}
	for _, text := range c.Providers {
		p, err := nameSpaceProvider(text)
		if err != nil {
			return err
		}
		if slices.Contains(ids, p.ID) {
			return usagef("%s is named twice", p.Identifier)
		}
		add(p)
	}
	for i := range all {
		if !slices.Contains(ids, all[i].ID) {
			add(&all[i])
		}
	}
	if err := winsock.WSCWriteNameSpaceOrder(ids); err != nil {
		return err
	}
	s.line("order is %s", strings.Join(names, ", "))
	return nil
}
