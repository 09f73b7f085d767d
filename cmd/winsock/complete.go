package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"winsock"
	"winsock/catalog"
	"winsock/spi"
	"winsock/ws2def"
)

// completeCmd serves the completion scripts: one line for each word that may
// come next.
type completeCmd struct {
	Words []string `arg:"" optional:"" help:"The words so far; the last one is being written."`
}

func (c *completeCmd) Run(s *screen, app *kong.Kong) error {
	words := c.Words
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	if len(words) == 0 {
		words = []string{""}
	}
	for _, candidate := range candidates(app.Model.Node, words[:len(words)-1], words[len(words)-1]) {
		if _, err := fmt.Fprintln(s.out, candidate); err != nil {
			return err
		}
	}
	return nil
}

// candidates are the words that may stand after done and begin with begun.
// done may hold whatever somebody types: what is not understood is passed over.
func candidates(node *kong.Node, done []string, begun string) []string {
	positional := 0
	var flag *kong.Flag // whose value comes next
	for _, word := range done {
		switch {
		case word == "=": // bash makes a word of it
		case flag != nil:
			flag = nil
		case strings.HasPrefix(word, "-"):
			if f := flagOf(node, word); f != nil && !f.IsBool() && !strings.Contains(word, "=") {
				flag = f
			}
		default:
			if child := childOf(node, word); child != nil {
				node, positional = child, 0
			} else {
				positional++
			}
		}
	}
	if begun == "=" {
		begun = ""
	}
	var all []string
	switch {
	case flag != nil:
		all = values(flag.Value)
	case strings.HasPrefix(begun, "-"):
		for _, group := range node.AllFlags(true) {
			for _, f := range group {
				all = append(all, "--"+f.Name)
			}
		}
	default:
		for _, child := range node.Children {
			if !child.Hidden {
				all = append(all, child.Name)
			}
		}
		if n := len(node.Positional); n > 0 {
			last := node.Positional[n-1]
			if positional < n {
				all = append(all, values(node.Positional[positional])...)
			} else if last.IsCumulative() {
				all = append(all, values(last)...)
			}
		}
	}
	return slices.DeleteFunc(all, func(word string) bool { return !strings.HasPrefix(word, begun) })
}

func childOf(node *kong.Node, name string) *kong.Node {
	for _, child := range node.Children {
		if child.Name == name {
			return child
		}
	}
	return nil
}

func flagOf(node *kong.Node, word string) *kong.Flag {
	name, _, _ := strings.Cut(strings.TrimLeft(word, "-"), "=")
	for _, group := range node.AllFlags(false) {
		for _, f := range group {
			if f.Name == name || f.Short != 0 && string(f.Short) == name {
				return f
			}
		}
	}
	return nil
}

// values are what an argument or option can be, as far as that is known: its
// enum, or what its tag "complete" names.
func values(v *kong.Value) []string {
	if v.Enum != "" {
		return v.EnumSlice()
	}
	switch v.Tag.Get("complete") {
	case "family":
		return families.short()
	case "type":
		return types.short()
	case "protocol":
		return protocols.short()
	case "flags":
		return flagBits.short()
	case "group":
		return groups.short()
	case "error":
		return errorNames()
	case "name space":
		return nameSpaces.short()
	case "name space provider":
		return nameSpaceIDs()
	case "provider":
		return spi.Names()
	case "entry":
		return entryIDs()
	}
	return nil
}

// short lists the names without prefix, in small letters.
func (k *kind) short() []string {
	all := make([]string, len(k.names))
	for i, n := range k.names {
		name := n.Name
		for _, prefix := range k.prefixes {
			name = strings.TrimPrefix(name, prefix)
		}
		all[i] = strings.ToLower(name)
	}
	return all
}

func errorNames() []string {
	var all []string
	for _, e := range ws2def.All() {
		all = append(all, e.Name())
	}
	return all
}

func nameSpaceIDs() []string {
	providers, err := winsock.NameSpaceProviders()
	if err != nil {
		return nil
	}
	var all []string
	for _, p := range providers {
		all = append(all, p.ID.String())
	}
	return all
}

func entryIDs() []string {
	c, err := catalog.Load()
	if err != nil {
		return nil
	}
	var all []string
	for _, e := range c.Enum(nil, true) {
		all = append(all, strconv.FormatUint(uint64(e.Info.CatalogEntryId), 10))
	}
	return all
}
