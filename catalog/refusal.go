package catalog

import "fmt"

// Refusal is the error of an [Edit]'s method that would make the catalog wrong.
type Refusal struct {
	Kind   RefusalKind
	Reason string
}

// RefusalKind says what a change that is refused is about.
type RefusalKind int

// The kinds.
const (
	Unfit     RefusalKind = iota // an entry, a path or a name that no catalog can have
	Unknown                      // there is no such entry, provider or application
	Taken                        // the provider or the layer is installed already
	NoMatch                      // no entry has the family, type and protocol that a layer asks for
	BadChain                     // the chain can't be followed or is too long
	BadOrder                     // an order does not name every entry once
	Exhausted                    // all entry ids are used up
)

// Error implements error.
func (r *Refusal) Error() string { return "catalog: " + r.Reason }

// refuse makes a Refusal.
func refuse(kind RefusalKind, format string, args ...any) error {
	return &Refusal{Kind: kind, Reason: fmt.Sprintf(format, args...)}
}
