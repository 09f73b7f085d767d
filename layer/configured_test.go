package layer_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/leaktest"
	"winsock/layer"
	"winsock/layer/rules"
	"winsock/provider/loop"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// loud is a rule of a layer.
type loud struct {
	rules.Rule
	Level int `json:"level"`
}

var errLevel = errors.New("there is no such level")

func (l *loud) prepare() error {
	if l.Level < 0 {
		return errLevel
	}
	return nil
}

func TestConfigured(t *testing.T) {
	clause.Covers(t, "P-202", "P-286")
	var did []string
	start := layer.Configured("loud", (*loud).prepare, func(_ *ws2def.WSAProtocolInfo, mine []loud) (layer.Instance, error) {
		did = append(did, "begin")
		if mine[0].Level == 99 {
			return layer.Instance{}, errLevel
		}
		return layer.Instance{
			Wrap: func(_ *spi.Request, below spi.Socket) (spi.Socket, spi.Errno) {
				did = append(did, "wrap")
				return below, spi.Errno(mine[0].Level)
			},
			Flush: func() { did = append(did, "flush") },
			End:   func() { did = append(did, "end") },
		}, nil
	})
	base, _ := spi.Find(loop.Name)
	info := loop.Entries()[0]
	for _, tt := range []struct {
		name, rules string
		start, open spi.Errno
		did         []string
	}{
		{"no file", "", 0, 0, nil},
		{"other programs", `{"rules": [{"program": "other", "level": -1}]}`, 0, 0, nil},
		{"a rule", `{"rules": [{"level": 0}]}`, 0, 0, []string{"begin", "wrap", "flush", "end"}},
		{"a socket that can't be", `{"rules": [{"level": 10055}]}`, 0, ws2def.WSAENOBUFS, []string{"begin", "wrap", "flush", "end"}},
		{"not prepared", `{"rules": [{"level": -1}]}`, ws2def.WSASYSNOTREADY, 0, nil},
		{"not begun", `{"rules": [{"level": 99}]}`, ws2def.WSASYSNOTREADY, 0, []string{"begin"}},
		{"no rules", `[]`, ws2def.WSASYSNOTREADY, 0, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			did = nil
			dir := t.TempDir()
			t.Setenv("WINSOCK_LAYER_DIR", dir)
			if tt.rules != "" {
				if err := os.WriteFile(filepath.Join(dir, "loud.json"), []byte(tt.rules), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			s, e := spitest.Over(start, base)(spi.Version, &info, nil)
			if e != tt.start {
				t.Fatalf("start-up: %v, want %v", e, tt.start)
			}
			if e == 0 {
				below, e := s.Provider.Open(&spi.Request{Info: &info})
				if e != tt.open {
					t.Errorf("Open: %v, want %v", e, tt.open)
				}
				if e == 0 {
					if _, layered := below.(spi.Upper); layered {
						t.Error("something stands over the socket")
					}
					below.Close(false)
				}
				s.Provider.(spi.Flusher).Flush()
				s.Provider.Cleanup()
			}
			if !slices.Equal(did, tt.did) {
				t.Errorf("it did %q, want %q", did, tt.did)
			}
		})
	}
}
