package core

import (
	"errors"

	"winsock/catalog"
	"winsock/ws2def"
)

// What the WSC calls do to the catalog that applies to this process. Sockets and
// processes that have begun are not touched; see [AwaitConfigChange] for who is told.

// InstallProvider adds the entries of a provider, whose code path names, at the end.
//
// Errors: WSAEINVAL (no entry, or one that no catalog can have), WSANO_RECOVERY (the
// provider is installed already, or the catalog can't be changed).
//
// Source: P-302.
func InstallProvider(id ws2def.GUID, path string, infos []ws2def.WSAProtocolInfo) Errno {
	if len(infos) == 0 {
		return ws2def.WSAEINVAL
	}
	return changeCatalog(func(edit *catalog.Edit) error {
		_, err := edit.Install(entriesOf(id, path, infos)...)
		return err
	})
}

// UpdateProvider replaces the entries of a provider; see [catalog.Edit.Update].
//
// Errors: WSAEINVAL (no entry, or one that no catalog can have; the provider is not
// installed), WSANO_RECOVERY.
//
// Source: P-306.
func UpdateProvider(id ws2def.GUID, path string, infos []ws2def.WSAProtocolInfo) Errno {
	if len(infos) == 0 {
		return ws2def.WSAEINVAL
	}
	return changeCatalog(func(edit *catalog.Edit) error {
		_, err := edit.Update(id, entriesOf(id, path, infos)...)
		return err
	})
}

// entriesOf are the entries of a provider.
func entriesOf(id ws2def.GUID, path string, infos []ws2def.WSAProtocolInfo) []catalog.Entry {
	entries := make([]catalog.Entry, len(infos))
	for i := range infos {
		entries[i] = catalog.Entry{Info: infos[i], Path: path}
		entries[i].Info.ProviderId, entries[i].Info.ProviderReserved = id, 0
	}
	return entries
}

// InstallLayer adds a layer and its chains, in front; it returns the layer's id.
//
// Errors: WSAEINVAL (the layer is one that no catalog can have or is installed already;
// no entry has a protocol that it asks for), WSAEINPROGRESS (another change takes long),
// WSANO_RECOVERY (there is no protocol to cover, a chain would be too long, or the
// catalog can't be changed).
//
// Source: P-304, P-317, P-318.
func InstallLayer(l *catalog.Layer) (id uint32, e Errno) {
	err := catalog.DefaultStore().Update(func(edit *catalog.Edit) (err error) {
		id, _, err = edit.InstallLayer(*l)
		return err
	})
	r, refused := errors.AsType[*catalog.Refusal](err)
	switch e := changeCode(err); {
	case errors.Is(err, catalog.ErrBusy):
		return 0, ws2def.WSAEINPROGRESS
	case refused && r.Kind == catalog.Taken:
		return 0, ws2def.WSAEINVAL
	case refused && r.Kind == catalog.BadChain:
		return 0, ws2def.WSANO_RECOVERY
	default:
		return id, e
	}
}

// DeinstallProvider takes out the entries of a provider. Chains with one of them stay,
// and are not chosen any more.
//
// Errors: WSAEINVAL (the provider is not installed), WSANO_RECOVERY.
//
// Source: P-305.
func DeinstallProvider(id ws2def.GUID) Errno {
	return changeCatalog(func(edit *catalog.Edit) error { return edit.RemoveProvider(id) })
}

// OrderProviders puts the entries into the order of ids, which holds each once.
//
// Errors: WSAEINVAL, WSANO_RECOVERY.
//
// Source: P-309.
func OrderProviders(ids []uint32) Errno {
	return changeCatalog(func(edit *catalog.Edit) error { return edit.Order(ids...) })
}

// SetLayerCategories gives a layer its LSP_ categories.
//
// Errors: WSAEINVAL (there is no such layer), WSANO_RECOVERY.
//
// Source: P-294, P-311.
func SetLayerCategories(id ws2def.GUID, categories uint32) Errno {
	return changeCatalog(func(edit *catalog.Edit) error { return edit.SetCategories(id, categories) })
}

// LayerCategories are the LSP_ categories of a layer.
//
// Errors: WSAEINVALIDPROVIDER (the provider is not installed), WSAEINVAL (it is no
// layer), WSANO_RECOVERY (the catalog can't be read).
//
// Source: P-310.
func LayerCategories(id ws2def.GUID) (uint32, Errno) {
	entry, e := firstEntry(id)
	switch {
	case e == ws2def.WSAEINVAL:
		return 0, ws2def.WSAEINVALIDPROVIDER
	case e == 0 && entry.Info.ProtocolChain.ChainLen != ws2def.LAYERED_PROTOCOL:
		return 0, ws2def.WSAEINVAL
	case e != 0:
		return 0, e
	}
	return entry.Categories, 0
}

// InstalledPath is the path of a provider's code as it was installed.
//
// Errors: WSAEINVAL (the provider is not installed), WSANO_RECOVERY.
//
// Source: P-301, P-307.
func InstalledPath(id ws2def.GUID) (string, Errno) {
	entry, e := firstEntry(id)
	if e != 0 {
		return "", e
	}
	return entry.Path, 0
}

// InstalledFile is InstalledPath for who loads the provider: own for one that is Go code.
//
// Errors: WSAEINVAL (the provider is not installed), WSANO_RECOVERY.
//
// Source: P-283, P-307.
func InstalledFile(id ws2def.GUID, own string) (string, Errno) {
	entry, e := firstEntry(id)
	if e != 0 {
		return "", e
	}
	if _, ok := entry.GoName(); ok {
		return own, 0
	}
	return entry.Path, 0
}

// firstEntry is the first entry of a provider. Errors: WSAEINVAL (there is none),
// WSANO_RECOVERY (the catalog can't be read).
func firstEntry(id ws2def.GUID) (*catalog.Entry, Errno) {
	c, err := catalog.Load()
	if err != nil {
		return nil, ws2def.WSANO_RECOVERY
	}
	for _, entry := range c.Enum(nil, true) {
		if entry.Info.ProviderId == id {
			return entry, 0
		}
	}
	return nil, ws2def.WSAEINVAL
}

// Categorise adds categories to those of the layers that a program may have, and
// returns those before; see [catalog.Edit.Categorise].
//
// Errors: WSAEINVAL (path is none), WSANO_RECOVERY.
//
// Source: P-312.
func Categorise(path, extra string, categories uint32) (before uint32, e Errno) {
	e = changeCatalog(func(edit *catalog.Edit) (err error) {
		before, err = edit.Categorise(path, extra, categories)
		return err
	})
	return before, e
}

// CategoriesOf are the categories of the layers that a program may have.
//
// Errors: WSASERVICE_NOT_FOUND (it may have all), WSANO_RECOVERY (the catalog can't be
// read).
//
// Source: P-313.
func CategoriesOf(path, extra string) (uint32, Errno) {
	c, err := catalog.Load()
	if err != nil {
		return 0, ws2def.WSANO_RECOVERY
	}
	a := c.Application(path, extra)
	if a == nil {
		return 0, ws2def.WSASERVICE_NOT_FOUND
	}
	return a.Categories, 0
}

// changeCatalog changes the catalog that applies to this process; its errors are those
// of [changeCode].
func changeCatalog(change func(*catalog.Edit) error) Errno {
	return changeCode(catalog.DefaultStore().Update(change))
}

// changeCode is the code of an error of a change: WSAEINVAL for what is refused, all
// else, also a provider that is there already and ids that are used up, WSANO_RECOVERY.
//
// Source: P-298, P-299, D-45, D-46.
func changeCode(err error) Errno {
	if err == nil {
		return 0
	}
	trace.Info("the catalog was not changed", "reason", err)
	r, refused := errors.AsType[*catalog.Refusal](err)
	if !refused || r.Kind == catalog.Taken || r.Kind == catalog.Exhausted {
		return ws2def.WSANO_RECOVERY
	}
	return ws2def.WSAEINVAL
}
