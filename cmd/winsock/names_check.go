package main

import (
	"errors"
	"strings"

	"winsock"
	"winsock/namespace"
	"winsock/provider/native/trust"
)

type namesCheckCmd struct{}

func (namesCheckCmd) Help() string {
	return `Looks at every provider that is not disabled: whether this machine has it, and
whether its file may be loaded. It ends with 1 when something is wrong.`
}

func (namesCheckCmd) Run(s *screen) error {
	all, err := winsock.NameSpaceProviders()
	if err != nil {
		return err
	}
	wrong := 0
	for _, p := range all {
		if !p.Active {
			continue
		}
		if err := usable(p.Path); err != nil {
			s.line("%s: %v", p.Identifier, err)
			s.line("  mend it, or: winsock names disable %s", p.ID)
			wrong++
		}
	}
	if wrong > 0 {
		return errSilent
	}
	s.line("%d providers of name spaces, nothing wrong", len(all))
	return nil
}

// usable says why the provider at a path can't be asked, as far as that can be seen
// without loading it. A path with variables in it depends on the program.
func usable(path string) error {
	switch _, err := namespace.Find(path); {
	case strings.HasPrefix(path, "%"), err == nil:
		return nil
	case errors.Is(err, namespace.ErrNoLoader):
		return trust.Check(path)
	default:
		return err
	}
}
