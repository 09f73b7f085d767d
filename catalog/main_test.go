package catalog

import (
	"fmt"
	"os"
	"testing"

	"winsock/internal/leaktest"
)

// childEnv makes the test binary run as a child that changes a catalog.
const childEnv = "CATALOG_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		if err := child(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	leaktest.Main(m)
}
