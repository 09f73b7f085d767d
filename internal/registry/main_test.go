package registry

import (
	"testing"

	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) {
	if child() || flowChild() {
		return
	}
	leaktest.Main(m)
}
