package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// windowsLibraries are import libraries of Windows and mingw. What they offer is
// in libws2_32.so as far as it is anywhere.
var windowsLibraries = setOf(
	"ws2_32", "wsock32", "mswsock", "kernel32", "user32", "advapi32", "iphlpapi", "winmm", "gdi32", "ole32",
	"oleaut32", "uuid", "shell32", "rpcrt4", "rpcns4", "psapi", "comctl32", "comdlg32", "netapi32", "secur32",
	"crypt32", "cryptui", "bcrypt", "ncrypt", "version", "userenv", "dbghelp", "dnsapi", "ntdll", "shlwapi",
	"wininet", "winhttp", "urlmon", "mpr", "imm32", "winspool", "odbc32", "odbccp32", "setupapi", "cfgmgr32",
	"wtsapi32", "pdh", "powrprof", "mincore", "onecore", "onecoreuap", "windowsapp", "synchronization",
	"fwpuclnt", "wldap32", "qwave", "traffic", "strsafe", "ntdsapi", "wlanapi", "bthprops", "irprops",
	"delayimp", "runtimeobject", "avrt", "credui", "authz", "mstcpip", "adsiid", "activeds", "gdiplus", "msimg32",
	"uxtheme", "dwmapi", "wbemuuid", "comsuppw", "comsupp", "httpapi", "webservices", "tdh", "propsys", "hid",
	"msvcrt", "msvcrtd", "ucrt", "ucrtd", "libucrt", "libucrtd", "vcruntime", "vcruntimed", "libvcruntime",
	"msvcprt", "msvcprtd", "libcmt", "libcmtd", "libcpmt", "libcpmtd", "libc", "libcd", "oldnames", "legacy_stdio_definitions",
	"legacy_stdio_wide_specifiers", "bufferoverflowu", "mingw32", "mingwex", "mingwthrd", "moldname", "coldname",
)

// windowsLibrary tells whether a name is that of one of Windows' libraries.
func windowsLibrary(name string) bool { return windowsLibraries[strings.ToLower(name)] }

// libraryName returns the linker's name of what a program calls "Foo.lib",
// "lib/libfoo.a", "foo.dll" or "foo".
func libraryName(given string) string {
	name := given[strings.LastIndexAny(given, `/\`)+1:]
	lower := strings.ToLower(name)
	for _, suffix := range []string{".lib", ".dll.a", ".dll", ".a", ".so"} {
		if strings.HasSuffix(lower, suffix) {
			name = name[:len(name)-len(suffix)]
			if (suffix == ".a" || suffix == ".so") && strings.HasPrefix(name, "lib") {
				name = name[3:]
			}
			break
		}
	}
	return strings.Map(func(r rune) rune {
		if r > 0x20 && r < 0x7f && !strings.ContainsRune(`"'\$;`+"`", r) {
			return r
		}
		return -1
	}, name)
}

// linkWords returns what the linker is told for an input that is no object of
// ours: nothing for a library of Windows, unless the user's own directories have
// one of that name.
func (d *driver) linkWords(c *call, a argument) []string {
	switch a.kind {
	case library:
		return d.libraryWords(c, a)
	case linkInput:
		switch ext := strings.ToLower(filepath.Ext(a.words[0])); ext {
		case ".def":
			return nil // exportWords has read it
		case ".res":
			d.note("%s: not needed here, left out", a.words[0])
			return nil
		}
	}
	return a.words
}

// libraryWords does so for -lx, -lx.lib (which CMake makes of x.lib) and x.lib.
func (d *driver) libraryWords(c *call, a argument) []string {
	given, dashed := strings.CutPrefix(strings.Join(a.words, ""), "-l")
	if _, err := os.Stat(given); !dashed && err == nil {
		return a.words // the user's own
	}
	name := given
	lib := strings.EqualFold(filepath.Ext(given), ".lib")
	if lib {
		name = libraryName(given)
	}
	switch {
	case windowsLibrary(name) && !c.hasLibrary(name):
		d.note("library %s of Windows: part of libws2_32.so", name)
		return nil
	case lib:
		return d.optionalLibrary(c, name)
	}
	return a.words
}

// hasLibrary tells whether a directory of -L has a library.
func (c *call) hasLibrary(name string) bool {
	for _, dir := range c.libDirs {
		for _, suffix := range []string{".so", ".a"} {
			if _, err := os.Stat(filepath.Join(dir, "lib"+name+suffix)); err == nil {
				return true
			}
		}
	}
	return false
}

// optionalLibrary links a library that a Windows program names, by that name or
// in lower case, when there is one; its absence is noted only: it may be for
// something that Linux has elsewhere.
func (d *driver) optionalLibrary(c *call, name string) []string {
	for _, try := range slices.Compact([]string{name, strings.ToLower(name)}) {
		if c.hasLibrary(try) || d.cc.library(try) != "" {
			return []string{"-Wl,--push-state,--as-needed", "-l" + try, "-Wl,--pop-state"}
		}
	}
	d.note("library %s: not found, left out", name)
	return nil
}

// link makes the program or library. objects has what was compiled, by the
// number of the source's argument.
func (d *driver) link(c *call, objects map[int]string) error {
	for _, a := range c.args {
		if a.words[0] == "-static" || a.words[0] == "-static-pie" {
			return fmt.Errorf("%s: libws2_32 is a shared library: leave %[1]s out, or use -static-libgcc -static-libstdc++", a.words[0])
		}
	}
	known := &contents{defined: map[string]bool{}, exported: map[export][]string{}}
	for _, a := range c.args {
		if c.shared && a.kind == linkInput && strings.EqualFold(filepath.Ext(a.words[0]), ".def") {
			known.exports = append(known.exports, readExports(a.words[0])...)
		}
	}
	var words []string
	for i, a := range c.args {
		switch a.kind {
		case source:
			words = append(words, objects[i])
			known.inspect(objects[i])
		case linkInput:
			known.inspect(a.words[0])
			words = append(words, d.linkWords(c, a)...)
		default:
			words = append(words, d.linkWords(c, a)...)
		}
	}
	if c.startup && !c.partial {
		object, err := d.start(c, known)
		if err != nil {
			return err
		}
		words = append(object, words...) // archives after it must offer the entry point
	}
	if !c.partial {
		words = append(words, d.libraries(c, known)...)
	}
	argv := slices.Clone(d.cc.argv)
	if c.shared {
		argv = append(argv, "-Wl,-Bsymbolic") // a DLL's own names come first in it
	}
	argv = append(argv, words...)
	argv = append(argv, d.exportWords(known)...)
	if d.cc.clang {
		argv = append(argv, "-Qunused-arguments")
	}
	return d.command(argv, nil, nil)
}

// libraries returns the libraries that end the command line.
func (d *driver) libraries(c *call, known *contents) []string {
	var words []string
	slices.Sort(known.libraries)
	for _, name := range slices.Compact(known.libraries) {
		words = append(words, d.optionalLibrary(c, name)...)
	}
	words = append(words, "-L"+d.at.lib)
	rpath := d.at.lib
	if c.ours.rpath != nil {
		rpath = *c.ours.rpath
	}
	if rpath != "" { // which may have a comma in its name
		words = append(words, "-Xlinker", "-rpath", "-Xlinker", rpath)
	}
	if _, err := os.Stat(filepath.Join(d.at.lib, "libwinsockcxx.a")); err == nil {
		if d.cxx && !c.has("-static-libstdc++", "-nostdlib", "-nodefaultlibs", "-nostdlib++", "-stdlib=libc++") {
			words = append(words, "-lstdc++") // the archive has templates of it too
		}
		words = append(words, "-lwinsockcxx")
	}
	return append(words, "-lws2_32", "-lpthread")
}

// start compiles what calls the entry point of a program without main.
func (d *driver) start(c *call, known *contents) ([]string, error) {
	e, symbol, ok := chosenEntry(known, c.shared)
	if !ok {
		return nil, nil
	}
	dir, err := d.temp.sub("start")
	if err != nil {
		return nil, err
	}
	text, object := filepath.Join(dir, "start.c"), filepath.Join(dir, "start.o")
	if err := os.WriteFile(text, startSource, 0o600); err != nil {
		return nil, err
	}
	d.note("the program begins at %s", e.name)
	argv := append(slices.Clone(d.cc.argv), "-std=gnu17", "-O2", "-fPIC", "-w")
	for _, a := range c.args {
		if machine(a.words[0]) {
			argv = append(argv, a.words...)
		}
	}
	argv = append(argv, startFlags(e, symbol)...)
	argv = append(argv, "-x", "c", "-c", text, "-o", object)
	return []string{object}, d.command(argv, nil, nil)
}

// machine tells whether an option says for which machine, or from which tree,
// is compiled.
func machine(word string) bool {
	for _, prefix := range []string{"-m", "-target", "--target", "--sysroot", "-B"} {
		if strings.HasPrefix(word, prefix) {
			return true
		}
	}
	return false
}
