package rules

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// tuned is what a layer would have.
type tuned struct {
	Rule
	Delay int `json:"delay"`
}

func TestFits(t *testing.T) {
	peer := netip.MustParseAddrPort("10.1.2.3:8042")
	for _, tt := range []struct {
		rule Rule
		want bool
	}{
		{Rule{}, true},
		{Rule{Program: "trade*"}, true},
		{Rule{Program: "other"}, false},
		{Rule{Address: "10.0.0.0/8"}, true},
		{Rule{Address: "10.1.2.3"}, true},
		{Rule{Address: "10.1.2.4"}, false},
		{Rule{Port: "8042"}, true},
		{Rule{Port: "8000-8042"}, true},
		{Rule{Port: "8043-9000"}, false},
		{Rule{Program: "trader", Address: "10.0.0.0/8", Port: "1-9000"}, true},
	} {
		if got := tt.rule.Fits("trader", peer); got != tt.want {
			t.Errorf("%+v fits: %v", tt.rule, got)
		}
	}
	mapped := netip.MustParseAddrPort("[::ffff:10.1.2.3]:8042")
	if !(&Rule{Address: "10.0.0.0/8"}).Fits("trader", mapped) {
		t.Error("an IPv4 address in IPv6 is another one")
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("WINSOCK_LAYER_DIR", dir)
	if all, err := Load[tuned]("none"); len(all) != 0 || err != nil {
		t.Errorf("without a file: %v, %v", all, err)
	}
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, "slow.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"rules": [{"port": "80", "delay": 7}, {"delay": 3}]}`)
	all, err := Load[tuned]("slow")
	if err != nil || len(all) != 2 || all[0].Port != "80" || all[0].Delay != 7 || all[1].Delay != 3 {
		t.Errorf("%+v, %v", all, err)
	}
	for text, want := range map[string]string{
		`{"rules": [{"delya": 7}]}`:                  "delya",
		`{"rules": [{"port": "eighty"}]}`:            `rule 1: the port "eighty"`,
		`{"rules": [{}, {"port": "9-1"}]}`:           `rule 2: the port "9-1"`,
		`{"rules": [{"address": "10.0.0.300"}]}`:     "the address",
		`{"rules": [{"program": "a[", "delay": 1}]}`: "the program",
		`{"rules": `: "slow.json",
	} {
		write(text)
		if _, err := Load[tuned]("slow"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
