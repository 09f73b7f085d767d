package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"winsock/catalog"
	"winsock/spi"
	"winsock/ws2def"
)

type catalogInstallCmd struct {
	Provider string   `arg:"" complete:"provider" help:"Name of a provider that is part of this program, or the file of one in C."`
	Over     []uint32 `name:"over" placeholder:"ID" help:"Entries that a layer of this program covers, instead of all that it can."`
}

func (catalogInstallCmd) Help() string {
	return `The new entries go to the end of the order. Entries of a provider id that is in
the catalog already are left as they are.

    winsock catalog install loop      # the in-memory provider, for tests
    winsock catalog install afunix    # after it was removed
    winsock catalog install capture   # a layer: in front of all that it covers
    winsock catalog install capture --over 1004
    winsock catalog install ./libfoo.so

` + pluginHelp
}

func (i *catalogInstallCmd) Run(s *screen, c *commands) error {
	store := c.Catalog.store()
	if isPlugin(i.Provider) {
		p, err := readPlugin(i.Provider)
		if err != nil {
			return err
		}
		return installed(s, store, p.install)
	}
	if l, ok := layers[strings.TrimPrefix(i.Provider, spi.PathPrefix)]; ok {
		return installed(s, store, func(edit *catalog.Edit) ([]uint32, error) {
			if err := i.cover(edit.Catalog(), &l); err != nil {
				return nil, err
			}
			id, chains, err := edit.InstallLayer(l)
			return append([]uint32{id}, chains...), err
		})
	}
	if i.Over != nil {
		return usagef("%s is no layer: --over is for layers", i.Provider)
	}
	offered, err := offeredBy(i.Provider)
	if err != nil {
		return err
	}
	return installed(s, store, func(edit *catalog.Edit) ([]uint32, error) {
		there := edit.Catalog()
		missing := slices.DeleteFunc(slices.Clone(offered), func(e catalog.Entry) bool { return hasProvider(there, &e) })
		if len(missing) == 0 {
			return nil, fmt.Errorf("all entries of %s are in the catalog already: winsock catalog show %s", i.Provider, i.Provider)
		}
		return installAll(edit, missing)
	})
}

// cover makes the layer cover the entries that were asked for.
func (i *catalogInstallCmd) cover(c *catalog.Catalog, l *catalog.Layer) error {
	if i.Over != nil {
		l.Over = nil
	}
	for _, id := range i.Over {
		if !c.Opens(id) {
			return fmt.Errorf("%d is no entry that a layer can cover: see winsock catalog list", id)
		}
		info := &c.Find(id).Info
		l.Over = append(l.Over, catalog.Triple{Family: info.AddressFamily, Type: info.SocketType, Protocol: info.Protocol})
	}
	return nil
}

// installed changes the catalog and shows the entries that install has added.
func installed(s *screen, store *catalog.Store, install func(*catalog.Edit) ([]uint32, error)) error {
	var added []*catalog.Entry
	err := store.Update(func(edit *catalog.Edit) error {
		ids, err := install(edit)
		if err != nil {
			return err
		}
		for _, id := range ids {
			added = append(added, edit.Catalog().Find(id))
		}
		return nil
	})
	if err != nil {
		return changeError(store, err)
	}
	for _, e := range added {
		s.line("installed %v", e)
	}
	return nil
}

// installAll installs entries, those of one provider id together.
func installAll(edit *catalog.Edit, entries []catalog.Entry) (ids []uint32, err error) {
	for len(entries) > 0 {
		provider := entries[0].Info.ProviderId
		var same, rest []catalog.Entry
		for _, e := range entries {
			if e.Info.ProviderId == provider {
				same = append(same, e)
			} else {
				rest = append(rest, e)
			}
		}
		more, err := edit.Install(same...)
		if err != nil {
			return nil, err
		}
		ids, entries = append(ids, more...), rest
	}
	return ids, nil
}

func hasProvider(c *catalog.Catalog, e *catalog.Entry) bool {
	return slices.ContainsFunc(c.Enum(nil, true), func(o *catalog.Entry) bool { return o.Info.ProviderId == e.Info.ProviderId })
}

type catalogRemoveCmd struct {
	Entries []string `arg:"" name:"id" complete:"entry" help:"Id or name of an entry, or GUID or name of a provider for all of its entries."`
}

func (catalogRemoveCmd) Help() string {
	return `Sockets that are open are not affected; winsock catalog reset brings the built-in
entries back. With a layer go the chains that it is on top of, and it is taken out of
those above it.

    winsock catalog remove 1007
    winsock catalog remove loop       # all entries of a provider
    winsock catalog remove capture    # a layer and its chains`
}

func (r *catalogRemoveCmd) Run(s *screen, c *commands) error {
	store := c.Catalog.store()
	var gone []*catalog.Entry
	err := store.Update(func(edit *catalog.Edit) error {
		for _, text := range r.Entries {
			entries, err := removable(edit.Catalog(), text)
			if err != nil {
				return err
			}
			for _, e := range entries {
				removed, err := removeEntry(edit, e)
				if err != nil {
					return err
				}
				gone = append(gone, removed...)
			}
		}
		return nil
	})
	if err != nil {
		return changeError(store, err)
	}
	for _, e := range gone {
		s.line("removed %v", e)
	}
	return nil
}

// removeEntry takes an entry out, a layer with its chains, and returns what is gone; what
// has gone with another one already is nothing to say.
func removeEntry(edit *catalog.Edit, e *catalog.Entry) ([]*catalog.Entry, error) {
	id := e.Info.CatalogEntryId
	switch {
	case edit.Catalog().Find(id) == nil:
		return nil, nil
	case e.Info.ProtocolChain.ChainLen == ws2def.LAYERED_PROTOCOL:
		return edit.RemoveLayer(id)
	}
	return []*catalog.Entry{e}, edit.Remove(id)
}

// removable are the entries that text means: several only when it names a
// provider.
func removable(c *catalog.Catalog, text string) ([]*catalog.Entry, error) {
	found, provider, err := findEntries(c, text)
	if err == nil && len(found) > 1 && !provider {
		err = ambiguous(text, found)
	}
	return found, err
}

type catalogOrderCmd struct {
	Entries []string `arg:"" name:"id" complete:"entry" help:"Ids or names of entries, first first."`
}

func (catalogOrderCmd) Help() string {
	return `The entries named go to the front in that order; the others keep theirs behind
them. Ids stay what they are.

    winsock catalog order 1004        # TCP over IPv4 is asked first
    winsock catalog order 1004 1005 1006`
}

func (o *catalogOrderCmd) Run(s *screen, c *commands) error {
	store := c.Catalog.store()
	var order []uint32
	err := store.Update(func(edit *catalog.Edit) error {
		order = nil
		all := edit.Catalog()
		for _, text := range o.Entries {
			e, err := oneEntry(all, text)
			if err != nil {
				return err
			}
			if slices.Contains(order, e.Info.CatalogEntryId) {
				return usagef("%v is named twice; name each entry once", e)
			}
			order = append(order, e.Info.CatalogEntryId)
		}
		for _, e := range all.Enum(nil, true) {
			if !slices.Contains(order, e.Info.CatalogEntryId) {
				order = append(order, e.Info.CatalogEntryId)
			}
		}
		return edit.Order(order...)
	})
	if err != nil {
		return changeError(store, err)
	}
	ids := make([]string, len(order))
	for i, id := range order {
		ids[i] = strconv.FormatUint(uint64(id), 10)
	}
	s.line("order is %s", strings.Join(ids, " "))
	return nil
}

type catalogResetCmd struct{}

func (catalogResetCmd) Help() string {
	return `The file as it was is kept beside the new one, with .old added to its name, or
.damaged when it could not be read. Ids are never given twice: entries that were
changed get new ones.`
}

func (catalogResetCmd) Run(s *screen, c *commands) error {
	store := c.Catalog.store()
	kept, err := store.Reset()
	if err != nil {
		return changeError(store, err)
	}
	entries, err := store.Read()
	if err != nil {
		return err
	}
	s.line("%s has the %d built-in entries", store.Path(), entries.Len())
	if kept != "" {
		s.line("the file as it was is kept as %s", kept)
	}
	return nil
}

// changeError says what to do about a change that failed.
func changeError(store *catalog.Store, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w; run it as the owner of %s, or name another file with --catalog or %s", err, store.Path(), catalog.EnvFile)
	case errors.Is(err, catalog.ErrBusy), errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("%w; try again", err)
	}
	return damaged(err)
}
