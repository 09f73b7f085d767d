//go:build cgo

package native_test

import (
	"os"
	"testing"

	"winsock/internal/leaktest"
)

// inside says that the process is a program with libws2_32.so in it, which a test has begun:
// the library has descriptors and threads of its own, for good.
const inside = "WINSOCK_TEST_INSIDE"

func TestMain(m *testing.M) {
	if os.Getenv(inside) != "" {
		os.Exit(m.Run())
	}
	leaktest.Main(m)
}
