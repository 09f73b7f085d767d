package directory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"winsock/catalog"
	"winsock/namespace"
	"winsock/ws2def"
)

// File is the name of the name-space catalog, beside the protocol catalog.
const File = catalog.NamespaceFile

// Limits of an entry: its name in characters, its path, what it brings along.
const (
	maxIdentifier = 255
	maxPath       = 259
	maxSpecific   = 64 << 10
	maxEntries    = 1024
)

// Entry is a provider of a name space in the catalog. Path names its code:
// "go:<name>" or the absolute name of a shared object.
type Entry struct {
	namespace.Info
	Path string
}

// Ids of the providers that are built in.
var (
	DNS   = ws2def.GUID{Data1: 0x3b22cfbe, Data2: 0x9360, Data3: 0x41c1, Data4: [8]byte{0x85, 0x20, 0x51, 0x42, 0x16, 0x71, 0x87, 0x33}}
	Local = ws2def.GUID{Data1: 0x6d1f0c52, Data2: 0x2b7e, Data3: 0x4a08, Data4: [8]byte{0x9c, 0x4d, 0xe3, 0x15, 0x70, 0xa9, 0x62, 0x0b}}
)

// builtin is the catalog without a file: this machine's services, whom nobody
// waits for, before DNS.
//
// Source: P-494.
func builtin() []Entry {
	return []Entry{
		{Info: namespace.Info{ID: Local, NameSpace: ws2def.NS_LOCALNAME, Active: true, Version: 1, Identifier: "Local services"}, Path: "go:local"},
		{Info: namespace.Info{ID: DNS, NameSpace: ws2def.NS_DNS, Active: true, Identifier: "Tcpip"}, Path: "go:dns"},
	}
}

// entryForm is an entry as it stands in the file.
type entryForm struct {
	ID        ws2def.GUID `json:"id"`
	Name      string      `json:"name"`
	Path      string      `json:"path"`
	NameSpace uint32      `json:"name_space"`
	Version   uint32      `json:"version,omitempty"`
	Disabled  bool        `json:"disabled,omitempty"`
	Specific  []byte      `json:"specific,omitempty"`
}

// catalogForm is the file.
type catalogForm struct {
	Format    int         `json:"format"`
	Providers []entryForm `json:"providers"`
}

// format is the version of the file's form.
const format = 1

// parse reads the file; nil stands for one that does not exist. It takes nothing
// that it does not know.
func parse(data []byte) ([]Entry, error) {
	if data == nil {
		return builtin(), nil
	}
	var c catalogForm
	if err := decode(data, &c); err != nil {
		return nil, fmt.Errorf("%s: %w", File, err)
	}
	if c.Format != format {
		return nil, fmt.Errorf("%s: the format is %d, not %d", File, c.Format, format)
	}
	if len(c.Providers) > maxEntries {
		return nil, fmt.Errorf("%s: more than %d providers", File, maxEntries)
	}
	entries := make([]Entry, len(c.Providers))
	for i, f := range c.Providers {
		e := Entry{Path: f.Path, Info: namespace.Info{
			ID: f.ID, NameSpace: f.NameSpace, Active: !f.Disabled, Version: f.Version, Identifier: f.Name, Specific: f.Specific,
		}}
		if reason := e.fault(); reason != "" {
			return nil, fmt.Errorf("%s: provider %d: %s", File, i+1, reason)
		}
		if find(entries[:i], f.ID) >= 0 {
			return nil, fmt.Errorf("%s: provider %d: its id %v is there already", File, i+1, f.ID)
		}
		entries[i] = e
	}
	return entries, nil
}

// decode reads a file that is one JSON value whose members are all known.
func decode(data []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is something behind the end")
	}
	return nil
}

// encode is the file with entries.
func encode(entries []Entry) []byte {
	c := catalogForm{Format: format, Providers: make([]entryForm, len(entries))}
	for i, e := range entries {
		c.Providers[i] = entryForm{
			ID: e.ID, Name: e.Identifier, Path: e.Path, NameSpace: e.NameSpace, Version: e.Version, Disabled: !e.Active, Specific: e.Specific,
		}
	}
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		panic(err) // numbers, texts and bytes always have a form
	}
	return append(data, '\n')
}

// fault says what is wrong with an entry, "" when nothing is.
//
// Source: P-495.
func (e *Entry) fault() string {
	switch {
	case e.ID == ws2def.GUID{}:
		return "it has no id"
	case e.Identifier == "" || len(e.Identifier) > maxIdentifier || strings.ContainsRune(e.Identifier, 0):
		return fmt.Sprintf("the name %q is empty, longer than %d bytes or holds a zero", e.Identifier, maxIdentifier)
	case e.Path == "" || len(e.Path) > maxPath || strings.ContainsRune(e.Path, 0):
		return fmt.Sprintf("the path %q is empty, longer than %d bytes or holds a zero", e.Path, maxPath)
	case !strings.HasPrefix(e.Path, namespace.PathPrefix) && !strings.HasPrefix(e.Path, "/") && !strings.HasPrefix(e.Path, "%"):
		return fmt.Sprintf("the path %q is neither absolute nor begins with %s", e.Path, namespace.PathPrefix)
	case e.NameSpace == ws2def.NS_ALL:
		return "NS_ALL is no name space of one provider"
	case len(e.Specific) > maxSpecific:
		return fmt.Sprintf("its data is longer than %d bytes", maxSpecific)
	}
	return ""
}

// find returns where the provider id stands, -1 for nowhere.
func find(entries []Entry, id ws2def.GUID) int {
	return slices.IndexFunc(entries, func(e Entry) bool { return e.ID == id })
}
