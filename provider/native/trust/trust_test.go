package trust

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func TestCheck(t *testing.T) {
	clause.Covers(t, "P-301")
	dir := t.TempDir()
	file := func(name string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	link := func(target, name string) string {
		path := filepath.Join(dir, name)
		if err := os.Symlink(target, path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := file("good.so", 0o644)
	open := filepath.Dir(file("open/in.so", 0o644))
	sticky := filepath.Dir(file("sticky/in.so", 0o644))
	if os.Chmod(open, 0o777) != nil || os.Chmod(sticky, 0o777|os.ModeSticky) != nil {
		t.Fatal("chmod")
	}
	link(filepath.Join(dir, "circle"), "circle")
	for _, tt := range []struct{ path, want string }{
		{good, ""},
		{filepath.Join(sticky, "in.so"), ""},
		{link(good, "link.so"), ""},
		{link("sticky/../good.so", "relative.so"), ""},
		{"good.so", "not an absolute path"},
		{filepath.Join(dir, "missing.so"), "no such file"},
		{filepath.Join(good, "below"), "not a directory"},
		{file("written.so", 0o666), "written.so may be written by others"},
		{file("group.so", 0o664), "may be written by others"},
		{filepath.Join(open, "in.so"), "open may be written by others"},
		{link("open/in.so", "around.so"), "open may be written by others"},
		{filepath.Join(dir, "circle"), "too many symbolic links"},
		{dir, "is not a file"},
		{dir + "/..", "is a directory"},
	} {
		err := Check(tt.path)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("Check(%s): %v; want %q", tt.path, err, tt.want)
		}
	}
}

// What a third user owns is not loaded, whatever its mode.
func TestOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	path := filepath.Join(t.TempDir(), "theirs.so")
	if os.WriteFile(path, nil, 0o644) != nil || os.Chown(path, 12345, 12345) != nil {
		t.Fatal("chown")
	}
	if err := Check(path); err == nil || !strings.Contains(err.Error(), "belongs to user 12345") {
		t.Error(err)
	}
}
