package main

import "winsock/cmd/wscc/rewrite"

// version is set when a release is built (-ldflags -X main.version=…).
var version = "development"

// predefined are the macros that Windows compilers define, as far as programs
// ask for them: _MSC_VER is not among them, since it promises the compiler's own
// extensions.
var predefined = []string{
	"_WIN32=1", "WIN32=1", "__WIN32__=1", "_WIN64=1", "WIN64=1", "__WIN64__=1", "_M_X64=100", "_M_AMD64=100",
	"_MT=1", "_INTEGRAL_MAX_BITS=64", "__WINSOCK_LINUX__=1",
}

// hidden are the macros by which programs recognise Unix. The headers of glibc,
// gcc and libstdc++ do without them.
var hidden = []string{
	"linux", "__linux", "__linux__", "__gnu_linux__", "unix", "__unix", "__unix__",
}

// common are the options without which our headers do not work. What compilers
// know of formats is the C library's: to ours %lu has 32 bits and a NULL for %s
// is (null), so that printf("%s\n", text) may not become puts(text).
var common = []string{
	"-fshort-wchar", "-fms-extensions",
	"-fno-builtin-printf", "-fno-builtin-fprintf", "-fno-builtin-sprintf", "-fno-builtin-snprintf",
	"-fno-builtin-vprintf", "-fno-builtin-vfprintf", "-fno-builtin-vsprintf", "-fno-builtin-vsnprintf",
	"-fno-builtin-scanf", "-fno-builtin-fscanf", "-fno-builtin-sscanf",
	"-fno-builtin-vscanf", "-fno-builtin-vfscanf", "-fno-builtin-vsscanf",
}

// lenient makes C what Microsoft's compiler takes: tentative definitions are
// shared between sources, types need not fit exactly, arithmetic wraps.
var lenient = []string{"-fno-strict-aliasing", "-fwrapv"}

// shareable makes objects that can go into a program and into a DLL, whose own
// functions no other module takes the place of.
var shareable = []string{"-fPIC", "-fno-semantic-interposition"}

// forgiven are errors that were warnings once, in every compiler that may be used.
var forgiven = []string{
	"-Wno-error=implicit-function-declaration", "-Wno-error=implicit-int",
	"-Wno-error=int-conversion", "-Wno-error=incompatible-pointer-types",
}

// compileFlags returns what goes before the user's options for a source of a
// language.
func (d *driver) compileFlags(c *call, lang string) []string {
	if !isC(lang) && !isCXX(lang) {
		if lang == "assembler-with-cpp" {
			return []string{"-isystem", d.at.include}
		}
		return nil
	}
	var flags []string
	if !isPreprocessed(lang) {
		flags = d.preprocessorFlags(c)
	}
	flags = append(append(flags, common...), lenient...)
	if !c.placed {
		flags = append(flags, shareable...)
	}
	if !c.standard {
		flags = append(flags, map[bool]string{false: "-std=gnu17", true: "-std=gnu++17"}[isCXX(lang)])
	}
	if isC(lang) {
		flags = append(append(flags, "-fcommon"), forgiven...)
	} else {
		flags = append(flags, "-Wno-narrowing")
		if !d.cc.clang {
			// Each DLL has variables of templates of its own, and can be unloaded.
			flags = append(flags, "-fpermissive", "-fno-gnu-unique")
		}
	}
	if !c.warnings {
		flags = append(flags, "-w")
	}
	return flags
}

// preprocessorFlags returns our directory and macros.
func (d *driver) preprocessorFlags(c *call) []string {
	flags := []string{"-isystem", d.at.include, "-include", "winsock/keywords.h"}
	for _, macro := range predefined {
		flags = append(flags, "-D"+macro)
	}
	if !c.ours.showLinux {
		for _, macro := range hidden {
			flags = append(flags, "-U"+macro)
		}
	}
	if c.unicode {
		flags = append(flags, "-DUNICODE", "-D_UNICODE")
	}
	return flags
}

// lastFlags returns what goes after the user's options.
func (d *driver) lastFlags(c *call, lang string) (flags []string) {
	if c.warnings && !c.pragmas {
		flags = append(flags, "-Wno-unknown-pragmas")
	}
	if isCXX(lang) {
		flags = append(flags, "-fno-lto") // capi/cxx renames symbols of objects
	}
	if d.cc.clang {
		flags = append(flags, "-Qunused-arguments")
	}
	return flags
}

// rewriteOptions tells the rewriter what a source is.
func rewriteOptions(c *call, lang string, clang bool) rewrite.Options {
	o := rewrite.Options{CPlusPlus: isCXX(lang), Clang: clang, Long32: c.ours.long32}
	for _, a := range c.args {
		switch a.words[0] {
		case "-fno-exceptions":
			o.NoExceptions = true
		case "-fexceptions":
			o.NoExceptions = false
		}
	}
	if isPreprocessed(lang) {
		o.Stage = rewrite.Preprocessed
	}
	return o
}
