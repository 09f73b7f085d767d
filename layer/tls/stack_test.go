package tls_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"winsock"
	"winsock/internal/wire/pcapng"
	"winsock/layer/capture"
	"winsock/layer/pass"
	"winsock/layer/tls"
)

// TestStack: a capture over TLS has the clear text, one below it the records.
func TestStack(t *testing.T) {
	id := newIdentity(t, "127.0.0.1")
	text := []byte("nobody else is to read this")
	for _, tt := range []struct {
		layers []string
		clear  bool
	}{
		{[]string{tls.Name, capture.Name}, true},
		{[]string{capture.Name, tls.Name}, false},
		{[]string{tls.Name, pass.Name, capture.Name}, true},
		{[]string{capture.Name, pass.Name, tls.Name}, false},
	} {
		install(t, tt.layers...)
		setRules(t, id.serverRule(), id.clientRule())
		dir := t.TempDir()
		rules, err := json.Marshal(map[string]any{"rules": []any{map[string]any{"directory": dir}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(os.Getenv("WINSOCK_LAYER_DIR"), capture.Name+".json"), rules, 0o600); err != nil {
			t.Fatal(err)
		}
		l := listen(t)
		client := dial(t, l.Addr().String())
		server, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		client.Write(text)
		client.Close()
		if got, err := io.ReadAll(server); !bytes.Equal(got, text) || err != nil {
			t.Errorf("%v: %q, %v", tt.layers, got, err)
		}
		server.Close()
		l.Close()
		winsock.WSACleanup()

		files, _ := filepath.Glob(filepath.Join(dir, "*.pcapng"))
		if len(files) != 1 {
			t.Fatalf("%v: %d files", tt.layers, len(files))
		}
		b, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		file, err := pcapng.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		seen, records := 0, 0
		for _, p := range file.Packets {
			if bytes.HasSuffix(p.Data, text) {
				seen++
			}
			if len(p.Data) > 40 && bytes.HasPrefix(p.Data[40:], []byte{23, 3, 3}) { // application data
				records++
			}
		}
		if (seen == 2) != tt.clear || (records >= 2) == tt.clear {
			t.Errorf("%v: %d packets with the text, %d records of TLS", tt.layers, seen, records)
		}
	}
}
