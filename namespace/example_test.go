package namespace_test

import (
	"fmt"
	"strings"

	"winsock/namespace"
	"winsock/ws2def"
)

// planets is a name space that knows its names by heart.
type planets []string

// Begin implements [namespace.Provider].
func (p planets) Begin(q *namespace.QuerySet, _ *namespace.Class, _ uint32) (namespace.Lookup, namespace.Errno) {
	var found answers
	for _, name := range p {
		if q.Name == "" || strings.EqualFold(q.Name, name) {
			found = append(found, name)
		}
	}
	return &found, 0
}

// Cleanup implements [namespace.Provider].
func (planets) Cleanup() {}

// answers are the results that are left.
type answers []string

// Next implements [namespace.Lookup].
func (a *answers) Next(uint32) (*namespace.QuerySet, namespace.Errno) {
	if len(*a) == 0 {
		return nil, ws2def.WSA_E_NO_MORE
	}
	q := &namespace.QuerySet{Name: (*a)[0]}
	*a = (*a)[1:]
	return q, 0
}

// End implements [namespace.Lookup].
func (a *answers) End() {}

// A provider of a name space registers itself; an entry of the catalog with the path
// "go:planets" has it asked.
func ExampleRegister() {
	namespace.Register("planets", func(namespace.Info) (namespace.Provider, namespace.Errno) {
		return planets{"Mars", "Venus"}, 0
	})
	start, err := namespace.Find("go:planets")
	if err != nil {
		fmt.Println(err)
		return
	}
	p, _ := start(namespace.Info{NameSpace: 500})
	l, _ := p.Begin(&namespace.QuerySet{Name: "venus"}, nil, 0)
	defer l.End()
	for {
		q, e := l.Next(0)
		if e == ws2def.WSA_E_NO_MORE {
			break
		}
		fmt.Println(q.Name)
	}
	// Output: Venus
}
