// Package broken holds providers that are broken on purpose, and shows what becomes of
// each kind: what WSASocket answers, what a program sees that uses such sockets all the
// same, what winsock catalog check says, and that other providers go on.
//
// The table is in kinds_test.go. A kind is broken in the catalog (catalog_test.go), as a
// provider in Go (code_test.go), or as a shared object in C (plugin_test.go, testdata). A
// program of its own tries each, in Go and in C.
package broken
