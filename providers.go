package winsock

// The providers of the default catalogs are part of every program.
import (
	_ "winsock/namespace/dns"
	_ "winsock/namespace/local"
	_ "winsock/provider/afunix"
	_ "winsock/provider/tcpip"
)
