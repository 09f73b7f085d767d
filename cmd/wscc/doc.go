// Command wscc compiles C and C++ source written for Windows Sockets, unchanged,
// into native Linux programs. It is a driver around gcc or clang; called as
// wsc++ it is one around g++ or clang++. docs/wscc.md is its manual.
//
// A call goes through these steps, a file each:
//
//	response.go, options.go   what the command line asks for
//	root.go, compiler.go      where the library is, and which compiler works for us
//	unit.go                   one source with the headers of the program it reads:
//	                          encode.go, rewrite/ and directives.go change them
//	mirror.go, names.go       changed files in a temporary tree, and the user's names
//	                          put back into what comes out
//	plan.go, flags.go         the compiler's command lines
//	objects.go, link.go       entry point and libraries of a link
//	run.go                    carries the plan out
//
// A call that changes no file and does not link becomes the compiler's process:
// nothing is copied and nothing stays in between.
package main
