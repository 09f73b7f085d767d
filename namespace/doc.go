// Package namespace is the interface between name resolution by service and the
// providers of name spaces: what WSALookupServiceBegin and its kin call (the NSP
// functions of Windows).
//
// A name space is a place where services are found by name and class: DNS, a
// file, a directory. A provider registers a [Startup] function under a name; an
// entry of the name-space catalog whose path is "go:<name>" makes queries reach
// it. The first call that needs it runs the function once per process
// (NSPStartup).
//
// A [Provider] answers questions: a [QuerySet] with restrictions begins a
// [Lookup], whose Next gives one result after the other. What else a provider
// can do it shows by optional interfaces: [Registrar] (WSASetService),
// [Classes] (service classes), and for its look-ups [Watcher] and [Controller]
// (WSANSPIoctl). Buffers, their sizes and text in UTF-16 are the caller's
// affair: results that do not fit into a program's buffer are kept for it.
//
// Errors are [ws2def.Errno] values with 0 for success.
package namespace
