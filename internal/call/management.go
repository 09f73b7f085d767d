package call

import (
	"slices"
	"unicode/utf16"
	"unsafe"

	"winsock/catalog"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// maxPath is MAX_PATH: how many characters a path may have, with the final zero.
//
// Source: P-318.
const maxPath = 260

// goodPath tells whether the path at p may be one of a provider.
func goodPath(p *uint16) bool {
	n := len(Terminated(p))
	return n > 0 && n < maxPath
}

// listed are the n protocols at p; nil for none.
func listed(p *ws2def.WSAProtocolInfo, n uint32) []ws2def.WSAProtocolInfo {
	if n == 0 {
		return nil
	}
	return unsafe.Slice(p, n)
}

// WSCInstallProvider installs the entries of a provider.
//
// Source: P-302.
func WSCInstallProvider(id *ws2def.GUID, path *uint16, list *ws2def.WSAProtocolInfo, n uint32) Errno {
	switch {
	case id == nil, path == nil, list == nil:
		return ws2def.WSAEFAULT
	case !goodPath(path):
		return ws2def.WSAEINVAL
	}
	return core.InstallProvider(*id, WideText(path), listed(list, n))
}

// WSCUpdateProvider replaces them.
//
// Source: P-306.
func WSCUpdateProvider(id *ws2def.GUID, path *uint16, list *ws2def.WSAProtocolInfo, n uint32) Errno {
	switch {
	case id == nil, path == nil, list == nil:
		return ws2def.WSAEFAULT
	case !goodPath(path):
		return ws2def.WSAEINVAL
	}
	return core.UpdateProvider(*id, WideText(path), listed(list, n))
}

// WSCInstallProviderAndChains installs a layer and its chains. list nil covers all
// protocols; layer, which may be nil, becomes the layer's id.
//
// Source: P-304, P-317, P-318.
func WSCInstallProviderAndChains(id *ws2def.GUID, path, name *uint16, flags uint32, list *ws2def.WSAProtocolInfo, n uint32, layer *uint32) Errno {
	if id == nil || !goodPath(path) || list != nil && n == 0 || flags&^uint32(ws2def.XP1_IFS_HANDLES) != 0 {
		return ws2def.WSAEINVAL
	}
	l := catalog.Layer{
		Provider: *id, Path: WideText(path), Name: WideText(name),
		IFS: flags&ws2def.XP1_IFS_HANDLES != 0, Siblings: true,
	}
	if list != nil {
		for _, p := range listed(list, n) {
			l.Over = append(l.Over, catalog.Triple{Family: p.AddressFamily, Type: p.SocketType, Protocol: p.Protocol})
		}
	}
	given, e := core.InstallLayer(&l)
	if e == 0 && layer != nil {
		*layer = given
	}
	return e
}

// WSCDeinstallProvider takes the entries of a provider out.
//
// Source: P-305.
func WSCDeinstallProvider(id *ws2def.GUID) Errno {
	if id == nil {
		return ws2def.WSAEFAULT
	}
	return core.DeinstallProvider(*id)
}

// WSCGetProviderPath writes the path of a provider, not expanded, to buffer, which has
// room for *length characters; *length becomes what is needed, with the final zero. own is
// the path of providers in Go.
//
// Source: P-283, P-307.
func WSCGetProviderPath(id *ws2def.GUID, buffer *uint16, length *int32, own string) Errno {
	if id == nil || length == nil {
		return ws2def.WSAEFAULT
	}
	text, e := core.InstalledFile(*id, own)
	if e != 0 {
		return e
	}
	path := append(utf16.Encode([]rune(text)), 0)
	room := int(*length)
	*length = int32(len(path))
	if buffer == nil || room < len(path) {
		return ws2def.WSAEFAULT
	}
	copy(unsafe.Slice(buffer, len(path)), path)
	return 0
}

// WSCWriteProviderOrder puts the entries into the order of n ids.
//
// Source: P-309.
func WSCWriteProviderOrder(ids *uint32, n uint32) Errno {
	switch {
	case n == 0:
		return core.OrderProviders(nil)
	case ids == nil:
		return ws2def.WSAEINVAL
	}
	return core.OrderProviders(slices.Clone(unsafe.Slice(ids, n)))
}

// WSCGetProviderInfo writes what of a kind is known of a provider to buffer, which has
// room for *size bytes; *size becomes what is needed.
//
// Source: P-310.
func WSCGetProviderInfo(id *ws2def.GUID, kind uint32, buffer *byte, size *uintptr) Errno {
	switch {
	case kind == ws2def.ProviderInfoAudit:
		return ws2def.ERROR_CALL_NOT_IMPLEMENTED
	case id == nil, size == nil:
		return ws2def.WSAEFAULT
	case kind != ws2def.ProviderInfoLspCategories:
		return ws2def.WSAEINVAL
	}
	categories, e := core.LayerCategories(*id)
	if e != 0 {
		return e
	}
	room := *size
	*size = unsafe.Sizeof(categories)
	if buffer == nil || room < *size {
		return ws2def.WSAEFAULT
	}
	copy(unsafe.Slice(buffer, *size), unsafe.Slice((*byte)(unsafe.Pointer(&categories)), *size))
	return 0
}

// WSCSetProviderInfo changes it.
//
// Source: P-311.
func WSCSetProviderInfo(id *ws2def.GUID, kind uint32, buffer *byte, size uintptr) Errno {
	var categories uint32
	switch {
	case kind == ws2def.ProviderInfoAudit:
		return ws2def.ERROR_CALL_NOT_IMPLEMENTED
	case id == nil, buffer == nil:
		return ws2def.WSAEFAULT
	case kind != ws2def.ProviderInfoLspCategories, size != unsafe.Sizeof(categories):
		return ws2def.WSAEINVAL
	}
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&categories)), size), unsafe.Slice(buffer, size))
	return core.SetLayerCategories(*id, categories)
}

// counted is the text of n characters at p; nil and 0 stand for none.
func counted(p *uint16, n uint32) (string, Errno) {
	switch {
	case p == nil && n > 0:
		return "", ws2def.WSAEFAULT
	case n == 0:
		return "", 0
	}
	return string(utf16.Decode(unsafe.Slice(p, n))), 0
}

// application is the path and the arguments that say which application is meant.
func application(path *uint16, pathLen uint32, extra *uint16, extraLen uint32) (p, x string, e Errno) {
	if path == nil {
		return "", "", ws2def.WSAEFAULT
	}
	if pathLen >= maxPath {
		return "", "", ws2def.WSAEINVAL
	}
	if p, e = counted(path, pathLen); e == 0 {
		x, e = counted(extra, extraLen)
	}
	if e == 0 && p == "" {
		e = ws2def.WSAEINVAL
	}
	return p, x, e
}

// WSCSetApplicationCategory adds to the categories of the layers that an application
// may have; before, which may be nil, becomes those that it had.
//
// Source: P-312.
func WSCSetApplicationCategory(path *uint16, pathLen uint32, extra *uint16, extraLen, categories uint32, before *uint32) Errno {
	p, x, e := application(path, pathLen, extra, extraLen)
	if e != 0 {
		return e
	}
	had, e := core.Categorise(p, x, categories)
	if e == 0 && before != nil {
		*before = had
	}
	return e
}

// WSCGetApplicationCategory tells them.
//
// Source: P-313.
func WSCGetApplicationCategory(path *uint16, pathLen uint32, extra *uint16, extraLen uint32, categories *uint32) Errno {
	if categories == nil {
		return ws2def.WSAEFAULT
	}
	p, x, e := application(path, pathLen, extra, extraLen)
	if e != 0 {
		return e
	}
	has, e := core.CategoriesOf(p, x)
	if e == 0 {
		*categories = has
	}
	return e
}

// WSAProviderConfigChange gives *h, when it is 0, a notification handle; otherwise it
// waits for a change as core.AwaitConfigChange does.
//
// Source: P-115.
func WSAProviderConfigChange(h *Handle, a *core.Async, how spi.Way) Errno {
	switch {
	case !core.Started():
		return ws2def.WSANOTINITIALISED
	case h == nil:
		return ws2def.WSAEFAULT
	case *h != 0:
		return core.AwaitConfigChange(*h, a, how)
	}
	opened, e := core.OpenNotification()
	if e == 0 {
		*h = opened
	}
	return e
}
