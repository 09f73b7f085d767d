package winsock

import (
	"unsafe"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/spi"
)

// WSCInstallProvider adds the entries of a provider to the end of the catalog: it is
// code under dllPath, the absolute path of a shared object, where %NAME% stands for an
// environment variable, or "go:" and the name of a provider in Go. All entries get
// providerID. Programs see them after their next first [WSAStartup].
//
// The catalog is the one that applies to this process; see package winsock/catalog.
//
// Errors: WSAEFAULT (nil), WSAEINVAL (no entry, or a path or an entry that no catalog can
// have), WSANO_RECOVERY (the provider is installed already, the user may not change the
// catalog, or that fails).
//
// Source: P-298…P-302.
func WSCInstallProvider(providerID *GUID, dllPath string, protocols []WSAProtocolInfo) (err error) {
	path, e := provided(dllPath)
	if e != nil {
		return e
	}
	return call.WSCInstallProvider(providerID, path, unsafe.SliceData(protocols), uint32(len(protocols))).Err()
}

// WSCUpdateProvider replaces the path and the entries of a provider that is installed.
// An entry with the catalog id of an old one, or else with its family, type and
// protocol, takes the place and the id of that; others are added at the end.
//
// Errors: WSAEFAULT (nil), WSAEINVAL (the provider is not installed; as
// [WSCInstallProvider]), WSANO_RECOVERY.
//
// Source: P-298…P-301, P-306.
func WSCUpdateProvider(providerID *GUID, dllPath string, protocols []WSAProtocolInfo) (err error) {
	path, e := provided(dllPath)
	if e != nil {
		return e
	}
	return call.WSCUpdateProvider(providerID, path, unsafe.SliceData(protocols), uint32(len(protocols))).Err()
}

// WSCInstallProviderAndChains adds a layer with the name lspName, and in front of all
// other entries its chains: over the topmost entry for the family, type and protocol of
// each of protocols and for what else that one's provider has for the family; nil stands
// for all protocols. serviceFlags is XP1_IFS_HANDLES or 0. It returns the layer's id.
//
// Errors: WSAEINVAL (providerID nil; a path, a name or flags that no layer can have; a
// layer of that id or name is installed; no entry has one of protocols, or protocols is
// empty but not nil), WSAEINPROGRESS (another change of the catalog takes long),
// WSANO_RECOVERY (there is nothing to cover, a chain would have more than 7 elements, or
// the user may not change the catalog, or that fails).
//
// Source: P-298…P-301, P-304, P-317, P-318.
func WSCInstallProviderAndChains(providerID *GUID, dllPath, lspName string, serviceFlags uint32, protocols []WSAProtocolInfo) (catalogEntryID uint32, err error) {
	path, err := provided(dllPath)
	if err != nil {
		return 0, err
	}
	name, err := provided(lspName)
	if err != nil {
		return 0, err
	}
	e := call.WSCInstallProviderAndChains(providerID, path, name, serviceFlags, unsafe.SliceData(protocols), uint32(len(protocols)), &catalogEntryID)
	return catalogEntryID, e.Err()
}

// provided is text for a WSC call, which refuses what no text can be.
func provided(text string) (*uint16, error) {
	p, err := UTF16PtrFromString(text)
	if err != nil {
		return nil, WSAEINVAL
	}
	return p, nil
}

// WSCDeinstallProvider takes out all entries of a provider. Chains with one of them stay
// and are not chosen any more; they have provider ids of their own.
//
// Errors: WSAEFAULT (nil), WSAEINVAL (the provider is not installed), WSANO_RECOVERY.
//
// Source: P-298…P-300, P-305.
func WSCDeinstallProvider(providerID *GUID) (err error) {
	return call.WSCDeinstallProvider(providerID).Err()
}

// WSCGetProviderPath gives the path of a provider's code as it was installed.
//
// Errors: WSAEFAULT (nil), WSAEINVAL (the provider is not installed), WSANO_RECOVERY (the
// catalog can't be read).
//
// Source: P-301, P-307.
func WSCGetProviderPath(providerID *GUID) (dllPath string, err error) {
	if providerID == nil {
		return "", WSAEFAULT
	}
	dllPath, e := core.InstalledPath(*providerID)
	return dllPath, e.Err()
}

// WSCWriteProviderOrder puts the catalog into the order of the ids, which must hold that
// of every entry once.
//
// Errors: WSAEINVAL (they don't), WSANO_RECOVERY.
//
// Source: P-298…P-300, P-309.
func WSCWriteProviderOrder(catalogEntryIDs []uint32) (err error) {
	return call.WSCWriteProviderOrder(unsafe.SliceData(catalogEntryIDs), uint32(len(catalogEntryIDs))).Err()
}

// WSCGetProviderInfo writes what of a kind is known of a provider to buffer, which has
// room for size bytes: ProviderInfoLspCategories, the LSP_ categories of a layer, has 4.
// size becomes what is needed. flags change nothing.
//
// Errors: ERROR_CALL_NOT_IMPLEMENTED (ProviderInfoAudit), WSAEFAULT (nil, too little
// room), WSAEINVAL (another kind, or no layer), WSAEINVALIDPROVIDER (the provider is not
// installed), WSANO_RECOVERY.
//
// Source: P-294, P-310.
func WSCGetProviderInfo(providerID *GUID, infoType uint32, buffer *byte, size *uintptr, flags uint32) (err error) {
	return call.WSCGetProviderInfo(providerID, infoType, buffer, size).Err()
}

// WSCSetProviderInfo changes what [WSCGetProviderInfo] gives.
//
// Errors: ERROR_CALL_NOT_IMPLEMENTED (ProviderInfoAudit), WSAEFAULT (nil), WSAEINVAL
// (another kind or size, the provider is not installed or no layer), WSANO_RECOVERY.
//
// Source: P-294, P-298…P-300, P-311.
func WSCSetProviderInfo(providerID *GUID, infoType uint32, buffer *byte, size uintptr, flags uint32) (err error) {
	return call.WSCSetProviderInfo(providerID, infoType, buffer, size).Err()
}

// WSCSetApplicationCategory adds to the LSP_ categories that layers may have to be loaded
// into the processes of a program: the one with the absolute path, and unless extra is
// "" with exactly these arguments, joined with spaces. It returns those before. A program
// without categories may have all layers. A process learns its own with its first
// [WSAStartup].
//
// Errors: WSAEINVAL (a path that no program can have), WSANO_RECOVERY.
//
// Source: P-294…P-300, P-312, P-319.
func WSCSetApplicationCategory(path, extra string, permittedLspCategories uint32) (previous uint32, err error) {
	p, x, err := application(path, extra)
	if err != nil {
		return 0, err
	}
	e := call.WSCSetApplicationCategory(unsafe.SliceData(p), uint32(len(p)), unsafe.SliceData(x), uint32(len(x)), permittedLspCategories, &previous)
	return previous, e.Err()
}

// WSCGetApplicationCategory gives the categories of a program that
// [WSCSetApplicationCategory] has set.
//
// Errors: WSAEINVAL (a path that no program can have), WSASERVICE_NOT_FOUND (it has no
// categories), WSANO_RECOVERY.
//
// Source: P-313, P-319.
func WSCGetApplicationCategory(path, extra string) (permittedLspCategories uint32, err error) {
	p, x, err := application(path, extra)
	if err != nil {
		return 0, err
	}
	e := call.WSCGetApplicationCategory(unsafe.SliceData(p), uint32(len(p)), unsafe.SliceData(x), uint32(len(x)), &permittedLspCategories)
	return permittedLspCategories, e.Err()
}

// application is what says which program is meant, without final zeros.
func application(path, extra string) (p, x []uint16, err error) {
	if p, err = UTF16FromString(path); err == nil {
		x, err = UTF16FromString(extra)
	}
	if err != nil {
		return nil, nil, WSAEINVAL
	}
	return p[:len(p)-1], x[:len(x)-1], nil
}

// WSAProviderConfigChange tells of changes of the catalog and of the name space
// providers. When *notificationHandle is 0 it becomes a notification handle, which
// [CloseHandle] closes. Later calls wait until a provider is installed, removed, changed
// or reordered by whatever process; with overlapped they fail WSA_IO_PENDING instead, and
// the change is told by completionRoutine, which [NewCallback] made, by its event, or by the
// handle when it has neither.
//
// Errors: WSANOTINITIALISED, WSAEFAULT (nil), WSA_INVALID_HANDLE (no notification handle;
// no event), WSA_NOT_ENOUGH_MEMORY, WSA_OPERATION_ABORTED (the handle was closed
// meanwhile).
//
// Source: P-115, P-116.
func WSAProviderConfigChange(notificationHandle *Handle, overlapped *Overlapped, completionRoutine uintptr) (err error) {
	var a core.Async
	return call.WSAProviderConfigChange(notificationHandle, asynchronous(&a, overlapped, completionRoutine), spi.Park).Err()
}
