package main

import (
	"errors"

	"winsock/catalog"
)

type catalogCmd struct {
	File catalogFile `name:"catalog" placeholder:"FILE" help:"Use this catalog file instead of the one that applies."`

	List    catalogListCmd    `cmd:"" help:"List the entries in the order of choice."`
	Show    catalogShowCmd    `cmd:"" help:"Show all of an entry."`
	Install catalogInstallCmd `cmd:"" help:"Add the entries of a provider."`
	Remove  catalogRemoveCmd  `cmd:"" help:"Take out entries."`
	Order   catalogOrderCmd   `cmd:"" help:"Put entries in front."`
	Disable catalogDisableCmd `cmd:"" help:"Keep entries, but do not choose them."`
	Enable  catalogEnableCmd  `cmd:"" help:"Choose entries again."`
	Permit  catalogPermitCmd  `cmd:"" help:"Say which categories of layers a program may have."`
	Reset   catalogResetCmd   `cmd:"" help:"Go back to the built-in entries."`
	Check   catalogCheckCmd   `cmd:"" help:"Find what is wrong with the catalog."`
}

func (catalogCmd) Help() string {
	return `WSASocket takes the first entry that serves family, type and protocol.

The file is, in this order: --catalog; what WINSOCK_CATALOG names; catalog.json
in the folder winsock of the user's configuration directory; the system's
/etc/winsock/catalog.json. While it does not exist the built-in catalog is in
force; the first change writes it.

    winsock catalog list --all
    winsock catalog install loop
    winsock catalog install ./libfoo.so
    winsock catalog order 1004 1001    # IPv4 before IPv6
    winsock catalog disable capture
    winsock catalog check
    winsock catalog reset`
}

// catalogFile is a file's name. Empty, as an unset variable of a shell leaves
// it, it would mean another file than was meant.
type catalogFile string

func (f *catalogFile) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return errors.New("give the name of a file")
	}
	*f = catalogFile(text)
	return nil
}

// store is the catalog file that the command line means.
func (c *catalogCmd) store() *catalog.Store {
	if c.File != "" {
		return catalog.Open(string(c.File))
	}
	return catalog.DefaultStore()
}

// read returns the catalog and its file.
func (c *catalogCmd) read() (*catalog.Catalog, *catalog.Store, error) {
	store := c.store()
	entries, err := store.Read()
	return entries, store, damaged(err)
}
