package main

import (
	"errors"
	"fmt"

	"winsock"
	"winsock/catalog"
)

// start begins the use of Winsock; end takes it back.
func start() (end func() error, err error) {
	var data winsock.WSAData
	if err := winsock.WSAStartup(0x0202, &data); err != nil {
		return nil, notReady(refused("WSAStartup", err))
	}
	return winsock.WSACleanup, nil
}

// notReady adds to a start-up that failed what is wrong with the catalog.
func notReady(err error) error {
	if !errors.Is(err, winsock.WSASYSNOTREADY) {
		return err
	}
	if _, cause := catalog.Load(); cause != nil {
		return fmt.Errorf("%w (%w)", err, damaged(cause))
	}
	return err
}

// refused says which call failed.
func refused(call string, err error) error { return fmt.Errorf("%s refused: %w", call, err) }

// damaged adds what to do to an error about a catalog file.
func damaged(err error) error {
	if parse, ok := errors.AsType[*catalog.ParseError](err); ok {
		return fmt.Errorf("%w; mend line %d, or start anew with: winsock catalog reset", err, parse.Line)
	}
	return err
}
