package engine

import (
	"testing"

	"winsock/internal/clause"
)

func TestChoice(t *testing.T) {
	clause.Covers(t, "O-512")
	can, cannot := func() string { return "" }, func() string { return "it is forbidden" }
	for _, c := range []struct {
		wanted string
		probe  func() string
		name   string
	}{
		{"", can, "epoll"},
		{"", cannot, "epoll"},
		{"epoll", can, "epoll"},
		{"uring", can, "uring"},
		{"uring", cannot, "epoll"},
		{"neither", can, "epoll"},
	} {
		if got := choose(c.wanted, c.probe); got.Name != c.name || got.Why == "" {
			t.Errorf("%q: %+v", c.wanted, got)
		}
	}
}
