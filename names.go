package winsock

import (
	"unsafe"

	"winsock/internal/call"
)

// WSALookupServiceBegin starts a query for services, or for the containers in a
// name space, and stores its handle for [WSALookupServiceNext]. querySet.Size is
// the size of a WSAQUERYSET; ServiceClassId says what kind of service;
// ServiceInstanceName, Version, Context, NameSpace, NSProviderId and AfpProtocols
// restrict the query. flags are LUP_ flags: those with RETURN say what results
// have. Each query needs one [WSALookupServiceEnd].
//
// Errors: WSANOTINITIALISED, WSAEINVAL (querySet nil or too small, no class),
// WSAEFAULT (handle nil), WSASERVICE_NOT_FOUND (no such provider, nothing is known
// of that class), WSANO_DATA (a name space without containers),
// WSAEPROVIDERFAILEDINIT, WSANO_RECOVERY (the catalog is damaged).
//
// Source: P-473…P-477.
func WSALookupServiceBegin(querySet *WSAQUERYSET, flags uint32, handle *Handle) (err error) {
	return call.WSALookupServiceBegin(querySet, flags, handle, true).Err()
}

// WSALookupServiceNext writes the next result of a query to querySet, behind which
// there is room: *size bytes in all. When that is too little it becomes what is
// needed, and the next call gives the same result, unless its flags have
// LUP_FLUSHPREVIOUS. What neither flags nor those of the query ask for is left
// out. It may wait; [WSALookupServiceEnd] in another goroutine ends that.
//
// Errors: WSANOTINITIALISED, WSAEFAULT (too little room, size nil),
// WSA_INVALID_HANDLE, WSA_E_NO_MORE, WSA_E_CANCELLED, WSASERVICE_NOT_FOUND,
// WSANO_DATA, WSATRY_AGAIN, WSANO_RECOVERY.
//
// Source: P-478…P-482.
func WSALookupServiceNext(handle Handle, flags uint32, size *int32, querySet *WSAQUERYSET) (err error) {
	if size != nil && *size < 0 {
		return WSAEFAULT
	}
	return call.WSALookupServiceNext(handle, flags, (*uint32)(unsafe.Pointer(size)), unsafe.Pointer(querySet), true).Err()
}

// WSALookupServiceEnd ends a query and makes its handle invalid.
//
// Errors: WSANOTINITIALISED, WSA_INVALID_HANDLE.
//
// Source: P-482.
func WSALookupServiceEnd(handle Handle) (err error) {
	return call.WSALookupServiceEnd(handle).Err()
}

// WSANSPIoctl carries out a control code of the provider that a query goes to, with in,
// and returns how much of out it has filled. SIO_NSP_NOTIFY_CHANGE asks whether the
// results still hold: success says that they no longer do.
//
// Errors: WSANOTINITIALISED, WSA_INVALID_HANDLE, WSAEINVAL (a query of several
// providers), WSAEOPNOTSUPP (the provider can't), WSAEWOULDBLOCK (they do).
//
// Source: P-491, P-492.
func WSANSPIoctl(lookup Handle, controlCode uint32, in, out []byte) (n int, err error) {
	var returned uint32
	e := call.WSANSPIoctl(lookup, controlCode, in, out, &returned, nil)
	return int(returned), e.Err()
}

// WSASetService registers a service (operation RNRSERVICE_REGISTER), takes its
// addresses away (RNRSERVICE_DEREGISTER) or takes it away (RNRSERVICE_DELETE) in
// the name spaces that NameSpace and NSProviderId of service choose. With the flag
// SERVICE_MULTIPLE only the addresses given come or go.
//
// Errors: WSANOTINITIALISED, WSAEINVAL (no name or class, an address that is none,
// an unknown operation), WSAEACCES, WSASERVICE_NOT_FOUND, WSAEOPNOTSUPP (nothing
// can be registered there), WSATRY_AGAIN, WSANO_RECOVERY (a file is damaged).
//
// Source: P-486.
func WSASetService(service *WSAQUERYSET, operation int32, flags uint32) (err error) {
	return call.WSASetService(service, operation, flags, true).Err()
}

// WSAInstallServiceClass has a class of services kept, with what all its services
// have in common.
//
// Errors: WSANOTINITIALISED, WSAEINVAL (nil, no id, no name), WSAEALREADY,
// WSAEACCES, WSAEOPNOTSUPP (no provider keeps any), WSATRY_AGAIN, WSANO_RECOVERY.
//
// Source: P-487.
func WSAInstallServiceClass(class *WSASERVICECLASSINFO) (err error) {
	return call.WSAInstallServiceClass(class, true).Err()
}

// WSARemoveServiceClass takes a class of services away.
//
// Errors: WSANOTINITIALISED, WSAEINVAL (nil), WSATYPE_NOT_FOUND, WSAETOOMANYREFS (a
// service is of that class), WSAEACCES, WSAEOPNOTSUPP, WSATRY_AGAIN, WSANO_RECOVERY.
//
// Source: P-489.
func WSARemoveServiceClass(class *GUID) (err error) {
	return call.WSARemoveServiceClass(class).Err()
}

// WSAGetServiceClassInfo writes what a provider of a name space knows about a
// class to info, behind which there is room: *size bytes in all. When that is too
// little it becomes what is needed.
//
// Errors: WSANOTINITIALISED, WSAEINVAL (a pointer is nil, no such provider),
// WSAEFAULT (too little room), WSATYPE_NOT_FOUND, WSAEOPNOTSUPP.
//
// Source: P-488.
func WSAGetServiceClassInfo(provider, class *GUID, size *uint32, info *WSASERVICECLASSINFO) (err error) {
	return call.WSAGetServiceClassInfo(provider, class, size, unsafe.Pointer(info), true).Err()
}

// WSAGetServiceClassNameByClassId writes the name of a class of services to name,
// where *length characters fit; *length becomes what the name takes with its zero.
//
// Errors: WSANOTINITIALISED, WSA_INVALID_PARAMETER (class nil), WSAEFAULT (too
// little room), WSANO_DATA (no provider knows the class).
//
// Source: P-490.
func WSAGetServiceClassNameByClassId(class *GUID, name *uint16, length *uint32) (err error) {
	return call.WSAGetServiceClassNameByClassId(class, unsafe.Pointer(name), length, true).Err()
}

// WSAEnumNameSpaceProviders writes the name space providers to buffer, their
// names behind them, and returns their number. bufferLength says how many bytes
// there is room for; when that is too few it becomes what is needed.
//
// Errors (n is -1 then): WSANOTINITIALISED, WSAEFAULT (too little room, or a nil
// pointer), WSANO_RECOVERY (the catalog is damaged).
//
// Source: P-476, S-740.
func WSAEnumNameSpaceProviders(bufferLength *uint32, buffer *WSANAMESPACE_INFO) (n int32, err error) {
	n, e := call.EnumNameSpaceProviders(bufferLength, unsafe.Pointer(buffer), false, true)
	return n, e.Err()
}

// WSAEnumNameSpaceProvidersEx is [WSAEnumNameSpaceProviders] with the data that
// was installed with the providers.
//
// Source: P-476.
func WSAEnumNameSpaceProvidersEx(bufferLength *uint32, buffer *WSANAMESPACE_INFOEX) (n int32, err error) {
	n, e := call.EnumNameSpaceProviders(bufferLength, unsafe.Pointer(buffer), true, true)
	return n, e.Err()
}

// WSCInstallNameSpace adds a provider of a name space to the end of the catalog.
// path is "go:<name>" for one that is linked into programs, or names a shared
// object with an NSPStartup; %NAME% in it stands for an environment variable.
// Processes see it after their next WSAStartup.
//
// Errors: WSAEFAULT (a nil pointer), WSAEINVAL (a name or path that can't be, NS_ALL),
// WSANO_RECOVERY (the id is there already, or the file can't be changed),
// WSATRY_AGAIN (somebody else is changing it).
//
// Source: P-495.
func WSCInstallNameSpace(identifier, path *uint16, nameSpace, version uint32, provider *GUID) (err error) {
	return call.WSCInstallNameSpace(identifier, path, nameSpace, version, provider, nil).Err()
}

// WSCInstallNameSpaceEx is [WSCInstallNameSpace] with data for the provider, which
// [WSAEnumNameSpaceProvidersEx] shows.
//
// Source: P-495.
func WSCInstallNameSpaceEx(identifier, path *uint16, nameSpace, version uint32, provider *GUID, providerSpecific *BLOB) (err error) {
	return call.WSCInstallNameSpace(identifier, path, nameSpace, version, provider, providerSpecific).Err()
}

// WSCUnInstallNameSpace takes a provider of a name space out of the catalog.
//
// Errors: WSAEFAULT (nil), WSAEINVAL (no such provider), WSANO_RECOVERY, WSATRY_AGAIN.
//
// Source: P-496.
func WSCUnInstallNameSpace(provider *GUID) (err error) {
	return call.WSCUnInstallNameSpace(provider).Err()
}

// WSCEnableNSProvider makes a provider of a name space active, or not: then neither
// queries nor registrations reach it.
//
// Errors: WSAEFAULT (nil), WSAEINVAL (no such provider), WSANO_RECOVERY, WSATRY_AGAIN.
//
// Source: P-497.
func WSCEnableNSProvider(provider *GUID, enable bool) (err error) {
	return call.WSCEnableNSProvider(provider, enable).Err()
}

// WSCWriteNameSpaceOrder gives the providers of name spaces the order in which
// queries reach them: the ids of all, each once.
//
// Errors: WSAEINVAL (they are not), WSANO_RECOVERY, WSATRY_AGAIN.
//
// Source: P-498.
func WSCWriteNameSpaceOrder(providers []GUID) (err error) {
	return call.WSCWriteNameSpaceOrder(unsafe.SliceData(providers), uint32(len(providers))).Err()
}
