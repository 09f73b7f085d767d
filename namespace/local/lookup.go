package local

import (
	"net/netip"
	"slices"
	"strings"
	"sync"

	"winsock/namespace"
	"winsock/ws2def"
)

// lookup is a query: what it found when it began.
type lookup struct {
	results []*namespace.QuerySet

	mu    sync.Mutex // guards watch
	watch *watch     // what has an eye on the files, once somebody asked for it
	begun string     // how the files were
	ended bool
}

var (
	_ namespace.Lookup  = (*lookup)(nil)
	_ namespace.Watcher = (*lookup)(nil)
)

// Begin finds the services, or the containers, that a query is for.
// Errors: WSAEINVAL (no class, and not for containers), WSASERVICE_NOT_FOUND,
// WSANO_RECOVERY (a file is damaged).
//
// Source: P-474, P-485.
func (p *provider) Begin(q *namespace.QuerySet, _ *namespace.Class, flags uint32) (namespace.Lookup, namespace.Errno) {
	containers := flags&ws2def.LUP_CONTAINERS != 0
	if q.Class == nil && !containers {
		return nil, ws2def.WSAEINVAL
	}
	l := &lookup{begun: state()}
	all, e := read()
	if e != 0 {
		return nil, e
	}
	var seen []service
	var inside []string
	for _, c := range all {
		own := len(seen) // within a file all services differ
		for i := range c.Services {
			s := &c.Services[i]
			if s.Deregistered || slices.ContainsFunc(seen[:own], s.same) {
				continue
			}
			seen = append(seen, *s)
			switch {
			case containers:
				inside = append(inside, contained(q, s, flags)...)
			case wanted(q, s, flags):
				l.results = append(l.results, p.result(q, s))
			}
		}
	}
	for _, path := range unique(inside) {
		at := strings.LastIndexByte(path, '/') + 1
		l.results = append(l.results, p.mark(&namespace.QuerySet{Name: path[at:], Context: strings.TrimSuffix(path[:at], "/")}))
	}
	if len(l.results) == 0 {
		return nil, ws2def.WSASERVICE_NOT_FOUND
	}
	return l, 0
}

// wanted reports whether a query is for a service.
//
// Source: P-474, P-485.
func wanted(q *namespace.QuerySet, s *service, flags uint32) bool {
	if *q.Class != s.Class || !matches(q.Name, s.Name) {
		return false
	}
	if v := q.Version; v != nil {
		has := uint32(0)
		if s.Version != nil {
			has = *s.Version
		}
		if has < v.Version || has > v.Version && v.EnumerationOfComparison != ws2def.COMP_NOTLESS {
			return false
		}
	}
	if below, ok := within(q.Context, s.Context); !ok || below != "" && flags&ws2def.LUP_DEEP == 0 {
		return false
	}
	return len(q.Protocols) == 0 || slices.ContainsFunc(s.Addresses, func(a address) bool { return a.admitted(q.Protocols) })
}

func (a address) admitted(protocols []ws2def.AFProtocols) bool {
	return namespace.Admits(protocols, int32(familyOf(namespace.Address{Local: a.Local, Remote: a.Remote})), a.Protocol)
}

// matches reports whether a name fits a pattern in which "*" stands for any text;
// an empty pattern fits all.
func matches(pattern, name string) bool {
	pattern, name = strings.ToLower(pattern), strings.ToLower(name)
	if pattern == "" {
		return true
	}
	parts := strings.Split(pattern, "*")
	last := len(parts) - 1
	if last == 0 {
		return pattern == name
	}
	name, ok := strings.CutPrefix(name, parts[0])
	for _, part := range parts[1:last] {
		var found bool
		if _, name, found = strings.Cut(name, part); !found {
			return false
		}
	}
	return ok && strings.HasSuffix(name, parts[last])
}

// elements are the containers that a context goes through.
func elements(context string) []string {
	return strings.FieldsFunc(context, func(r rune) bool { return r == '/' || r == '\\' })
}

// within returns the rest of a service's context below the one of a query, and
// whether it is there or below.
func within(context, of string) (below string, ok bool) {
	from, all := elements(context), elements(of)
	if len(from) > len(all) {
		return "", false
	}
	for i := range from {
		if !strings.EqualFold(from[i], all[i]) {
			return "", false
		}
	}
	return strings.Join(all[len(from):], "/"), true
}

// contained are the containers, as paths from the root, that a service shows to
// be in the context of a query: the next one below, and with LUP_DEEP all.
//
// Source: P-485.
func contained(q *namespace.QuerySet, s *service, flags uint32) []string {
	below, ok := within(q.Context, s.Context)
	if !ok || below == "" {
		return nil
	}
	all := elements(s.Context)
	first := len(all) - len(elements(below))
	last := first + 1
	if flags&ws2def.LUP_DEEP != 0 {
		last = len(all)
	}
	var paths []string
	for i := first; i < last; i++ {
		if matches(q.Name, all[i]) {
			paths = append(paths, strings.Join(all[:i+1], "/"))
		}
	}
	return paths
}

// unique sorts paths and keeps one of those that differ in case only.
func unique(paths []string) []string {
	slices.SortStableFunc(paths, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return slices.CompactFunc(paths, strings.EqualFold)
}

// result is a service as a query shows it.
//
// Source: P-485.
func (p *provider) result(q *namespace.QuerySet, s *service) *namespace.QuerySet {
	id := s.Class
	r := &namespace.QuerySet{Name: s.Name, Class: &id, Comment: s.Comment, Context: s.Context, Blob: s.Blob}
	if s.Version != nil {
		r.Version = &ws2def.WSAVersion{Version: *s.Version}
	}
	for _, a := range s.Addresses {
		if a.admitted(q.Protocols) {
			r.Addresses = append(r.Addresses, a.usable())
		}
	}
	return p.mark(r)
}

func (p *provider) mark(r *namespace.QuerySet) *namespace.QuerySet {
	id := p.info.ID
	r.NameSpace, r.Provider = p.info.NameSpace, &id
	return r
}

// usable is a registered address as a client takes it: it connects to where the
// service listens, and to the loopback address of a service that listens at all.
//
// Source: P-485.
func (a address) usable() namespace.Address {
	u := namespace.Address{Local: a.Local, Remote: a.Remote, SocketType: a.Type, Protocol: a.Protocol}
	if len(u.Remote) == 0 {
		u.Remote, u.Local = u.Local, nil
	}
	to, _, ok := ws2def.ParseAddrPort(u.Remote)
	if !ok {
		return u
	}
	family := ws2def.Family(u.Remote)
	any, here := netip.IPv4Unspecified(), netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if family == ws2def.AF_INET6 {
		any, here = netip.IPv6Unspecified(), netip.IPv6Loopback()
	}
	if to.Addr().IsUnspecified() {
		u.Remote = encodeSockaddr(family, netip.AddrPortFrom(here, to.Port()))
	}
	if len(u.Local) == 0 {
		u.Local = encodeSockaddr(family, netip.AddrPortFrom(any, 0))
	}
	return u
}

// Next gives one result after the other.
func (l *lookup) Next(uint32) (*namespace.QuerySet, namespace.Errno) {
	if len(l.results) == 0 {
		return nil, ws2def.WSA_E_NO_MORE
	}
	r := l.results[0]
	l.results = l.results[1:]
	return r, 0
}

// End ends the query and its watch.
func (l *lookup) End() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.watch != nil && !l.ended {
		l.watch.stop()
	}
	l.ended = true
}

// Changed has an eye on the files. Errors: WSAENOBUFS (the system has no watch to
// give), WSA_E_CANCELLED.
//
// Source: P-491.
func (l *lookup) Changed() (<-chan struct{}, namespace.Errno) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return nil, ws2def.WSA_E_CANCELLED
	}
	if l.watch == nil {
		w, err := watchFiles(l.begun)
		if err != nil {
			return nil, ws2def.WSAENOBUFS
		}
		l.watch = w
	}
	return l.watch.changed, 0
}
