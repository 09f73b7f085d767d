package examples_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Services register themselves, clients find them by class and by name.
func named(t *testing.T, c toolchain) {
	c.env = append(slices.Clip(c.env), "WINSOCK_CATALOG="+filepath.Join(t.TempDir(), "catalog.json"))
	p := c.build(t, "named_service.c")
	p.start(t, "ask").endsSaying(1, "nobody is there\n")
	var services []*process
	for _, name := range []string{"Ada", "Alan"} {
		s := p.start(t, "serve", name, "2")
		if said := s.line(); !strings.HasPrefix(said, name+" is registered at port ") {
			t.Error(said)
		}
		services = append(services, s)
	}
	p.start(t, "ask").endsSaying(0, "Ada (says hello): hello from Ada\nAlan (says hello): hello from Alan\n2 found\n")
	p.start(t, "ask", "ala*").endsSaying(0, "Alan (says hello): hello from Alan\n1 found\n")
	services[1].endsSaying(0, "")
	p.start(t, "ask").endsSaying(0, "Ada (says hello): hello from Ada\n1 found\n")
	services[0].endsSaying(0, "")
	p.start(t, "ask").endsSaying(1, "nobody is there\n")
	if said := p.start(t).endsSaying(1, ""); said != "Usage: named_service serve NAME COUNT | ask [NAME]\n" {
		t.Error(said)
	}
}
