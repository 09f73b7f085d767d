package afunix

import (
	"strings"
	"testing"

	"winsock/internal/clause"
	"winsock/ws2def"
)

func TestS478_File(t *testing.T) {
	clause.Covers(t, "S-478")
	tests := []struct{ path, want string }{
		{"plain", "plain"},
		{"./x", "./x"},
		{"../x", "../x"},
		{"/run/x", "/run/x"},
		{`\\?\C:\run\x`, "/run/x"},
		{`\\.\D:\x`, "/x"},
		{`\??\C:\run\x`, "/run/x"},
		{`\\?\run\x`, "run/x"},
		{`\\?\C:x`, "C:x"}, // not a drive's root
		{`back\slash`, `back\slash`},
		{`C:\x`, `C:\x`},
	}
	for _, tt := range tests {
		if got := file(tt.path); got != tt.want {
			t.Errorf("file(%s) = %q, want %q", tt.path, got, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "\x01", "\x01\x00", "\x01\x00a", "\x01\x00\x00a", "\x01\x00\\\\?\\C:\\x\x00rest", "\x02\x00x", "\x01\x00" + strings.Repeat("x", 110)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, name []byte) {
		path, e := parse(name)
		if e != 0 {
			if path != "" {
				t.Errorf("%q and %v", path, e)
			}
			return
		}
		if len(path) >= ws2def.UNIX_PATH_MAX || strings.IndexByte(path, 0) >= 0 || !strings.HasPrefix(string(name[2:]), path) {
			t.Errorf("path %q of % x", path, name)
		}
		sa := kernelAddr(path)
		if len(sa) > ws2def.SizeofSockaddrUnix || sa[len(sa)-1] != 0 {
			t.Errorf("kernel address % x", sa)
		}
		whole := make([]byte, ws2def.SizeofSockaddrUnix)
		if n := putWhole(whole, path); n != len(whole) {
			t.Errorf("putWhole gives %d", n)
		}
		if again, e := parse(whole); again != path || e != 0 {
			t.Errorf("%q comes back as %q, %v", path, again, e)
		}
	})
}
