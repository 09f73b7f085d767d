package catalog

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCheck(t *testing.T) {
	base := proto("base", "go:base", inet, stream, tcp, maxOffset(3))
	inside := proto("inside", "go:inside", inet, stream, tcp+1)
	zero := proto("only 0", "go:zero", inet, stream, 0)
	nonzero := proto("not 0", "go:nonzero", inet, stream, tcp, maxOffset(3), pfl(0))
	spied := over(&base, "spied", "/lib/spy.so", 2, 1)
	for _, row := range []struct {
		name    string
		catalog *Catalog
		want    []Problem
	}{
		{"built in", Default(), nil},
		{"a chain in front of what it covers", reordered(t, unchecked(base, layer("spy"), spied), "spied"), nil},
		{"a path nobody has", unchecked(base, proto("gone", "go:gone", 77, stream, 5)), []Problem{
			{Error, 2, `entry 2 (gone): there is no provider "go:gone".`, "Mend go:gone, or remove the entry: winsock catalog remove 2"},
		}},
		{"a broken chain", unchecked(base, over(&base, "chain", "/lib/spy.so", 9, 1)), []Problem{
			{Error, 2, "catalog: the chain of entry 2 (chain) is broken: element 1: there is no entry 9.", "Install what it lacks and the chain again, or remove it: winsock catalog remove 2"},
		}},
		{"a chain behind what it covers", unchecked(base, layer("spy"), spied), []Problem{
			{Warning, 3, "entry 3 (spied) has no effect: it stands behind entry 1 (base), which it covers.", "Put 3 in front of 1 with winsock catalog order."},
		}},
		{"a chain with another's path", reordered(t, unchecked(base, layer("spy"), over(&base, "spied", "/lib/other.so", 2, 1)), "spied"), []Problem{
			{Warning, 3, `entry 3 (spied) has the path "/lib/other.so", but its topmost layer, entry 2 (spy), has "/lib/spy.so".`, "Remove the chain and install it with the path of its topmost layer."},
		}},
		{"an unused layer", unchecked(base, layer("spy")), []Problem{
			{Warning, 2, "entry 2 (spy) is a layer that no working chain uses.", "Install a chain over it, or remove it: winsock catalog remove 2"},
		}},
		{"shadows", unchecked(nonzero, base, inside, zero), []Problem{
			{Note, 3, "entry 3 (inside) is never chosen by family, type and protocol: entry 2 (base) comes first.", "Nothing to do if programs ask for it by its WSAPROTOCOL_INFO; else put it in front with winsock catalog order."},
			{Note, 4, "entry 4 (only 0) is never chosen by family, type and protocol: entry 2 (base) comes first.", "Nothing to do if programs ask for it by its WSAPROTOCOL_INFO; else put it in front with winsock catalog order."},
		}},
		{"no shadow: wider, other type, other family", unchecked(inside, base, proto("d", "go:d", inet, dgram, tcp), proto("6", "go:6", inet6, stream, tcp)), nil},
		{"nothing that opens a socket", unchecked(layer("spy")), []Problem{
			{Warning, 0, "No entry can open a socket.", `Install a provider, or bring back the built-in entries with "winsock catalog reset".`},
			{Warning, 1, "entry 1 (spy) is a layer that no working chain uses.", "Install a chain over it, or remove it: winsock catalog remove 1"},
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := Check(row.catalog, func(e *Entry) error {
				if e.Path == "go:gone" {
					return errors.New(`there is no provider "go:gone"`)
				}
				return nil
			})
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
	var severities []string
	for _, p := range []Severity{Note, Warning, Error} {
		severities = append(severities, p.String())
	}
	if diff := cmp.Diff([]string{"note", "warning", "error"}, severities); diff != "" {
		t.Errorf("severities (-want +got):\n%s", diff)
	}
}
