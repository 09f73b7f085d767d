//go:build !cgo

package native

import (
	"errors"

	"winsock/spi"
)

func init() {
	spi.RegisterLoader(func(string) (spi.Startup, error) {
		return nil, errors.New("this program was built without cgo, which loading a shared object needs: build it with CGO_ENABLED=1")
	})
}
