package registry

import (
	"testing"

	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) {
	if child() {
		return
	}
	leaktest.Main(m)
}
