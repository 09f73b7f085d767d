package broken

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winsock/catalog"
	"winsock/provider/loop"
)

// row is an entry of a catalog file as it is to be written. What is not there is as in
// TCP's entry over IPv4.
type row struct {
	id      uint32
	name    string
	path    string
	chain   string // as the file has it; "" for a base entry
	service string
	family  int32
	size    int // of an address
	proto   int // the protocol's number
	raw     string
}

func (r row) String() string {
	if r.raw != "" {
		return r.raw
	}
	typ := `"SOCK_STREAM"`
	if r.family == 0 {
		r.family, r.size, r.proto = 2, 16, 6
	}
	if r.service == "" {
		r.service = "XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_GRACEFUL_CLOSE"
	}
	if r.chain == "" {
		r.chain = `"base"`
	}
	flags := "PFL_MATCHES_PROTOCOL_ZERO"
	if r.chain == layer {
		typ, r.proto, r.service, flags, r.size = "0", 0, "0", "PFL_HIDDEN", 0
	}
	return fmt.Sprintf(`{
"id": %d,
"name": %q,
"path": %q,
"provider": "{B20CE000-0000-4000-8000-%012d}",
"family": %d,
"type": %s,
"protocol": %d,
"chain": %s,
"service_flags": %q,
"provider_flags": %q,
"min_sockaddr": %d,
"max_sockaddr": %d,
"message_size": 0
}`, r.id, r.name, r.path, r.id, r.family, typ, r.proto, r.chain, r.service, flags, r.size, r.size)
}

// layer is the chain of a layer's own entry.
const layer = `"layer"`

// first is the id of a kind's first entry, behind those of the built-in catalog; tcp is
// that of TCP over IPv4.
const (
	first = 2001
	tcp   = 1004
)

// write writes a catalog with the rows in front of the built-in entries and of loop's
// datagrams.
func write(t *testing.T, rows []row) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "catalog.json")
	err := catalog.Open(path).Update(func(e *catalog.Edit) error {
		_, err := e.Install(catalog.Entry{Info: loop.Entries()[1], Path: "go:" + loop.Name})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var added strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&added, "%v,\n", r)
	}
	text = bytes.Replace(text, []byte(`"next_id": 1013`), []byte(`"next_id": 3001`), 1)
	text = bytes.Replace(text, []byte("\"entries\": [\n"), []byte("\"entries\": [\n"+added.String()), 1)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
