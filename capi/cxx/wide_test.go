package cxx

import (
	"debug/elf"
	"os/exec"
	"strings"
	"testing"
)

// TestWideAgreesWithTheDemangler compares Wide with c++filt on all names that
// libstdc++.so exports.
func TestWideAgreesWithTheDemangler(t *testing.T) {
	filter, err := exec.LookPath("c++filt")
	if err != nil {
		t.Skip("no c++filt")
	}
	path, err := exec.Command("g++", "-print-file-name=libstdc++.so.6").Output()
	if err != nil {
		t.Skip("no g++")
	}
	library, err := elf.Open(strings.TrimSpace(string(path)))
	if err != nil {
		t.Fatal(err)
	}
	defer library.Close()
	symbols, err := library.DynamicSymbols()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range symbols {
		if s.Section != elf.SHN_UNDEF {
			names = append(names, s.Name)
		}
	}
	cmd := exec.Command(filter)
	cmd.Stdin = strings.NewReader(strings.Join(names, "\n") + "\n")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	demangled := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(demangled) != len(names) {
		t.Fatalf("%d names, %d demangled", len(names), len(demangled))
	}
	wide := 0
	for i, name := range names {
		want := strings.Contains(demangled[i], "wchar_t")
		switch demangled[i] {
		case "std::wcin", "std::wcout", "std::wcerr", "std::wclog":
			want = true
		}
		// What type wchar_t* is does not depend on its size.
		if strings.HasPrefix(demangled[i], "typeinfo") && !strings.Contains(demangled[i], "std::") {
			want = false
		}
		if want {
			wide++
		}
		if Wide(name) != want {
			t.Errorf("Wide(%s) = %v: %s", name, !want, demangled[i])
		}
	}
	if wide < 1000 {
		t.Errorf("only %d of %d names are wide", wide, len(names))
	}
}
