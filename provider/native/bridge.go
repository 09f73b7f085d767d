//go:build cgo

package native

import (
	"errors"

	"winsock/spi"
)

func bridge() (spi.Startup, error) { return nil, errors.New("no bridge yet") }
