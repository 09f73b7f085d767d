package broken

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// The address family of examples/c/provider, and the size of its addresses.
const (
	afMemory   = 0x4D45
	memorySize = 4
)

// plugin is a base provider in C with a fault: that of testdata/spoil.c behind macro, or
// what spoil does with the file.
func plugin(name, macro, says, check string, spoil ...func(t *testing.T, file string)) kind {
	return kind{
		name: name, says: says, check: check, macro: macro, spoil: spoil,
		rows: []row{{id: first, name: "Broken", path: pluginPath, family: afMemory, size: memorySize, proto: 1}},
	}
}

// butInGo says what a program in Go is told: the library, by which it reaches the provider,
// begins no overlapped receives there, and Go tells of a crash itself.
func (k kind) butInGo(says string) kind {
	k.goes = says
	return k
}

// pluginPath stands for the path of the shared object.
const pluginPath = "PLUGIN"

// rowsFor are the entries, with the path of the shared object, in a folder of its own.
func (k *kind) rowsFor(t *testing.T) []row {
	if k.macro == "" {
		return k.rows
	}
	file := filepath.Join(t.TempDir(), "libbroken.so")
	must(t, os.WriteFile(file, built(t, k.macro), 0o755))
	for _, spoil := range k.spoil {
		spoil(t, file)
	}
	rows := append([]row(nil), k.rows...)
	rows[0].path = file
	return rows
}

// objects are the shared objects that were built, by the macro: functions that build
// each once.
var objects sync.Map

// built is the shared object with the fault that macro stands for.
func built(t *testing.T, macro string) []byte {
	t.Helper()
	build := sync.OnceValues(func() ([]byte, error) {
		dir, err := os.MkdirTemp("", "broken")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		sound, err := sound()
		if err != nil {
			return nil, err
		}
		file := filepath.Join(dir, "libbroken.so")
		args := append([]string{"-shared", "-I" + provider, "-D" + macro, "testdata/spoil.c"}, sound...)
		if err := compile(append(args, "-o", file, "-lws2_32")...); err != nil {
			return nil, err
		}
		return os.ReadFile(file)
	})
	once, _ := objects.LoadOrStore(macro, build)
	object, err := once.(func() ([]byte, error))()
	must(t, err)
	return object
}

// provider is where the provider is that is spoilt.
const provider = "../../examples/c/provider/"

// soundDir holds what sound has built; TestMain removes it.
var soundDir string

// sound are the object files of what is in order in all of them.
var sound = sync.OnceValues(func() (objects []string, err error) {
	if soundDir, err = os.MkdirTemp("", "broken"); err != nil {
		return nil, err
	}
	for _, name := range []string{"sockets", "transfer", "events"} {
		object := filepath.Join(soundDir, name+".o")
		if err := compile("-fPIC", "-c", provider+name+".c", "-o", object); err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
	return objects, nil
})

// compile runs wscc.
func compile(args ...string) error {
	if out, err := exec.Command(wscc, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

func remove(t *testing.T, file string) { must(t, os.Remove(file)) }
func text(t *testing.T, file string) {
	must(t, os.WriteFile(file, []byte("no shared object\n"), 0o755))
}
func writable(t *testing.T, file string) { must(t, os.Chmod(file, 0o777)) }
func around(t *testing.T, file string)   { must(t, os.Chmod(filepath.Dir(file), 0o777)) }
func theirs(t *testing.T, file string) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	must(t, os.Chown(file, 12345, 12345))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
