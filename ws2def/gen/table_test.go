package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBrokenTables changes one line of a good table and wants an error that
// names the file and the line.
func TestBrokenTables(t *testing.T) {
	good := filepath.Join("..", "spec")
	for _, tt := range []struct {
		name, file, old, new string
		want                 string
	}{
		{"columns", "errors.tsv", "name\tnumber", "name\tno", "errors.tsv:1: columns"},
		{"missing value", "guids.tsv", "\tmswsock.h\tO-358", "\tO-358", "guids.tsv:3: 4 values, want 5"},
		{"empty value", "constants.tsv", "AF_INET\t2\t-", "AF_INET\t2\t", "constants.tsv:4: column gotype is empty"},
		{"name twice", "constants.tsv", "AF_INET\t", "AF_UNIX\t", "constants.tsv:4: name AF_UNIX stands at constants.tsv:3 already"},
		{"number twice", "errors.tsv", "WSAEBADF\t10009", "WSAEBADF\t10004", "number 10004 stands at errors.tsv"},
		{"bad number", "errors.tsv", "WSAEBADF\t10009", "WSAEBADF\tx", `number "x"`},
		{"bad alias", "errors.tsv", "ERROR_IO_PENDING\t997\tWSA_IO_PENDING", "ERROR_IO_PENDING\t997\tWSA_NOTHING", "WSA_NOTHING is no code with number 997"},
		{"no text", "errors.tsv", "\tthe file handle has gone stale", "\t-", "no text"},
		{"bad GUID", "guids.tsv", "b5367df1", "B5367DF1", "guids.tsv:3"},
		{"errno twice", "errno.tsv", "Default\tEBADF\t9", "Default\tEBADF\t4", "errno.tsv:3: EBADF of Default stands at errno.tsv:2 already"},
		{"errno changed", "errno.tsv", "Accept\tEBADF\t9", "Accept\tEBADF\t10", "EBADF was 9 above"},
		{"unknown operation", "errno.tsv", "Listen\tEINVAL", "Listn\tEINVAL", "operation Listn is not in ops.tsv"},
		{"field outside", "structs.tsv", "GUID\tData2", "GUIDX\tData2", "field Data2 stands outside of GUIDX"},
		{"offset falls", "structs.tsv", "USHORT\t6", "USHORT\t3", "offset 3 does not follow 4"},
		{"unknown option", "options.tsv", "IPPROTO_IP\tIP_TTL", "IPPROTO_IP\tIP_TTX", "IP_TTX is not in constants.tsv"},
		{"option twice", "options.tsv", "IPPROTO_IP\tIP_TTL", "IPPROTO_IP\tIP_TOS", "the option stands at"},
		{"unknown class", "options.tsv", "IP_TTL\tG", "IP_TTL\tH", `class "H"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(good)); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, tt.file)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			broken := strings.Replace(string(text), tt.old, tt.new, 1)
			if broken == string(text) {
				t.Fatalf("%s has no %q", tt.file, tt.old)
			}
			if err := os.WriteFile(path, []byte(broken), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := generate(dir); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want %q in it", err, tt.want)
			}
		})
	}
}

// TestRunWritesOnlyChanges generates into an empty tree twice.
func TestRunWritesOnlyChanges(t *testing.T) {
	root := t.TempDir()
	if err := os.CopyFS(filepath.Join(root, "ws2def", "spec"), os.DirFS(filepath.Join("..", "spec"))); err != nil {
		t.Fatal(err)
	}
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(root, "ws2def", "zerrors.go")
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	first, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	if second, err := os.Stat(path); err != nil || !second.ModTime().Equal(first.ModTime()) {
		t.Errorf("an unchanged file was written again: %v", err)
	}
	if err := run(filepath.Join(root, "nowhere")); err == nil {
		t.Error("no tables, no error")
	}
}
