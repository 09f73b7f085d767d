// Command winsock shows and uses Windows Sockets from the shell.
//
//	winsock socket AF TYPE PROTOCOL FLAGS   ask WSASocket for a socket
//	winsock catalog list|show|install|…     see and change who provides sockets
//	winsock cat [-l] [HOST] PORT            move data over any provider
//	winsock sockets                         this machine's winsock sockets
//	winsock groups                          this machine's socket groups
//	winsock errors [CODE|NAME…]             what an error code means
//
// It exits with 0 when all went well, with 1 when Winsock or the system refused
// (the reason is one line on standard error), with 2 when it was called wrongly.
// Lists come as tables for people, with --json for programs. Each command
// teaches itself with --help.
package main
