package directory_test

import (
	"path/filepath"
	"sync"
	"testing"

	"winsock/catalog"
	"winsock/internal/directory"
	"winsock/namespace"
	"winsock/ws2def"
)

// fake is a provider that says what a test wants; all of the name "go:fake-…" are
// registered once, and behave as the test says by then.
type fake struct {
	info    namespace.Info
	refuses namespace.Errno // what Begin says
	answers []any           // *namespace.QuerySet or namespace.Errno, one for each Next
	sets    namespace.Errno // what SetService says
	waits   bool            // Next waits for End before it answers
	class   *namespace.Class

	mu    sync.Mutex
	calls []string
	told  *namespace.Class // of Begin
}

// script is how the fakes of a test behave, by name.
var script sync.Map

func init() {
	for _, name := range []string{"fake-a", "fake-b", "fake-c"} {
		namespace.Register(name, func(info namespace.Info) (namespace.Provider, namespace.Errno) {
			f, ok := script.Load(name)
			if !ok {
				return nil, ws2def.WSASYSNOTREADY
			}
			p := f.(*fake)
			p.info = info
			p.call("start")
			return p, 0
		})
	}
	namespace.Register("fake-plain", func(namespace.Info) (namespace.Provider, namespace.Errno) { return plain{}, 0 })
	namespace.Register("fake-nothing", func(namespace.Info) (namespace.Provider, namespace.Errno) { return nil, 0 })
	namespace.Register("fake-version", func(namespace.Info) (namespace.Provider, namespace.Errno) { return nil, ws2def.WSAEINVALIDPROVIDER })
}

// plain can do nothing but be asked.
type plain struct{}

func (plain) Begin(*namespace.QuerySet, *namespace.Class, uint32) (namespace.Lookup, namespace.Errno) {
	return plain{}, 0
}

func (plain) Next(uint32) (*namespace.QuerySet, namespace.Errno) { return nil, ws2def.WSA_E_NO_MORE }
func (plain) End()                                               {}
func (plain) Cleanup()                                           {}

func (f *fake) call(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, name)
}

func (f *fake) Begin(q *namespace.QuerySet, class *namespace.Class, _ uint32) (namespace.Lookup, namespace.Errno) {
	f.call("begin " + q.Name)
	f.told = class
	if f.refuses != 0 {
		return nil, f.refuses
	}
	return &fakeLookup{f: f, ended: make(chan struct{}), changed: make(chan struct{})}, 0
}

func (f *fake) Cleanup() { f.call("cleanup") }

func (f *fake) SetService(_ *namespace.Class, q *namespace.QuerySet, _ int32, _ uint32) namespace.Errno {
	f.call("set " + q.Name)
	return f.sets
}

func (f *fake) Class(id ws2def.GUID) (*namespace.Class, namespace.Errno) {
	if f.class == nil || f.class.ID != id {
		return nil, ws2def.WSATYPE_NOT_FOUND
	}
	return f.class, 0
}

func (f *fake) InstallClass(c *namespace.Class) namespace.Errno {
	f.call("install " + c.Name)
	f.class = c
	return f.sets
}

func (f *fake) RemoveClass(ws2def.GUID) namespace.Errno {
	f.call("remove")
	return f.sets
}

type fakeLookup struct {
	f       *fake
	at      int
	ended   chan struct{}
	changed chan struct{}
}

func (l *fakeLookup) Next(uint32) (*namespace.QuerySet, namespace.Errno) {
	if l.f.waits {
		l.f.call("next")
		<-l.ended
		return nil, ws2def.WSATRY_AGAIN // what it says does not count
	}
	if l.at >= len(l.f.answers) {
		return nil, ws2def.WSA_E_NO_MORE
	}
	a := l.f.answers[l.at]
	l.at++
	if e, failed := a.(namespace.Errno); failed {
		return nil, e
	}
	q := *a.(*namespace.QuerySet)
	return &q, 0
}

func (l *fakeLookup) End() {
	l.f.call("end")
	close(l.ended)
}

func (l *fakeLookup) Changed() (<-chan struct{}, namespace.Errno) { return l.changed, 0 }

func (l *fakeLookup) Control(code uint32, in, out []byte) (int, namespace.Errno) {
	if code != 1 {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	return copy(out, in), 0
}

func id(n uint32) ws2def.GUID { return ws2def.GUID{Data1: n} }

// installed gives the test a catalog of its own with these fakes, and nothing else.
func installed(t *testing.T, fakes ...*fake) {
	t.Helper()
	empty(t)
	for i, f := range fakes {
		name := "fake-" + string(rune('a'+i))
		script.Store(name, f)
		t.Cleanup(func() { script.Delete(name) })
		add(t, uint32(i+1), uint32(100+i), "go:"+name)
	}
}

// empty gives the test a catalog of its own without providers.
func empty(t *testing.T) {
	t.Helper()
	directory.Cleanup()
	t.Cleanup(directory.Cleanup)
	t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
	for _, id := range []ws2def.GUID{directory.Local, directory.DNS} {
		if e := directory.Uninstall(id); e != 0 {
			t.Fatal(e)
		}
	}
}

func add(t *testing.T, n, space uint32, path string) {
	t.Helper()
	e := directory.Install(directory.Entry{Path: path, Info: namespace.Info{ID: id(n), NameSpace: space, Active: true, Identifier: path}})
	if e != 0 {
		t.Fatal(path, e)
	}
}
