package core_test

import (
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/ws2def"
)

func TestBacklog(t *testing.T) {
	clause.Covers(t, "S-189", "S-190")
	for backlog, want := range map[int32]int{
		0: 1, 1: 1, 5: 5, 65535: 65535, 65536: 65535, ws2def.SOMAXCONN: 65535,
		-1: 200, -200: 200, -300: 300, -65535: 65535, -70000: 65535, -1 << 31: 65535,
	} {
		if got := core.ClampBacklog(backlog); got != want {
			t.Errorf("%d: %d, want %d", backlog, got, want)
		}
	}
}
