package winsock

import "winsock/internal/core"

// WSAStartup begins the use of Winsock by the process and fills data. verreq
// has the major version in the low byte, the minor one in the next: 0x0202 is
// version 2.2, the highest there is. Each success needs one [WSACleanup].
//
// Errors: WSAVERNOTSUPPORTED (major version 0), WSAEFAULT (data nil),
// WSASYSNOTREADY (the catalog file is damaged).
//
// Source: S-001…S-003, S-009, S-018…S-030.
func WSAStartup(verreq uint32, data *WSAData) (sockerr error) {
	return core.Startup(uint16(verreq), data).Err()
}

// WSACleanup takes back one [WSAStartup]. The last one closes every socket of
// the process, and waits until data that closed sockets still owe is handed
// over.
//
// Errors: WSANOTINITIALISED.
//
// Source: S-002, S-005…S-008.
func WSACleanup() (err error) {
	return core.Cleanup().Err()
}
