package examples_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"winsock"
	"winsock/internal/clause"
)

// Programs in C with winsock, and in Python without, try the port of a service that
// has that recorded; winsock audit shows both.
func TestAuditedService(t *testing.T) {
	clause.Covers(t, "P-418", "P-422", "P-441", "P-444")
	if os.Geteuid() != 0 {
		t.Skip("only root holds SeSecurityPrivilege")
	}
	t.Setenv("WINSOCK_AUDIT_DIR", filepath.Join(t.TempDir(), "audit"))
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	c := native()
	stdin, end, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	defer end.Close()
	service := c.build(t, "audited_service.c").startReading(t, stdin, "0")
	port := service.port()

	second := c.build(t, "audited_service.c")
	out, err := exec.Command(second.path, port).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "bind: error 10048") {
		t.Errorf("the second service: %s, %v", out, err)
	}
	records := shown(t, "--port", port)
	if len(records) != 1 || records[0].Error != "WSAEADDRINUSE" || filepath.Base(records[0].Program) != filepath.Base(second.path) {
		t.Errorf("after the second service: %+v", records)
	}

	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here")
	}
	out, err = exec.Command(python, "-c", "import socket; socket.socket().bind(('127.0.0.1', "+port+"))").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "Address already in use") {
		t.Errorf("python: %s, %v", out, err)
	}
	if len(records) == 1 && records[0].Witness == "library" {
		t.Skip("the kernel tells nobody here of binds")
	}
	for patient := time.Now().Add(patience); len(records) < 2 && time.Now().Before(patient); {
		records = shown(t, "--port", port)
	}
	if len(records) != 2 || records[1].Witness != "kernel" || !strings.HasPrefix(records[1].Command, "python") {
		t.Errorf("after python: %+v", records)
	}
	end.Close()
	service.ends(0, "")
}

// shown is what winsock audit shows.
func shown(t *testing.T, options ...string) []winsock.AuditRecord {
	t.Helper()
	out, err := exec.Command("../build/bin/winsock", append([]string{"audit", "--json"}, options...)...).Output()
	if err != nil {
		t.Fatalf("winsock audit: %v", err)
	}
	var records []winsock.AuditRecord
	if err := json.Unmarshal(out, &records); err != nil {
		t.Fatal(err)
	}
	return records
}
