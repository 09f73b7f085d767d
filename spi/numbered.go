package spi

import "winsock/ws2def"

// Numbered is a Socket that had its SOCKET value before the core knew of it, as those of
// providers in C have: they get it by an upcall.
//
// Source: P-253, P-256.
type Numbered interface {
	// Number returns the value, always the same; 0: another library in the process has it.
	Number() ws2def.Handle
}
