package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"winsock/catalog"
	"winsock/ws2def"
)

type catalogDisableCmd struct {
	Entries []string `arg:"" name:"id" complete:"entry" help:"Id or name of an entry, or GUID or name of a provider for all of its entries."`
}

func (catalogDisableCmd) Help() string {
	return `Programs that start from now on do not choose the entries, and do without a layer
that is disabled wherever it stands in a chain. winsock catalog enable undoes it.

    winsock catalog disable af_unix
    winsock catalog disable capture    # the layer, everywhere`
}

func (d *catalogDisableCmd) Run(s *screen, c *commands) error {
	return enable(s, c.Catalog.store(), d.Entries, false)
}

type catalogEnableCmd struct {
	Entries []string `arg:"" name:"id" complete:"entry" help:"Id or name of an entry, or GUID or name of a provider for all of its entries."`
}

func (catalogEnableCmd) Help() string { return `Undoes winsock catalog disable.` }

func (e *catalogEnableCmd) Run(s *screen, c *commands) error {
	return enable(s, c.Catalog.store(), e.Entries, true)
}

// enable lets entries be chosen or not.
func enable(s *screen, store *catalog.Store, names []string, on bool) error {
	var done []*catalog.Entry
	err := store.Update(func(edit *catalog.Edit) error {
		for _, text := range names {
			entries, err := switchable(edit.Catalog(), text)
			if err != nil {
				return err
			}
			for _, e := range entries {
				if err := edit.Enable(e.Info.CatalogEntryId, on); err != nil {
					return err
				}
				done = append(done, e)
			}
		}
		return nil
	})
	if err != nil {
		return changeError(store, err)
	}
	verb := "disabled"
	if on {
		verb = "enabled"
	}
	for _, e := range done {
		s.line("%s %v", verb, e)
	}
	return nil
}

// switchable are the entries that text means. The name of a layer means the layer alone:
// its chains go on without it.
func switchable(c *catalog.Catalog, text string) ([]*catalog.Entry, error) {
	found, err := removable(c, text)
	for _, e := range found {
		if e.Info.ProtocolChain.ChainLen == ws2def.LAYERED_PROTOCOL {
			return []*catalog.Entry{e}, err
		}
	}
	return found, err
}

type catalogPermitCmd struct {
	Program    string   `arg:"" optional:"" help:"Path of the program."`
	Categories []string `arg:"" optional:"" name:"category" help:"system, inspector, redirector, proxy, firewall, inbound_modify, outbound_modify, crypto_compress, local_cache; none for no layer at all, any for all again."`
	Args       string   `name:"args" help:"Only processes with exactly these arguments, joined with spaces."`
	Layer      string   `name:"layer" placeholder:"ID" help:"Say which categories a layer has instead."`
}

func (catalogPermitCmd) Help() string {
	return `A program without categories may have all layers. One with categories has a layer when
they share one, when it has all that the layer has, and, if it has system itself, when
the layer has it too. A program learns its categories when it starts Winsock first.

    winsock catalog permit                               # what there is
    winsock catalog permit /usr/bin/app firewall proxy   # added to what it has
    winsock catalog permit /usr/bin/app none             # no layer
    winsock catalog permit /usr/bin/app any              # all layers again
    winsock catalog permit --layer capture inspector     # what a layer is`
}

func (p *catalogPermitCmd) Run(s *screen, c *commands) error {
	store := c.Catalog.store()
	switch {
	case p.Layer != "":
		names := p.Categories
		if p.Program != "" {
			names = append([]string{p.Program}, names...)
		}
		return p.layer(s, store, names)
	case p.Program == "":
		return permissions(s, store)
	case len(p.Categories) == 0:
		return usagef("give categories for %s: see winsock catalog permit --help", p.Program)
	}
	path, err := filepath.Abs(p.Program)
	if err != nil {
		return err
	}
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	var now string
	err = store.Update(func(edit *catalog.Edit) error {
		switch {
		case len(p.Categories) == 1 && p.Categories[0] == "any":
			now = "all layers"
			return edit.Uncategorise(path, p.Args)
		case len(p.Categories) == 1 && p.Categories[0] == "none":
			if edit.Catalog().Application(path, p.Args) != nil {
				if err := edit.Uncategorise(path, p.Args); err != nil {
					return err
				}
			}
			now = "no layers"
			_, err := edit.Categorise(path, p.Args, 0)
			return err
		}
		categories, err := categoriesNamed(p.Categories)
		if err != nil {
			return err
		}
		before, err := edit.Categorise(path, p.Args, categories)
		now = "layers of " + categoryNames(before|categories)
		return err
	})
	if err != nil {
		return changeError(store, err)
	}
	s.line("%s may have %s", &catalog.Application{Path: path, Extra: p.Args}, now)
	return nil
}

// layer gives a layer its categories.
func (p *catalogPermitCmd) layer(s *screen, store *catalog.Store, names []string) error {
	if len(names) == 1 && names[0] == "none" {
		names = nil
	}
	categories, err := categoriesNamed(names)
	if err != nil {
		return err
	}
	var layer *catalog.Entry
	err = store.Update(func(edit *catalog.Edit) error {
		found, err := switchable(edit.Catalog(), p.Layer)
		if err != nil {
			return err
		}
		layer = found[0]
		return edit.SetCategories(layer.Info.ProviderId, categories)
	})
	if err != nil {
		return changeError(store, err)
	}
	s.line("%v is a layer of %s", layer, categoryNames(categories))
	return nil
}

// permissions lists the programs and the layers that have categories.
func permissions(s *screen, store *catalog.Store) error {
	c, err := store.Read()
	if err != nil {
		return damaged(err)
	}
	var rows [][]any
	for _, a := range c.Applications() {
		rows = append(rows, []any{"program", a.String(), categoryNames(a.Categories)})
	}
	for _, e := range c.Enum(nil, true) {
		if e.Categories != 0 {
			rows = append(rows, []any{"layer", e.Info.Name(), categoryNames(e.Categories)})
		}
	}
	if rows == nil {
		s.line("no program and no layer has categories: every program may have all layers")
		return nil
	}
	return s.table([]column{{title: "kind"}, {title: "name"}, {title: "categories"}}, rows)
}

const categoryPrefix = "LSP_"

// categoriesNamed are the categories with names such as firewall or LSP_FIREWALL.
func categoriesNamed(names []string) (categories uint32, err error) {
	for _, name := range names {
		upper := strings.ToUpper(name)
		if !strings.HasPrefix(upper, categoryPrefix) {
			upper = categoryPrefix + upper
		}
		bit, ok := ws2def.CategoryNames.Lookup(upper)
		if !ok {
			return 0, usage(fmt.Sprintf("there is no category %q: see winsock catalog permit --help", name))
		}
		categories |= uint32(bit)
	}
	return categories, nil
}

// categoryNames writes categories as they are given.
func categoryNames(categories uint32) string {
	names := flagNames(ws2def.CategoryNames, categories)
	if len(names) == 0 {
		return "none"
	}
	for i := range names {
		names[i] = strings.ToLower(strings.TrimPrefix(names[i], categoryPrefix))
	}
	return strings.Join(names, ", ")
}
