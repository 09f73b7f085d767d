package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// record is one that says n.
func record(n int) *Record {
	return &Record{
		Time: time.Unix(1<<30, 0).UTC(), Result: Failed, Error: "WSAEADDRINUSE", Protocol: "tcp",
		Address: netip.MustParseAddrPort("127.0.0.1:80"), PID: n, Program: "/bin/x y\n\"", Witness: Both,
		OwnerPID: 7, OwnerAddress: netip.MustParseAddrPort("[::1]:80"), ACE: ACE{"S-1-1-0", 1, 0xC0},
	}
}

func open(t testing.TB, dir string) *Log {
	t.Helper()
	l, err := OpenLog(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

func put(t testing.TB, l *Log, n int) {
	t.Helper()
	line, err := record(n).Encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Append(line); err != nil {
		t.Fatal(err)
	}
}

// all are the numbers of the records in dir.
func all(t testing.TB, dir string) []int {
	t.Helper()
	var got []int
	if err := Read(context.Background(), dir, false, func(r Record) error {
		got = append(got, r.PID)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestRecordSurvives(t *testing.T) {
	clause.Covers(t, "P-441")
	line, err := record(3).Encode()
	if err != nil || bytes.Count(line, []byte("\n")) != 1 {
		t.Fatalf("%q, %v", line, err)
	}
	if r, ok := Decode(line); !ok || r != *record(3) {
		t.Errorf("%+v, %v", r, ok)
	}
}

// What others chose can't look like a field of ours, or like another line.
func TestText(t *testing.T) {
	clause.Covers(t, "P-442")
	r := record(3)
	r.Command = `a res=success`
	want := `op=winsock-bind proto=tcp laddr=127.0.0.1 lport=80 pid=3 uid=0 gid=0 comm=61207265733D73756363657373 exe=2F62696E2F7820790A22 error="WSAEADDRINUSE" witness=library+kernel owner_pid=7 owner_uid=0 owner_cookie=0 ace=S-1-1-0 res=failed`
	if got := r.Text(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Several writers, each with files of its own open, rotate one file: nothing is lost.
func TestRotation(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "audit")
	const writers, each = 4, 50
	var group sync.WaitGroup
	for w := range writers {
		l := open(t, dir)
		l.limit = 20_000
		group.Go(func() {
			for i := range each {
				put(t, l, 1+w*each+i)
			}
		})
	}
	group.Wait()
	got := all(t, dir)
	seen := map[int]bool{}
	for _, n := range got {
		seen[n] = true
	}
	if len(got) != writers*each || len(seen) != len(got) {
		t.Errorf("%d records, %d different", len(got), len(seen))
	}
	if old, _ := filepath.Glob(filepath.Join(dir, "audit.log.*")); len(old) < 2 || len(old) > maxOld {
		t.Errorf("older files: %v", old)
	}
}

// A reader that follows loses nothing when the file changes under it.
func TestFollow(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "audit")
	l := open(t, dir)
	l.limit = 2000
	const n = 30
	done := make(chan error, 1)
	enough := errors.New("enough")
	var got []int
	go func() {
		done <- Read(context.Background(), dir, true, func(r Record) error {
			if got = append(got, r.PID); len(got) == n {
				return enough
			}
			return nil
		})
	}()
	for i := range n {
		put(t, l, i+1)
		if i%10 == 0 {
			time.Sleep(2 * lookAgain) // so that it sees several files as the current one
		}
	}
	if err := <-done; !errors.Is(err, enough) {
		t.Fatal(err)
	}
	for i := range got {
		if got[i] != i+1 {
			t.Fatalf("got %v", got)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if err := Read(ctx, dir, true, func(Record) error { return nil }); err != nil {
		t.Error(err)
	}
}

// What a killed writer left of a line goes, and nothing else.
func TestTornLine(t *testing.T) {
	for name, torn := range map[string]string{"short": `{"time":`, "long": strings.Repeat("x", 5000), "with records": "", "alone": "y"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "audit")
			l := open(t, dir)
			want := []int{2}
			if name != "alone" {
				put(t, l, 1)
				want = []int{1, 2}
			}
			f, err := os.OpenFile(filepath.Join(dir, current), os.O_WRONLY|os.O_APPEND, 0)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprint(f, torn)
			f.Close()
			put(t, l, 2)
			if got := all(t, dir); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got %v, want %v", got, want)
			}
			text, _ := os.ReadFile(filepath.Join(dir, current))
			if torn != "" && bytes.Contains(text, []byte(torn+"\n")) || len(text) > 0 && bytes.HasPrefix(text, []byte("y")) {
				t.Errorf("the torn line is still there: %s", text)
			}
		})
	}
}

// Places that others may have prepared are refused, to write and to read.
func TestUntrustedPlaces(t *testing.T) {
	base := t.TempDir()
	path := func(name string) string { return filepath.Join(base, name) }
	for name, prepare := range map[string]func(dir string) error{
		"a link for the directory": func(dir string) error {
			if err := os.Mkdir(dir+".real", 0o700); err != nil {
				return err
			}
			return os.Symlink(dir+".real", dir)
		},
		"a directory that others can write to": func(dir string) error {
			return errors.Join(os.Mkdir(dir, 0o700), os.Chmod(dir, 0o777|os.ModeSticky))
		},
		"a link for the file": func(dir string) error {
			return errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(dir+".victim", nil, 0o600), os.Symlink(dir+".victim", filepath.Join(dir, current)))
		},
		"a second name of a file": func(dir string) error {
			return errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(dir+".victim", nil, 0o600), os.Link(dir+".victim", filepath.Join(dir, current)))
		},
		"a file that others can write to": func(dir string) error {
			return errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(filepath.Join(dir, current), nil, 0o600), os.Chmod(filepath.Join(dir, current), 0o622))
		},
		"a pipe": func(dir string) error {
			return errors.Join(os.Mkdir(dir, 0o700), unix.Mkfifo(filepath.Join(dir, current), 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := path(strings.ReplaceAll(name, " ", "-"))
			if err := prepare(dir); err != nil {
				t.Fatal(err)
			}
			if l, err := OpenLog(dir); err == nil {
				l.Close()
				t.Error("it is written to")
			}
			if err := Read(context.Background(), dir, false, func(Record) error { return nil }); err == nil {
				t.Error("it is read")
			}
		})
	}
	if os.Geteuid() == 0 {
		dir := path("another user's")
		if err := errors.Join(os.Mkdir(dir, 0o700), os.Chown(dir, 65534, 65534)); err != nil {
			t.Fatal(err)
		}
		if l, err := OpenLog(dir); !errors.Is(err, fs.ErrPermission) {
			t.Error(err)
			l.Close()
		}
	}
}

// journald gets a datagram of fields, syslog a line.
func TestSystemLog(t *testing.T) {
	clause.Covers(t, "P-442")
	journal, syslog := journalSocket, syslogSocket
	t.Cleanup(func() { journalSocket, syslogSocket = journal, syslog })
	dir := t.TempDir()
	journalSocket, syslogSocket = filepath.Join(dir, "journal"), filepath.Join(dir, "log")
	if _, err := openSystemLog(); err == nil {
		t.Error("a log where there is none")
	}
	for _, path := range []string{syslogSocket, journalSocket} {
		l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Net: "unixgram", Name: path})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		s, err := openSystemLog()
		if err != nil {
			t.Fatal(err)
		}
		err = s.write(record(5))
		s.close()
		if err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 8192)
		n, err := l.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		got := string(b[:n])
		if path == syslogSocket {
			if !strings.HasPrefix(got, "<85>") || !strings.Contains(got, " op=winsock-bind ") || strings.Contains(got, "\n") {
				t.Errorf("syslog: %q", got)
			}
			continue
		}
		for _, want := range []string{"MESSAGE_ID=" + messageID + "\n", "WINSOCK_PORT=80\n", "WINSOCK_PROGRAM\n\x0a\x00\x00\x00\x00\x00\x00\x00/bin/x y\n\"\n"} {
			if !strings.Contains(got, want) {
				t.Errorf("journal: no %q in %q", want, got)
			}
		}
	}
}

// The kernel takes our records where the capability allows it.
func TestKernelLog(t *testing.T) {
	clause.Covers(t, "P-442", "P-443")
	k, err := openKernelLog()
	if err != nil {
		t.Skip(err)
	}
	defer k.close()
	for range 2 {
		err := k.write(record(1).Text())
		if os.Geteuid() == 0 && err != nil && !errors.Is(err, unix.EPERM) && !errors.Is(err, unix.ECONNREFUSED) {
			t.Error(err)
		}
		if os.Geteuid() != 0 && err == nil {
			t.Error("this user's record is taken")
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte{36, 0, 0, 0, 2, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, ok := answer(b, 1); ok && len(b) < headerSize+4 {
			t.Error("an answer without one")
		}
	})
}

func FuzzDecode(f *testing.F) {
	line, _ := record(1).Encode()
	f.Add(line)
	f.Fuzz(func(t *testing.T, line []byte) {
		r, ok := Decode(line)
		if !ok {
			return
		}
		if strings.ContainsAny(r.Text(), "\n\x00") && !strings.ContainsAny(r.Protocol+r.ACE.SID+r.Witness+r.Address.String(), "\n\x00") {
			t.Errorf("%q", r.Text())
		}
	})
}
