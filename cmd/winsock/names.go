package main

import (
	"fmt"
	"strings"

	"winsock"
	"winsock/namespace"
	"winsock/ws2def"
)

type namesCmd struct {
	List       namesListCmd       `cmd:"" help:"List the providers of name spaces in the order in which they are asked."`
	Find       namesFindCmd       `cmd:"" help:"Look for services, hosts or containers."`
	Register   namesRegisterCmd   `cmd:"" help:"Register a service."`
	Unregister namesUnregisterCmd `cmd:"" help:"Take a service away."`
	Class      namesClassCmd      `cmd:"" help:"Show, install or remove classes of services."`
	Install    namesInstallCmd    `cmd:"" help:"Add a provider of a name space."`
	Remove     namesRemoveCmd     `cmd:"" help:"Take a provider out."`
	Enable     namesEnableCmd     `cmd:"" help:"Have a provider asked again."`
	Disable    namesDisableCmd    `cmd:"" help:"Have a provider not asked any more."`
	Order      namesOrderCmd      `cmd:"" help:"Put providers in front."`
	Check      namesCheckCmd      `cmd:"" help:"Find providers that can't be asked."`
}

func (namesCmd) Help() string {
	return `Programs find services by name and class with WSALookupServiceBegin, and register
theirs with WSASetService. Who answers stands in namespaces.json beside the
protocol catalog. Without that file it is this machine's own name space, which
keeps its services in services.json beside it, and DNS.

    winsock names find localhost --class host
    winsock names find example.com --class https/tcp
    winsock names register "Floor 2" 192.0.2.7:9100 --class 9100/tcp
    winsock names find --class 9100/tcp
    winsock names list`
}

// nameSpaces are what name spaces are called.
var nameSpaces = kind{"name space", []string{"NS_"}, ws2def.NameSpaceNames, "dns, NS_DNS or 12"}

type namesListCmd struct {
	JSON bool `name:"json" help:"Write JSON."`
}

func (namesListCmd) Help() string {
	return `JSON is a list of providers with id, name, name_space (a number) and
name_space_name, path, version and active.`
}

// nameSpace is the JSON form of a provider of a name space.
type nameSpace struct {
	ID            ws2def.GUID `json:"id"`
	Name          string      `json:"name"`
	NameSpace     uint32      `json:"name_space"`
	NameSpaceName string      `json:"name_space_name"`
	Path          string      `json:"path"`
	Version       uint32      `json:"version"`
	Active        bool        `json:"active"`
}

func (c *namesListCmd) Run(s *screen) error {
	providers, err := winsock.NameSpaceProviders()
	if err != nil {
		return err
	}
	all := make([]nameSpace, len(providers))
	rows := make([][]any, len(providers))
	for i, p := range providers {
		name := symbol(ws2def.NameSpaceNames.Of(int64(p.NameSpace)))
		all[i] = nameSpace{p.ID, p.Identifier, p.NameSpace, name, p.Path, p.Version, p.Active}
		state := "active"
		if !p.Active {
			state = "disabled"
		}
		rows[i] = []any{p.Identifier, number(name, int32(p.NameSpace)), p.Path, state, p.ID}
	}
	if c.JSON {
		return s.json(all)
	}
	return s.table([]column{{title: "name"}, {title: "name space"}, {title: "provider"}, {title: "state"}, {title: "id"}}, rows)
}

// nameSpaceProvider is the one that text means: an id, a path, a name or a part of it.
func nameSpaceProvider(text string) (*winsock.NameSpaceProvider, error) {
	all, err := winsock.NameSpaceProviders()
	if err != nil {
		return nil, err
	}
	guid, err := ws2def.ParseGUID(text)
	isGUID := err == nil
	var found []*winsock.NameSpaceProvider
	for i := range all {
		p := &all[i]
		if isGUID && p.ID == guid || p.Path == text || p.Path == namespace.PathPrefix+text || strings.EqualFold(p.Identifier, text) {
			return p, nil
		}
		if text != "" && strings.Contains(strings.ToLower(p.Identifier), strings.ToLower(text)) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, fmt.Errorf("there is no provider %q of a name space: winsock names list", text)
	}
	return nil, fmt.Errorf("%q means %s and %s; give an id", text, found[0].Identifier, found[1].Identifier)
}
