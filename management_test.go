package winsock_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"winsock"
	"winsock/catalog"
	"winsock/internal/clause"
)

// ownCatalog gives the test a catalog file of its own, which does not exist yet.
func ownCatalog(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "catalog.json")
	t.Setenv(catalog.EnvFile, path)
	return path
}

// stored are the entries of the catalog file as they are now.
func stored(t *testing.T) []*catalog.Entry {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c.Enum(nil, true)
}

// newID is a provider id that differs from others by its number.
func newID(n uint32) *winsock.GUID { return &winsock.GUID{Data1: n, Data2: 0x5757} }

// offer is a protocol that nobody else has.
func offer(name string, protocol int32) winsock.WSAProtocolInfo {
	info := winsock.WSAProtocolInfo{
		ProviderFlags: winsock.PFL_MATCHES_PROTOCOL_ZERO, Version: 2, AddressFamily: 0x7001,
		MaxSockAddr: 16, MinSockAddr: 16, SocketType: winsock.SOCK_STREAM, Protocol: protocol,
	}
	info.ProtocolChain.ChainLen = winsock.BASE_PROTOCOL
	info.SetName(name)
	return info
}

func TestP302_InstallUpdateDeinstall(t *testing.T) {
	clause.Covers(t, "P-298", "P-300", "P-301", "P-302", "P-305", "P-306", "P-307")
	ownCatalog(t)
	id, other := newID(1), newID(2)
	one, two := offer("one", 1), offer("two", 2)
	bad := offer("", 1)
	long := "/" + strings.Repeat("x", 259)
	for _, row := range []struct {
		what string
		got  error
		want error
	}{
		{"no id", winsock.WSCInstallProvider(nil, "/a.so", []winsock.WSAProtocolInfo{one}), winsock.WSAEFAULT},
		{"no array", winsock.WSCInstallProvider(id, "/a.so", nil), winsock.WSAEFAULT},
		{"no entry", winsock.WSCInstallProvider(id, "/a.so", []winsock.WSAProtocolInfo{}), winsock.WSAEINVAL},
		{"a relative path", winsock.WSCInstallProvider(id, "a.so", []winsock.WSAProtocolInfo{one}), winsock.WSAEINVAL},
		{"no path", winsock.WSCInstallProvider(id, "", []winsock.WSAProtocolInfo{one}), winsock.WSAEINVAL},
		{"no text", winsock.WSCInstallProvider(id, "/a\x00.so", []winsock.WSAProtocolInfo{one}), winsock.WSAEINVAL},
		{"260 characters", winsock.WSCInstallProvider(id, long, []winsock.WSAProtocolInfo{one}), winsock.WSAEINVAL},
		{"an entry without a name", winsock.WSCInstallProvider(id, "/a.so", []winsock.WSAProtocolInfo{one, bad}), winsock.WSAEINVAL},
		{"an update of nobody", winsock.WSCUpdateProvider(id, "/a.so", []winsock.WSAProtocolInfo{one}), winsock.WSAEINVAL},
		{"259 characters", winsock.WSCInstallProvider(id, long[:259], []winsock.WSAProtocolInfo{one, two}), nil},
		{"twice", winsock.WSCInstallProvider(id, "/a.so", []winsock.WSAProtocolInfo{one}), winsock.WSANO_RECOVERY},
		{"another one", winsock.WSCInstallProvider(other, "%SystemRoot%/b.so", []winsock.WSAProtocolInfo{one}), nil},
		{"an update", winsock.WSCUpdateProvider(id, "/opt/a.so", []winsock.WSAProtocolInfo{two, offer("three", 3)}), nil},
		{"a bad update", winsock.WSCUpdateProvider(id, "/opt/a.so", []winsock.WSAProtocolInfo{bad}), winsock.WSAEINVAL},
		{"an update of nothing", winsock.WSCUpdateProvider(id, "/opt/a.so", nil), winsock.WSAEFAULT},
	} {
		if row.got != row.want {
			t.Errorf("%s: %v, want %v", row.what, row.got, row.want)
		}
	}
	builtin := catalog.Default().Len()
	var names []string
	for _, e := range stored(t)[builtin:] {
		names = append(names, e.Info.Name()+" "+e.Path)
	}
	if want := []string{"two /opt/a.so", "one %SystemRoot%/b.so", "three /opt/a.so"}; !slices.Equal(names, want) {
		t.Errorf("installed are %q, want %q", names, want)
	}
	if path, err := winsock.WSCGetProviderPath(other); path != "%SystemRoot%/b.so" || err != nil {
		t.Errorf("the path is %q, %v", path, err)
	}
	if _, err := winsock.WSCGetProviderPath(newID(3)); err != winsock.WSAEINVAL {
		t.Errorf("the path of nobody: %v", err)
	}
	if _, err := winsock.WSCGetProviderPath(nil); err != winsock.WSAEFAULT {
		t.Errorf("the path of no id: %v", err)
	}
	for _, row := range []struct {
		id   *winsock.GUID
		want error
	}{{id, nil}, {id, winsock.WSAEINVAL}, {nil, winsock.WSAEFAULT}, {other, nil}} {
		if err := winsock.WSCDeinstallProvider(row.id); err != row.want {
			t.Errorf("WSCDeinstallProvider(%v): %v", row.id, err)
		}
	}
	if n := len(stored(t)); n != builtin {
		t.Errorf("%d entries are left, want %d", n, builtin)
	}
}

func TestP304_InstallProviderAndChains(t *testing.T) {
	clause.Covers(t, "P-279", "P-280", "P-304", "P-317", "P-318")
	ownCatalog(t)
	tcp := catalog.Default().Find(1004).Info
	nobody := offer("nobody", 9)
	install := func(id *winsock.GUID, path, name string, flags uint32, over []winsock.WSAProtocolInfo) (uint32, error) {
		return winsock.WSCInstallProviderAndChains(id, path, name, flags, over)
	}
	before := len(stored(t))
	over := []winsock.WSAProtocolInfo{tcp, tcp}
	layer, err := install(newID(1), "/spy.so", "Spy", 0, over)
	if err != nil {
		t.Fatal(err)
	}
	all := stored(t)
	var names []string
	for _, e := range all[:3] {
		names = append(names, e.Info.Name())
		if e.Info.ProtocolChain.ChainLen != 2 || e.Info.ProtocolChain.ChainEntries[0] != layer || e.Path != "/spy.so" {
			t.Errorf("%v has the chain %v and the path %s", e, e.Info.ProtocolChain, e.Path)
		}
	}
	want := []string{"Spy over [MSAFD Tcpip [TCP/IP]]", "Spy over [MSAFD Tcpip [UDP/IP]]", "Spy over [MSAFD Tcpip [RAW/IP]]"}
	if !slices.Equal(names, want) || len(all) != before+4 || all[len(all)-1].Info.CatalogEntryId != layer {
		t.Errorf("in front stand %q, and there are %d entries", names, len(all))
	}
	for _, row := range []struct {
		what       string
		id         *winsock.GUID
		path, name string
		flags      uint32
		over       []winsock.WSAProtocolInfo
		want       error
	}{
		{"no id", nil, "/a.so", "A", 0, nil, winsock.WSAEINVAL},
		{"a bad path", newID(2), "a.so", "A", 0, nil, winsock.WSAEINVAL},
		{"a path of 260", newID(2), "/" + strings.Repeat("x", 259), "A", 0, nil, winsock.WSAEINVAL},
		{"no name", newID(2), "/a.so", "", 0, nil, winsock.WSAEINVAL},
		{"a name of 256", newID(2), "/a.so", strings.Repeat("x", 256), 0, nil, winsock.WSAEINVAL},
		{"unknown flags", newID(2), "/a.so", "A", 1, nil, winsock.WSAEINVAL},
		{"an array of none", newID(2), "/a.so", "A", 0, []winsock.WSAProtocolInfo{}, winsock.WSAEINVAL},
		{"the same id", newID(1), "/a.so", "A", 0, nil, winsock.WSAEINVAL},
		{"the same name", newID(2), "/a.so", "Spy", 0, nil, winsock.WSAEINVAL},
		{"no match", newID(2), "/a.so", "A", 0, []winsock.WSAProtocolInfo{tcp, nobody}, winsock.WSAEINVAL},
	} {
		if _, err := install(row.id, row.path, row.name, row.flags, row.over); err != row.want {
			t.Errorf("%s: %v, want %v", row.what, err, row.want)
		}
	}
	if n := len(stored(t)); n != len(all) {
		t.Errorf("refused calls leave %d entries of %d", n, len(all))
	}
	// Six layers are the limit: the chain then has seven elements.
	for i := uint32(2); ; i++ {
		_, err := install(newID(i), "/a.so", "Layer "+string(rune('0'+i)), winsock.XP1_IFS_HANDLES, over)
		if err != nil {
			if err != winsock.WSANO_RECOVERY || i != 6 {
				t.Errorf("layer %d: %v", i, err)
			}
			break
		}
	}
	if err := catalog.DefaultStore().Update(func(e *catalog.Edit) error {
		for _, entry := range e.Catalog().Enum(nil, true) {
			if err := e.Remove(entry.Info.CatalogEntryId); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := install(newID(1), "/a.so", "A", 0, nil); err != winsock.WSANO_RECOVERY {
		t.Errorf("a layer over nothing: %v", err)
	}
}

func TestP309_WriteProviderOrder(t *testing.T) {
	clause.Covers(t, "P-298", "P-300", "P-309")
	ownCatalog(t)
	startup(t)
	var ids []uint32
	for _, e := range stored(t) {
		ids = append(ids, e.Info.CatalogEntryId)
	}
	for _, bad := range [][]uint32{nil, ids[1:], append(slices.Clone(ids), 1001), append([]uint32{1001}, ids[:len(ids)-1]...), append([]uint32{4711}, ids[1:]...)} {
		if err := winsock.WSCWriteProviderOrder(bad); err != winsock.WSAEINVAL {
			t.Errorf("the order %v: %v", bad, err)
		}
	}
	slices.Reverse(ids)
	if err := winsock.WSCWriteProviderOrder(ids); err != nil {
		t.Fatal(err)
	}
	if got := stored(t)[0].Info.CatalogEntryId; got != ids[0] {
		t.Errorf("%d is first", got)
	}
	// This process goes on with the order that it began with.
	if name := listed(t, winsock.WSAEnumProtocols, nil)[0]; name != catalog.Default().At(0).Info.Name() {
		t.Errorf("this process sees %q first", name)
	}
}

func TestP310_LayerCategories(t *testing.T) {
	clause.Covers(t, "P-294", "P-310", "P-311")
	ownCatalog(t)
	id := newID(1)
	if _, err := winsock.WSCInstallProviderAndChains(id, "/spy.so", "Spy", 0, nil); err != nil {
		t.Fatal(err)
	}
	tcp := catalog.Default().Find(1004).Info.ProviderId
	categories := uint32(winsock.LSP_SYSTEM | winsock.LSP_INSPECTOR)
	value := (*byte)(unsafe.Pointer(&categories))
	for _, row := range []struct {
		id   *winsock.GUID
		kind uint32
		p    *byte
		size uintptr
		want error
	}{
		{id, winsock.ProviderInfoAudit, value, 4, winsock.ERROR_CALL_NOT_IMPLEMENTED},
		{id, 2, value, 4, winsock.WSAEINVAL},
		{nil, 0, value, 4, winsock.WSAEFAULT},
		{id, 0, nil, 4, winsock.WSAEFAULT},
		{id, 0, value, 8, winsock.WSAEINVAL},
		{newID(2), 0, value, 4, winsock.WSAEINVAL},
		{&tcp, 0, value, 4, winsock.WSAEINVAL},
		{id, 0, value, 4, nil},
	} {
		if err := winsock.WSCSetProviderInfo(row.id, row.kind, row.p, row.size, 0); err != row.want {
			t.Errorf("set %+v: %v", row, err)
		}
	}
	var got uint32
	value = (*byte)(unsafe.Pointer(&got))
	for _, row := range []struct {
		id   *winsock.GUID
		kind uint32
		p    *byte
		size uintptr
		want error
	}{
		{id, winsock.ProviderInfoAudit, value, 4, winsock.ERROR_CALL_NOT_IMPLEMENTED},
		{id, 2, value, 4, winsock.WSAEINVAL},
		{nil, 0, value, 4, winsock.WSAEFAULT},
		{id, 0, nil, 0, winsock.WSAEFAULT},
		{id, 0, value, 3, winsock.WSAEFAULT},
		{newID(2), 0, value, 4, winsock.WSAEINVALIDPROVIDER},
		{&tcp, 0, value, 4, winsock.WSAEINVAL},
		{id, 0, value, 8, nil},
	} {
		size := row.size
		err := winsock.WSCGetProviderInfo(row.id, row.kind, row.p, &size, 0)
		if err != row.want || row.id == id && row.kind == 0 && size != 4 {
			t.Errorf("get %+v: %v, size %d", row, err, size)
		}
	}
	if err := winsock.WSCGetProviderInfo(id, 0, value, nil, 0); err != winsock.WSAEFAULT {
		t.Errorf("get without a size: %v", err)
	}
	if got != categories {
		t.Errorf("the categories are %#x", got)
	}
}

func TestP312_ApplicationCategories(t *testing.T) {
	clause.Covers(t, "P-312", "P-313")
	ownCatalog(t)
	if _, err := winsock.WSCGetApplicationCategory("/bin/app", ""); err != winsock.WSASERVICE_NOT_FOUND {
		t.Errorf("before: %v", err)
	}
	for _, row := range []struct {
		extra        string
		add, had, is uint32
	}{
		{"", winsock.LSP_FIREWALL, 0, winsock.LSP_FIREWALL},
		{"", winsock.LSP_SYSTEM, winsock.LSP_FIREWALL, winsock.LSP_FIREWALL | winsock.LSP_SYSTEM},
		{"-k net", winsock.LSP_PROXY, 0, winsock.LSP_PROXY},
	} {
		had, err := winsock.WSCSetApplicationCategory("/bin/app", row.extra, row.add)
		if err != nil || had != row.had {
			t.Errorf("set %+v: %#x, %v", row, had, err)
		}
		if is, err := winsock.WSCGetApplicationCategory("/bin/app", row.extra); err != nil || is != row.is {
			t.Errorf("get %+v: %#x, %v", row, is, err)
		}
	}
	if _, err := winsock.WSCGetApplicationCategory("/bin/app", "-k"); err != winsock.WSASERVICE_NOT_FOUND {
		t.Errorf("other arguments: %v", err)
	}
	for _, path := range []string{"", "app", "/\x00", "/" + strings.Repeat("x", 259)} {
		if _, err := winsock.WSCSetApplicationCategory(path, "", 1); err != winsock.WSAEINVAL {
			t.Errorf("the path %q: %v", path, err)
		}
	}
}

// Whoever may not write the catalog can't change it, nor can anybody a damaged one.
func TestP299_Rights(t *testing.T) {
	clause.Covers(t, "P-299")
	file := ownCatalog(t)
	if err := winsock.WSCInstallProvider(newID(1), "/a.so", []winsock.WSAProtocolInfo{offer("one", 1)}); err != nil {
		t.Fatal(err)
	}
	calls := map[string]func() error{
		"WSCInstallProvider": func() error {
			return winsock.WSCInstallProvider(newID(2), "/a.so", []winsock.WSAProtocolInfo{offer("two", 2)})
		},
		"WSCInstallProviderAndChains": func() error {
			_, err := winsock.WSCInstallProviderAndChains(newID(2), "/a.so", "A", 0, nil)
			return err
		},
		"WSCUpdateProvider": func() error {
			return winsock.WSCUpdateProvider(newID(1), "/b.so", []winsock.WSAProtocolInfo{offer("one", 1)})
		},
		"WSCDeinstallProvider":  func() error { return winsock.WSCDeinstallProvider(newID(1)) },
		"WSCWriteProviderOrder": func() error { return winsock.WSCWriteProviderOrder([]uint32{1}) },
		"WSCSetProviderInfo": func() error {
			return winsock.WSCSetProviderInfo(newID(1), 0, new(byte), 4, 0)
		},
		"WSCSetApplicationCategory": func() error {
			_, err := winsock.WSCSetApplicationCategory("/bin/app", "", 1)
			return err
		},
	}
	refused := func(why string, reading error) {
		t.Helper()
		for name, call := range calls {
			if err := call(); err != winsock.WSANO_RECOVERY {
				t.Errorf("%s, %s: %v", why, name, err)
			}
		}
		if _, err := winsock.WSCGetProviderPath(newID(1)); err != reading {
			t.Errorf("%s, WSCGetProviderPath: %v", why, err)
		}
	}
	if os.Geteuid() == 0 {
		// Root may do all; nobody may read, but not write.
		if err := os.Chmod(file, 0o644); err != nil {
			t.Fatal(err)
		}
		for dir := filepath.Dir(file); dir != "/"; dir = filepath.Dir(dir) {
			if info, err := os.Stat(dir); err != nil || info.Mode().Perm()&1 == 0 {
				if err := os.Chmod(dir, 0o755); err != nil {
					t.Fatal(err)
				}
			}
		}
		const nobody = 65534
		if err := syscall.Seteuid(nobody); err != nil {
			t.Fatal(err)
		}
		refused("as nobody", nil)
		if err := syscall.Seteuid(0); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	refused("damaged", winsock.WSANO_RECOVERY)
}

// changed makes a change of the catalog as another process would.
func changed(t *testing.T) {
	t.Helper()
	err := catalog.DefaultStore().Update(func(e *catalog.Edit) error {
		ids := []uint32{}
		for _, entry := range e.Catalog().Enum(nil, true) {
			ids = append(ids, entry.Info.CatalogEntryId)
		}
		return e.Order(append(ids[1:], ids[0])...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestP115_ProviderConfigChange(t *testing.T) {
	clause.Covers(t, "P-115", "P-116", "P-300")
	file := ownCatalog(t)
	t.Setenv(catalog.EnvFile, filepath.Join(filepath.Dir(file), "later", "catalog.json")) // the directory comes into being
	var h winsock.Handle
	if err := winsock.WSAProviderConfigChange(&h, nil, 0); err != winsock.WSANOTINITIALISED || h != 0 {
		t.Errorf("before WSAStartup: %v", err)
	}
	startup(t)
	if err := winsock.WSAProviderConfigChange(nil, nil, 0); err != winsock.WSAEFAULT {
		t.Errorf("nil: %v", err)
	}
	if err := winsock.WSAProviderConfigChange(&h, nil, 0); err != nil || h == 0 {
		t.Fatal(h, err)
	}
	event, err := winsock.WSACreateEvent()
	if err != nil {
		t.Fatal(err)
	}
	defer winsock.CloseHandle(event)
	if err := winsock.WSAProviderConfigChange(&event, nil, 0); err != winsock.WSA_INVALID_HANDLE {
		t.Errorf("an event for a notification handle: %v", err)
	}
	if err := winsock.WSAProviderConfigChange(&h, &winsock.Overlapped{HEvent: h}, 0); err != winsock.WSA_INVALID_HANDLE {
		t.Errorf("a notification handle for an event: %v", err)
	}
	// By an event, by the handle, and by a call that blocks: each change once.
	for i := range 3 {
		byEvent, byHandle := &winsock.Overlapped{HEvent: event}, new(winsock.Overlapped)
		for _, ov := range []*winsock.Overlapped{byEvent, byHandle} {
			if err := winsock.WSAProviderConfigChange(&h, ov, 0); err != winsock.WSA_IO_PENDING {
				t.Fatal("overlapped:", err)
			}
		}
		blocked := make(chan error)
		go func() { blocked <- winsock.WSAProviderConfigChange(&h, nil, 0) }()
		select {
		case err := <-blocked:
			t.Fatal("without a change:", err)
		case <-time.After(20 * time.Millisecond):
		}
		if r, err := winsock.WSAWaitForMultipleEvents([]winsock.Handle{event, h}, false, 0, false); r != winsock.WSA_WAIT_TIMEOUT {
			t.Error("told before the change:", r, err)
		}
		changed(t)
		if r, err := winsock.WSAWaitForMultipleEvents([]winsock.Handle{event, h}, true, 10000, false); r != winsock.WSA_WAIT_EVENT_0 {
			t.Fatal("after the change:", r, err)
		}
		if byEvent.Internal != 0 || byHandle.Internal != 0 {
			t.Errorf("%d: the statuses are %#x and %#x", i, byEvent.Internal, byHandle.Internal)
		}
		if err := <-blocked; err != nil {
			t.Error("the call that blocks:", err)
		}
	}
	// A file beside the catalog that tells of name space providers counts too.
	ov := &winsock.Overlapped{HEvent: event}
	if err := winsock.WSAProviderConfigChange(&h, ov, 0); err != winsock.WSA_IO_PENDING {
		t.Fatal(err)
	}
	if err := catalog.DefaultStore().UpdateBeside(catalog.NamespaceFile, func([]byte) ([]byte, error) { return []byte("{}"), nil }); err != nil {
		t.Fatal(err)
	}
	if r, err := winsock.WSAWaitForMultipleEvents([]winsock.Handle{event}, true, 10000, false); r != winsock.WSA_WAIT_EVENT_0 {
		t.Error("name spaces:", r, err)
	}
	// Closing the handle ends what waits.
	blocked := make(chan error)
	go func() { blocked <- winsock.WSAProviderConfigChange(&h, nil, 0) }()
	time.Sleep(10 * time.Millisecond)
	if err := winsock.WSAProviderConfigChange(&h, ov, 0); err != winsock.WSA_IO_PENDING {
		t.Fatal(err)
	}
	if err := winsock.CloseHandle(h); err != nil {
		t.Fatal(err)
	}
	if err := <-blocked; err != winsock.WSA_OPERATION_ABORTED && err != winsock.WSA_INVALID_HANDLE {
		t.Error("after CloseHandle:", err)
	}
	if r, err := winsock.WSAWaitForMultipleEvents([]winsock.Handle{event}, true, 10000, false); r != winsock.WSA_WAIT_EVENT_0 || ov.Internal == 0 {
		t.Error("after CloseHandle:", r, err, ov.Internal)
	}
	if err := winsock.WSAProviderConfigChange(&h, nil, 0); err != winsock.WSA_INVALID_HANDLE {
		t.Error("a closed handle:", err)
	}
}

// Many wait and many change at once: nobody misses the last change.
func TestP115_ManyWaitForChanges(t *testing.T) {
	clause.Covers(t, "P-115")
	ownCatalog(t)
	startup(t)
	var h winsock.Handle
	if err := winsock.WSAProviderConfigChange(&h, nil, 0); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	last := func() uint64 {
		c, err := catalog.Load()
		if err != nil {
			t.Error(err)
			return 0
		}
		return c.Generation()
	}
	const changes = 40
	for range 8 {
		all.Go(func() {
			for last() < changes {
				// As documented: ask to be told, look, wait.
				ov := new(winsock.Overlapped)
				event, err := winsock.WSACreateEvent()
				if err != nil {
					t.Error(err)
					return
				}
				ov.HEvent = event
				if err := winsock.WSAProviderConfigChange(&h, ov, 0); !errors.Is(err, winsock.WSA_IO_PENDING) {
					t.Error(err)
					return
				}
				if last() < changes {
					if r, _ := winsock.WSAWaitForMultipleEvents([]winsock.Handle{event}, true, 20000, false); r != winsock.WSA_WAIT_EVENT_0 {
						t.Error("nobody told of the change", last())
						return
					}
				}
				winsock.CloseHandle(event)
			}
		})
	}
	for range changes {
		changed(t)
	}
	all.Wait()
	winsock.CloseHandle(h)
}

// What layers a process may have is fixed when it first starts Winsock, as this one did
// without categories.
func TestP297_CategoriesAreFixed(t *testing.T) {
	clause.Covers(t, "P-297")
	if err := winsock.WSAStartup(0x0202, new(winsock.WSAData)); err != nil {
		t.Fatal(err)
	}
	winsock.WSACleanup()
	ownCatalog(t)
	if _, err := winsock.WSCInstallProviderAndChains(newID(1), "/spy.so", "Spy", 0, nil); err != nil {
		t.Fatal(err)
	}
	self, err := os.Readlink("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := winsock.WSCSetApplicationCategory(self, "", winsock.LSP_PROXY); err != nil {
		t.Fatal(err)
	}
	startup(t)
	var length uint32
	winsock.WSAEnumProtocols(nil, nil, &length)
	infos := make([]winsock.WSAProtocolInfo, length/infoSize)
	if _, err := winsock.WSAEnumProtocols(nil, &infos[0], &length); err != nil {
		t.Fatal(err)
	}
	if infos[0].ProtocolChain.ChainLen != 2 {
		t.Errorf("%s has the chain %v: the layer is gone", infos[0].Name(), infos[0].ProtocolChain)
	}
	// Another process would not have it.
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	if e := c.Permitted(c.Categories()).At(0); e.Info.ProtocolChain.ChainLen != 1 {
		t.Errorf("to another process %v has the chain %v", e, e.Info.ProtocolChain)
	}
}
