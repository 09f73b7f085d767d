// Package directory is name resolution by service (WSALookupServiceBegin and its
// kin) above the providers of name spaces: their catalog, queries that go through
// several of them one after the other, registrations, service classes.
//
// The name-space catalog is the file namespaces.json beside the protocol catalog;
// without it there are the name space of this machine's services and DNS. A
// process reads it with its first call and keeps what it has read until its last
// WSACleanup. Providers are started when a call first needs them.
//
// Results are kept until a program's buffer has taken them: what does not fit is
// not lost. All calls expect that WSAStartup was called; package call sees to it.
package directory
