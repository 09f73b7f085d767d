package winsock

import (
	"context"

	"winsock/internal/directory"
	"winsock/namespace"
	"winsock/ws2def"
)

// NameSpaceProvider is a provider of a name space in the catalog. Path names its code:
// "go:<name>" or a shared object.
type NameSpaceProvider struct {
	namespace.Info
	Path string
}

// NameSpaceProviders lists the providers of name spaces in the order in which queries
// reach them.
func NameSpaceProviders() ([]NameSpaceProvider, error) {
	if e := start(); e != 0 {
		return nil, e
	}
	entries, e := directory.Providers()
	all := make([]NameSpaceProvider, len(entries))
	for i, entry := range entries {
		all[i] = NameSpaceProvider(entry)
	}
	return all, e.Err()
}

// FindServices returns all that a query finds, as WSALookupServiceBegin and its kin do:
// the flags are LUP_ flags, of which those with RETURN say what results have. It ends
// when ctx does.
//
// Errors: those of [WSALookupServiceBegin] and [WSALookupServiceNext], but for the last
// result's WSA_E_NO_MORE; those of ctx.
func FindServices(ctx context.Context, query *namespace.QuerySet, flags uint32) ([]*namespace.QuerySet, error) {
	if e := start(); e != 0 {
		return nil, e
	}
	h, e := directory.Begin(query, flags)
	if e != 0 {
		return nil, e
	}
	defer directory.End(h)
	defer context.AfterFunc(ctx, func() { directory.End(h) })()
	var found []*namespace.QuerySet
	for {
		e := directory.Next(h, flags, func(q *namespace.QuerySet) Errno {
			found = append(found, q)
			return 0
		})
		switch {
		case e == ws2def.WSA_E_NO_MORE:
			return found, nil
		case e != 0 && ctx.Err() != nil:
			return found, ctx.Err()
		case e != 0:
			return found, e
		}
	}
}

// SetService registers a service or takes it away, as [WSASetService] does.
func SetService(service *namespace.QuerySet, operation int32, flags uint32) error {
	if e := start(); e != 0 {
		return e
	}
	return directory.SetService(service, operation, flags).Err()
}

// ServiceClass describes a class of services as the first provider that knows it does.
//
// Errors: WSANO_DATA (none knows it).
func ServiceClass(id GUID) (*namespace.Class, error) {
	if e := start(); e != 0 {
		return nil, e
	}
	class := directory.Known(id)
	if class == nil {
		return nil, WSANO_DATA
	}
	return class, nil
}

// InstallServiceClass has a class of services kept, as [WSAInstallServiceClass] does.
func InstallServiceClass(class *namespace.Class) error {
	if e := start(); e != 0 {
		return e
	}
	return directory.InstallClass(class).Err()
}

// RemoveServiceClass takes a class of services away, as [WSARemoveServiceClass] does.
func RemoveServiceClass(id GUID) error {
	if e := start(); e != 0 {
		return e
	}
	return directory.RemoveClass(id).Err()
}
