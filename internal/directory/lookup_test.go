package directory_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/directory"
	"winsock/namespace"
	"winsock/ws2def"
)

func named(names ...string) []any {
	all := make([]any, len(names))
	for i, n := range names {
		all[i] = &namespace.QuerySet{Name: n}
	}
	return all
}

func begin(t *testing.T, q *namespace.QuerySet) ws2def.Handle {
	t.Helper()
	h, e := directory.Begin(q, ws2def.LUP_RETURN_ALL)
	if e != 0 {
		t.Fatal(e)
	}
	return h
}

// next is the name of the next result, or the error.
func next(h ws2def.Handle, flags uint32) (name string, e namespace.Errno) {
	e = directory.Next(h, flags|ws2def.LUP_RETURN_ALL, func(q *namespace.QuerySet) namespace.Errno {
		name = q.Name
		return 0
	})
	return name, e
}

// rest are the names of all results that are left, and the last error.
func rest(h ws2def.Handle) (names []string, e namespace.Errno) {
	for {
		n, e := next(h, 0)
		if e != 0 {
			return names, e
		}
		names = append(names, n)
	}
}

func TestProvidersInTurn(t *testing.T) {
	clause.Covers(t, "P-475", "P-479")
	a, b, c := &fake{answers: named("a1", "a2")}, &fake{answers: append([]any{ws2def.WSATRY_AGAIN}, named("b2")...)}, &fake{answers: named("c1")}
	installed(t, a, b, c)
	id2, id3 := id(2), id(3)
	for _, tc := range []struct {
		name string
		q    namespace.QuerySet
		want []string
	}{
		{"all", namespace.QuerySet{}, []string{"a1", "a2", "c1"}},
		{"a name space", namespace.QuerySet{NameSpace: 100}, []string{"a1", "a2"}},
		{"a provider", namespace.QuerySet{NameSpace: 100, Provider: &id3}, []string{"c1"}},
	} {
		h := begin(t, &tc.q)
		got, e := rest(h)
		if !slices.Equal(got, tc.want) || e != ws2def.WSA_E_NO_MORE {
			t.Errorf("%s: %q, %v; want %q", tc.name, got, e, tc.want)
		}
		if _, e := next(h, 0); e != ws2def.WSA_E_NO_MORE {
			t.Errorf("%s: again: %v", tc.name, e)
		}
		if e := directory.End(h); e != 0 {
			t.Errorf("%s: %v", tc.name, e)
		}
	}
	h := begin(t, &namespace.QuerySet{Provider: &id2})
	defer directory.End(h)
	if _, e := next(h, 0); e != ws2def.WSATRY_AGAIN {
		t.Error("the error of the only provider:", e)
	}
	if got, e := next(h, 0); got != "b2" || e != 0 {
		t.Error("after it:", got, e)
	}
	for _, q := range []namespace.QuerySet{{NameSpace: 4711}, {Provider: new(ws2def.GUID)}} {
		if _, e := directory.Begin(&q, 0); e != ws2def.WSASERVICE_NOT_FOUND {
			t.Errorf("%+v: %v", q, e)
		}
	}
	if e := directory.Enable(id(1), false); e != 0 {
		t.Fatal(e)
	}
	if got, _ := rest(begin(t, new(namespace.QuerySet))); len(got) != 3 {
		t.Errorf("a change reaches a process that runs: %q", got)
	}
	directory.Cleanup()
	if got, _ := rest(begin(t, new(namespace.QuerySet))); !slices.Equal(got, []string{"c1"}) {
		t.Errorf("with a provider disabled: %q", got)
	}
}

func TestGravestError(t *testing.T) {
	clause.Covers(t, "P-477", "P-479")
	a, b, c := &fake{refuses: ws2def.WSASERVICE_NOT_FOUND}, &fake{refuses: ws2def.WSANO_DATA}, &fake{refuses: ws2def.WSASERVICE_NOT_FOUND}
	installed(t, a, b, c)
	if _, e := directory.Begin(new(namespace.QuerySet), 0); e != ws2def.WSANO_DATA {
		t.Error("all refuse:", e)
	}
	a.refuses, b.refuses, c.refuses = 0, 0, 0
	a.answers, b.answers, c.answers = []any{ws2def.WSASERVICE_NOT_FOUND}, []any{ws2def.WSATRY_AGAIN}, nil
	h := begin(t, new(namespace.QuerySet))
	if _, e := next(h, 0); e != ws2def.WSATRY_AGAIN {
		t.Error("nobody finds anything:", e)
	}
	if _, e := next(h, 0); e != ws2def.WSA_E_NO_MORE {
		t.Error("after that:", e)
	}
}

func TestKeptResult(t *testing.T) {
	clause.Covers(t, "P-478", "P-480")
	a := &fake{answers: []any{
		&namespace.QuerySet{Name: "one", Comment: "c", Addresses: []namespace.Address{{Local: []byte{1, 1}, Remote: []byte{2, 2}}}},
		&namespace.QuerySet{Name: "two"},
	}}
	installed(t, a)
	h := begin(t, new(namespace.QuerySet))
	defer directory.End(h)
	seen := 0
	refuse := func(q *namespace.QuerySet) namespace.Errno { seen++; return ws2def.WSAEFAULT }
	for range 3 {
		if e := directory.Next(h, ws2def.LUP_RETURN_ALL, refuse); e != ws2def.WSAEFAULT {
			t.Fatal(e)
		}
	}
	own := id(1)
	for _, tc := range []struct {
		flags uint32
		want  namespace.QuerySet
	}{
		{0, namespace.QuerySet{}},
		{ws2def.LUP_RETURN_COMMENT, namespace.QuerySet{Comment: "c"}},
		{ws2def.LUP_RETURN_ADDR | ws2def.LUP_RES_SERVICE, namespace.QuerySet{Addresses: []namespace.Address{{Local: []byte{2, 2}, Remote: []byte{1, 1}}}}},
		{ws2def.LUP_RETURN_ADDR, namespace.QuerySet{Addresses: []namespace.Address{{Local: []byte{1, 1}, Remote: []byte{2, 2}}}}},
	} {
		tc.want.NameSpace, tc.want.Provider = 100, &own
		if e := directory.Next(h, tc.flags, func(q *namespace.QuerySet) namespace.Errno {
			if diff := cmp.Diff(&tc.want, q); diff != "" {
				t.Errorf("flags %#x: %s", tc.flags, diff)
			}
			return ws2def.WSAEFAULT
		}); e != ws2def.WSAEFAULT {
			t.Error(e)
		}
	}
	if got, e := next(h, ws2def.LUP_FLUSHPREVIOUS); got != "two" || e != 0 || seen != 3 {
		t.Error(got, e, seen)
	}
	if _, e := next(h, ws2def.LUP_FLUSHPREVIOUS); e != ws2def.WSA_E_NO_MORE {
		t.Error(e)
	}
}

func TestEndWakes(t *testing.T) {
	clause.Covers(t, "P-482")
	a := &fake{waits: true}
	installed(t, a)
	for _, end := range []func(ws2def.Handle){func(h ws2def.Handle) { directory.End(h) }, func(ws2def.Handle) { directory.Cleanup() }} {
		h := begin(t, new(namespace.QuerySet))
		done := make(chan namespace.Errno)
		go func() {
			_, e := next(h, 0)
			done <- e
		}()
		for waiting := false; !waiting; time.Sleep(time.Millisecond) {
			a.mu.Lock()
			waiting = slices.Contains(a.calls, "next")
			a.mu.Unlock()
		}
		end(h)
		if e := <-done; e != ws2def.WSA_E_CANCELLED {
			t.Error(e)
		}
		if _, e := next(h, 0); e != ws2def.WSA_INVALID_HANDLE {
			t.Error("after the end:", e)
		}
		if e := directory.End(h); e != ws2def.WSA_INVALID_HANDLE {
			t.Error("ended twice:", e)
		}
		a.mu.Lock()
		a.calls = slices.DeleteFunc(a.calls, func(c string) bool { return c == "next" })
		a.mu.Unlock()
	}
	want := []string{"start", "begin ", "end", "begin ", "end", "cleanup"}
	if !slices.Equal(a.calls, want) {
		t.Errorf("the provider's calls: %q, want %q", a.calls, want)
	}
}

func TestRegistrationsGoToAll(t *testing.T) {
	clause.Covers(t, "P-475", "P-486")
	a, b := new(fake), new(fake)
	installed(t, a, b)
	add(t, 9, 101, "go:fake-plain")
	one := id(1)
	for _, tc := range []struct {
		q       namespace.QuerySet
		a, b    namespace.Errno
		op      int32
		want    namespace.Errno
		reached int
	}{
		{namespace.QuerySet{Name: "x"}, 0, 0, 0, 0, 2},
		{namespace.QuerySet{Name: "x", Provider: &one}, 0, 0, 1, 0, 1},
		{namespace.QuerySet{Name: "x", NameSpace: 101}, 0, 0, 2, 0, 1},
		{namespace.QuerySet{Name: "x"}, 0, ws2def.WSASERVICE_NOT_FOUND, 1, ws2def.WSASERVICE_NOT_FOUND, 2},
		{namespace.QuerySet{Name: "x"}, ws2def.WSAEOPNOTSUPP, 0, 0, 0, 2},
		{namespace.QuerySet{Name: "x"}, ws2def.WSAEOPNOTSUPP, ws2def.WSAEOPNOTSUPP, 0, ws2def.WSAEOPNOTSUPP, 2},
		{namespace.QuerySet{Name: "x"}, 0, 0, 3, ws2def.WSAEINVAL, 0},
		{namespace.QuerySet{Name: "x"}, 0, 0, -1, ws2def.WSAEINVAL, 0},
		{namespace.QuerySet{Name: "x", NameSpace: 77}, 0, 0, 0, ws2def.WSASERVICE_NOT_FOUND, 0},
	} {
		a.sets, b.sets, a.calls, b.calls = tc.a, tc.b, nil, nil
		e := directory.SetService(&tc.q, tc.op, 0)
		reached := 0
		for _, call := range append(a.calls, b.calls...) {
			if call == "set x" {
				reached++
			}
		}
		if e != tc.want || reached != tc.reached {
			t.Errorf("%+v: %v, %d reached", tc, e, reached)
		}
	}
}

func TestClassesGoToAll(t *testing.T) {
	clause.Covers(t, "P-477", "P-487", "P-488", "P-489", "P-490")
	a, b := new(fake), new(fake)
	installed(t, a, b)
	add(t, 9, 101, "go:fake-plain")
	c := &namespace.Class{ID: id(77), Name: "Things"}
	if e := directory.InstallClass(c); e != 0 || !slices.Contains(a.calls, "install Things") || !slices.Contains(b.calls, "install Things") {
		t.Error(e, a.calls, b.calls)
	}
	if got, e := directory.Class(id(2), c.ID); got != c || e != 0 {
		t.Error(got, e)
	}
	a.class = nil
	if name, e := directory.ClassName(c.ID); name != "Things" || e != 0 {
		t.Error(name, e)
	}
	begin(t, &namespace.QuerySet{Class: &c.ID})
	if a.told != c {
		t.Error("a provider is not told what another one knows:", a.told)
	}
	for _, tc := range []struct {
		provider, class uint32
		want            namespace.Errno
	}{{1, 77, ws2def.WSATYPE_NOT_FOUND}, {9, 77, ws2def.WSAEOPNOTSUPP}, {5, 77, ws2def.WSAEINVAL}} {
		if _, e := directory.Class(id(tc.provider), id(tc.class)); e != tc.want {
			t.Errorf("%+v: %v", tc, e)
		}
	}
	if _, e := directory.ClassName(id(78)); e != ws2def.WSANO_DATA {
		t.Error(e)
	}
	a.sets, b.sets = 0, ws2def.WSAETOOMANYREFS
	if e := directory.RemoveClass(c.ID); e != ws2def.WSAETOOMANYREFS {
		t.Error(e)
	}
	if e := directory.InstallClass(&namespace.Class{ID: id(1)}); e != ws2def.WSAEINVAL {
		t.Error(e)
	}
	if e := directory.InstallClass(&namespace.Class{Name: "x"}); e != ws2def.WSAEINVAL {
		t.Error(e)
	}
}

func TestControls(t *testing.T) {
	clause.Covers(t, "P-491", "P-492")
	installed(t, new(fake), new(fake))
	add(t, 9, 102, "go:fake-plain")
	one, nine := id(1), id(9)
	single, both := begin(t, &namespace.QuerySet{Provider: &one}), begin(t, new(namespace.QuerySet))
	out := make([]byte, 3)
	if n, e := directory.Control(single, 1, []byte("abc"), out); n != 3 || e != 0 || string(out) != "abc" {
		t.Error(n, e, out)
	}
	if _, e := directory.Control(single, 2, nil, nil); e != ws2def.WSAEOPNOTSUPP {
		t.Error(e)
	}
	for h, want := range map[ws2def.Handle]namespace.Errno{both: ws2def.WSAEINVAL, directory.FirstHandle: ws2def.WSA_INVALID_HANDLE, single: 0} {
		if _, _, e := directory.Changed(h); e != want {
			t.Error("Changed:", e, "want", want)
		}
		if _, e := directory.Control(h, 1, nil, nil); e != want {
			t.Error("Control:", e, "want", want)
		}
	}
	_, ended, e := directory.Changed(single)
	if e != 0 {
		t.Fatal(e)
	}
	directory.End(single)
	select {
	case <-ended:
	default:
		t.Error("the end of the query is not told")
	}
	plain := begin(t, &namespace.QuerySet{Provider: &nine})
	if _, _, e := directory.Changed(plain); e != ws2def.WSAEOPNOTSUPP {
		t.Error(e)
	}
	if _, e := directory.Control(plain, 1, nil, nil); e != ws2def.WSAEOPNOTSUPP {
		t.Error(e)
	}
}
