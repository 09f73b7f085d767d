package winsock

// The providers of the default catalog are part of every program.
import (
	_ "winsock/provider/afunix"
	_ "winsock/provider/tcpip"
)
