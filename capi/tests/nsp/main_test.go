// Package nsp_test shows name spaces whose providers are shared objects.
package nsp_test

import (
	"testing"

	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }
