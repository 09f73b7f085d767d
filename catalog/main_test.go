package catalog

import (
	"os"
	"testing"

	"winsock/internal/leaktest"
)

// childEnv makes the test binary run as a child that changes a catalog.
const childEnv = "CATALOG_TEST_CHILD"

func TestMain(m *testing.M) {
	if role := os.Getenv(childEnv); role != "" {
		os.Exit(child(role, os.Args[1:]))
	}
	leaktest.Main(m)
}
