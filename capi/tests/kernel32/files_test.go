package kernel32_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"winsock/capi/tests/library"
)

// TestFilePrograms runs the programs that look at files, processes and modules,
// each in a folder of its own: they say what is not as it should be.
func TestFilePrograms(t *testing.T) {
	for _, row := range []struct {
		name, want string
		flags      []string
	}{
		{name: "file_open"},
		{name: "file_names"},
		{name: "file_mapping"},
		{name: "process"},
		{name: "module", want: "plugin: detached\nplugin: detached\n", flags: []string{"-rdynamic", "-Wno-cast-function-type"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			program := build(t, "testdata/"+row.name+".c", row.flags...)
			if row.name == "module" {
				plugin := filepath.Join(filepath.Dir(program), "libplugin.so")
				out, err := exec.Command("gcc", "-shared", "-fPIC", "-fshort-wchar", "-I"+library.Root+"/capi/include",
					"-o", plugin, "testdata/plugin.c").CombinedOutput()
				if err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
			}
			if out := runIn(t, t.TempDir(), program); out != row.want {
				t.Errorf("it says:\n%s", out)
			}
		})
	}
}
