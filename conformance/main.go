package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// native compiles with wscc and runs here.
func native(root string) *platform {
	bin := filepath.Join(root, "build", "bin")
	return &platform{name: "native", compile: []string{filepath.Join(bin, "wscc"), "-O1", "-g"}, command: filepath.Join(bin, "winsock")}
}

// underWine compiles with mingw-w64 and runs under Wine; nil when one of them is
// missing. prefix is where Wine keeps its state.
func underWine(prefix string) *platform {
	wine, err := exec.LookPath("wine")
	if err != nil {
		return nil
	}
	for _, name := range []string{"x86_64-w64-mingw32-gcc-posix", "x86_64-w64-mingw32-gcc"} {
		if gcc, err := exec.LookPath(name); err == nil {
			return &platform{
				name:    "Wine",
				compile: []string{gcc, "-O1", "-w", "-D_WIN32_WINNT=0x0A00", "-D__USE_MINGW_ANSI_STDIO=0"},
				link:    []string{"-static-libgcc", "-lws2_32", "-lmswsock", "-liphlpapi", "-luser32"},
				link1:   []string{"-lwsock32"},
				suffix:  ".exe",
				run:     []string{wine},
				env:     []string{"WINEDEBUG=-all", "WINEPREFIX=" + prefix},
			}
		}
	}
	return nil
}

// keepServer lets Wine's server stay from one program to the next, which would
// start it anew; the result ends it. Without it all goes on slowly.
func keepServer(p *platform) (end func()) {
	server := func(flag string) {
		cmd := exec.Command("wineserver", flag)
		cmd.Env = append(os.Environ(), p.env...)
		_ = cmd.Run()
	}
	server("-p")
	return func() {
		server("-k")
		server("-w")
	}
}

func main() {
	root := flag.String("root", ".", "the project's `directory`")
	only := flag.String("only", "", "run only the chapters with this `word` in their name")
	brief := flag.Bool("failed", false, "print only what fails or differs")
	engine := flag.String("engine", "", "run only here, with this `engine`: epoll or uring")
	layer := flag.String("layer", "", "run with this `provider`, a layer of the command winsock, over all protocols")
	flag.Parse()
	if err := run(*root, *only, *engine, *layer, *brief); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(1)
	}
}

// underLayer makes a catalog in dir with a layer over all protocols, and returns its file.
func underLayer(root, dir, layer string) (file string, err error) {
	file = filepath.Join(dir, "catalog.json")
	cmd := exec.Command(filepath.Join(root, "build", "bin", "winsock"), "catalog", "install", layer)
	cmd.Env = append(os.Environ(), "WINSOCK_CATALOG="+file)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return file, nil
}

func run(root, only, engine, layer string, brief bool) error {
	names, err := chapters(filepath.Join(root, "conformance", "c"))
	if err != nil {
		return err
	}
	reasons, err := readReasons(filepath.Join(root, "conformance", "differences.tsv"))
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "winsock-conformance-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	platforms := []*platform{native(root)}
	if engine != "" {
		platforms[0].env = []string{"WINSOCK_ENGINE=" + engine}
		if layer != "" {
			if platforms[0].catalog, err = underLayer(root, dir, layer); err != nil {
				return err
			}
		}
	} else if p := underWine(filepath.Join(dir, "wine")); p != nil {
		defer keepServer(p)()
		platforms = append(platforms, p)
	} else {
		fmt.Fprintln(os.Stderr, "conformance: no Wine or no mingw-w64 here; nothing to compare with")
	}
	var all []row
	var broken []string
	for _, name := range names {
		if !strings.Contains(name, only) {
			continue
		}
		lists := make([][]check, 2)
		for i, p := range platforms {
			program, err := p.build(filepath.Join(root, "conformance", "c"), name, dir)
			if err == nil {
				lists[i], err = p.checks(program)
			}
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				broken = append(broken, p.name+" "+name)
			}
		}
		all = append(all, rows(name, lists[0], lists[1])...)
	}
	missing, stale := unexplained(all, reasons)
	shown, counts := all[:0:0], map[outcome]int{}
	for _, r := range all {
		if r.native != nil {
			counts[r.native.outcome]++
		}
		if !brief || r.native == nil || r.native.outcome == fail || r.differs() {
			shown = append(shown, r)
		}
	}
	print(os.Stdout, shown, reasons)
	fmt.Printf("native: %d pass, %d fail, %d skipped\n", counts[pass], counts[fail], counts[skipped])
	switch {
	case counts[fail] > 0:
		return fmt.Errorf("%d checks fail", counts[fail])
	case len(missing) > 0:
		return fmt.Errorf("differences.tsv does not say why Wine differs in %s", strings.Join(missing, ", "))
	case len(stale) > 0:
		return fmt.Errorf("take out of differences.tsv what Wine does not differ in: %s", strings.Join(stale, ", "))
	case len(broken) > 0:
		return fmt.Errorf("did not run: %s", strings.Join(broken, ", "))
	}
	return nil
}
