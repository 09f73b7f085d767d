package directory

import (
	"errors"
	"slices"

	"winsock/catalog"
	"winsock/namespace"
	"winsock/ws2def"
)

// Errno is the error space of the package; 0 means success.
type Errno = namespace.Errno

// readCatalog returns the entries that apply to this process.
func readCatalog() ([]Entry, error) {
	data, err := catalog.DefaultStore().ReadBeside(File)
	if err != nil {
		return nil, err
	}
	return parse(data)
}

// Install adds a provider at the end of the catalog (WSCInstallNameSpace).
//
// Errors: WSAEINVAL (what is wrong with e), WSANO_RECOVERY (its id is there
// already; the catalog can't be changed).
//
// Source: P-495.
func Install(e Entry) Errno {
	if e.fault() != "" {
		return ws2def.WSAEINVAL
	}
	return change(func(entries []Entry) ([]Entry, Errno) {
		if find(entries, e.ID) >= 0 || len(entries) == maxEntries {
			return nil, ws2def.WSANO_RECOVERY
		}
		return append(entries, e), 0
	})
}

// Uninstall takes a provider out (WSCUnInstallNameSpace). Errors: WSAEINVAL (no
// such provider), WSANO_RECOVERY.
//
// Source: P-496.
func Uninstall(id ws2def.GUID) Errno {
	return change(func(entries []Entry) ([]Entry, Errno) {
		i := find(entries, id)
		if i < 0 {
			return nil, ws2def.WSAEINVAL
		}
		return slices.Delete(entries, i, i+1), 0
	})
}

// Enable makes a provider active, or not (WSCEnableNSProvider). Errors:
// WSAEINVAL (no such provider), WSANO_RECOVERY.
//
// Source: P-497.
func Enable(id ws2def.GUID, active bool) Errno {
	return change(func(entries []Entry) ([]Entry, Errno) {
		i := find(entries, id)
		if i < 0 {
			return nil, ws2def.WSAEINVAL
		}
		entries[i].Active = active
		return entries, 0
	})
}

// Reorder gives the catalog the order of ids (WSCWriteNameSpaceOrder). Errors:
// WSAEINVAL (they are not the ids of all providers, each once), WSATRY_AGAIN
// (somebody else is changing the catalog), WSANO_RECOVERY.
//
// Source: P-498.
func Reorder(ids []ws2def.GUID) Errno {
	return change(func(entries []Entry) ([]Entry, Errno) {
		if len(ids) != len(entries) {
			return nil, ws2def.WSAEINVAL
		}
		ordered := make([]Entry, 0, len(ids))
		for _, id := range ids {
			i := find(entries, id)
			if i < 0 || find(ordered, id) >= 0 {
				return nil, ws2def.WSAEINVAL
			}
			ordered = append(ordered, entries[i])
		}
		return ordered, 0
	})
}

// change replaces the entries of the catalog's file by what f makes of them. An
// error of f leaves it as it is. Errors: those of f, WSATRY_AGAIN,
// WSANO_RECOVERY (the file is damaged or can't be written).
//
// Source: P-299, P-495.
func change(f func([]Entry) ([]Entry, Errno)) Errno {
	var refused Errno
	err := catalog.DefaultStore().UpdateBeside(File, func(old []byte) ([]byte, error) {
		entries, err := parse(old)
		if err != nil {
			return nil, err
		}
		entries, refused = f(entries)
		if refused != 0 {
			return nil, refused
		}
		return encode(entries), nil
	})
	switch {
	case refused != 0:
		return refused
	case errors.Is(err, catalog.ErrBusy):
		return ws2def.WSATRY_AGAIN
	case err != nil:
		trace().Error("the name-space catalog can't be changed", "reason", err)
		return ws2def.WSANO_RECOVERY
	}
	return 0
}
