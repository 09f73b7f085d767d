// Command conformance shows the contract as C programs: each program of c/ is
// one chapter, compiled with wscc to run here and, when mingw-w64 and Wine are
// there, as a Windows program for Wine. It prints one table of clauses.
//
//	go run ./conformance              all chapters
//	go run ./conformance -only select the chapters with that in their name
//	go run ./conformance -failed      only what fails or differs
//
// It fails when a check fails here, or when Wine differs and differences.tsv
// does not say why.
package main
