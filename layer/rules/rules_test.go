package rules

import (
	"errors"
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
		{Rule{Address: "10.0.0.0/8"}, true},
		{Rule{Address: "10.1.2.3"}, true},
		{Rule{Address: "10.1.2.4"}, false},
		{Rule{Port: "8042"}, true},
		{Rule{Port: "8000-8042"}, true},
		{Rule{Port: "8043-9000"}, false},
		{Rule{Address: "10.0.0.0/8", Port: "1-9000"}, true},
	} {
		if got := tt.rule.Fits(peer); got != tt.want {
			t.Errorf("%+v fits: %v", tt.rule, got)
		}
	}
	mapped := netip.MustParseAddrPort("[::ffff:10.1.2.3]:8042")
	if !(&Rule{Address: "10.0.0.0/8"}).Fits(mapped) {
		t.Error("an IPv4 address in IPv6 is another one")
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("WINSOCK_LAYER_DIR", dir)
	prepare := func(r *tuned) error {
		if r.Delay < 0 {
			return errors.New("back in time")
		}
		r.Delay *= 2
		return nil
	}
	if all, err := Load("none", prepare); len(all) != 0 || err != nil {
		t.Errorf("without a file: %v, %v", all, err)
	}
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, "slow.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"rules": [{"program": "other", "delay": -1}, {"port": "80", "delay": 7}, {"program": "rules.*", "delay": 3}]}`)
	all, err := Load("slow", prepare)
	if err != nil || len(all) != 2 || all[0].Port != "80" || all[0].Delay != 14 || all[1].Delay != 6 {
		t.Errorf("%+v, %v", all, err)
	}
	for text, want := range map[string]string{
		`{"rules": [{"delya": 7}]}`:                  "delya",
		`{"rules": [{"port": "eighty"}]}`:            `rule 1: the port "eighty"`,
		`{"rules": [{}, {"port": "9-1"}]}`:           `rule 2: the port "9-1"`,
		`{"rules": [{"address": "10.0.0.300"}]}`:     "the address",
		`{"rules": [{"program": "a[", "delay": 1}]}`: "the program",
		`{"rules": [{}, {"delay": -1}]}`:             "rule 2: back in time",
		`{"rules": `:                                 "slow.json",
	} {
		write(text)
		if _, err := Load("slow", prepare); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
