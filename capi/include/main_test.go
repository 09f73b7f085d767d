// Package include tests the C headers in this folder with the compilers that
// are installed.
package include

import (
	"testing"

	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }
