package namespace

import "winsock/ws2def"

// Errno is the error space of the interface; 0 means success.
type Errno = ws2def.Errno

// Info is the catalog's entry of a provider of a name space: a
// WSANAMESPACE_INFOEX.
type Info struct {
	ID         ws2def.GUID
	NameSpace  uint32 // NS_DNS, …
	Active     bool   // queries and registrations reach it
	Version    uint32
	Identifier string // display name
	Specific   []byte // what was installed with it, for the provider
}

// Startup starts a provider (NSPStartup). It is called once per process, before
// the first call that needs the provider, and again after the provider's Cleanup.
//
// Source: P-493.
type Startup func(info Info) (Provider, Errno)

// Provider answers queries about one name space. Its methods may be called from
// many goroutines at once.
type Provider interface {
	// Begin starts a query (NSPLookupServiceBegin). class is what another provider
	// knows about the class asked for, nil when nobody does. It must not wait.
	// Errors: WSAEINVAL, WSASERVICE_NOT_FOUND, WSANO_DATA, WSAEOPNOTSUPP.
	Begin(restrictions *QuerySet, class *Class, flags uint32) (Lookup, Errno)

	// Cleanup ends the use of the provider by the process (NSPCleanup). All its
	// look-ups have ended.
	Cleanup()
}

// Lookup is a query under way.
type Lookup interface {
	// Next returns the next result (NSPLookupServiceNext), a QuerySet that is the
	// caller's. It may wait. flags are those of this call; what the caller did not
	// ask for the caller removes. At most one Next runs at a time.
	// Errors: WSA_E_NO_MORE, WSA_E_CANCELLED, WSASERVICE_NOT_FOUND, WSANO_DATA and
	// those of the name space.
	Next(flags uint32) (*QuerySet, Errno)

	// End ends the query (NSPLookupServiceEnd). It is called once, perhaps while a
	// Next waits: that returns WSA_E_CANCELLED at once.
	End()
}

// Registrar is a provider in whose name space services can be registered
// (NSPSetService).
type Registrar interface {
	// SetService carries out op, RNRSERVICE_REGISTER and so on. class is what
	// another provider knows about the service's class, or nil. flags may have
	// SERVICE_MULTIPLE.
	// Errors: WSAEACCES, WSAEINVAL, WSAEOPNOTSUPP, WSASERVICE_NOT_FOUND.
	SetService(class *Class, service *QuerySet, op int32, flags uint32) Errno
}

// Classes is a provider that knows service classes.
type Classes interface {
	// Class describes a class (NSPGetServiceClassInfo).
	// Errors: WSATYPE_NOT_FOUND.
	Class(id ws2def.GUID) (*Class, Errno)
}

// ClassKeeper is a provider that keeps the service classes of others.
type ClassKeeper interface {
	Classes
	// InstallClass keeps a class (NSPInstallServiceClass).
	// Errors: WSAEALREADY, WSAEACCES, WSAEINVAL.
	InstallClass(class *Class) Errno
	// RemoveClass forgets a class (NSPRemoveServiceClass).
	// Errors: WSATYPE_NOT_FOUND, WSAETOOMANYREFS (a service is of it), WSAEACCES.
	RemoveClass(id ws2def.GUID) Errno
}

// Watcher is a look-up that notices when its results no longer hold
// (SIO_NSP_NOTIFY_CHANGE).
type Watcher interface {
	// Changed returns a channel that is closed as soon as a result that the
	// look-up gave, or would give, may be another, and when the look-up ends.
	// Errors: those of what watches.
	Changed() (<-chan struct{}, Errno)
}

// Controller is a look-up with control codes of its own (NSPIoctl).
type Controller interface {
	// Control carries out a code and returns how much of out it has filled.
	// Errors: WSAEOPNOTSUPP (an unknown code), WSAEFAULT (n is what out needs).
	Control(code uint32, in, out []byte) (n int, e Errno)
}
