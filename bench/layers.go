package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// The completion-port server over layers: a C layer that leaves data alone, the Go layer
// that does nothing with it, the one that captures it, and a C layer with handles of its own
// through which it goes.
var (
	overSee     = overLayer("see", "a layer in C that leaves data alone (IFS)", "libsee.so")
	overPass    = overLayer("pass", "a layer in Go through which data goes", "pass")
	overCapture = overLayer("capture", "the layer capture", "capture")
	overCount   = overLayer("count", "a layer in C through which data goes", "libcount.so")

	layered = []*peer{overSee, overPass, overCapture, overCount}
)

// overLayer is the completion-port server with a catalog of its own, in which a layer was
// installed: one of the command's own, or a shared object that is compiled from the examples.
func overLayer(name, what, provider string) *peer {
	p := *ownEpoll
	p.name, p.what = "over-"+name, "the same over "+what
	p.env = append([]string{"WINSOCK_CATALOG=" + shop(name+".json"), "WINSOCK_LAYER_DIR=" + shop("layers")}, p.env...)
	p.build = func() error {
		if err := ownEpoll.build(); err != nil {
			return err
		}
		if filepath.Ext(provider) == ".so" {
			make := exec.Command("make", "-C", filepath.Join("examples", "c", "layer"), "WSCC="+absolute(wscc))
			if out, err := make.CombinedOutput(); err != nil {
				return fmt.Errorf("make: %w: %s", err, out)
			}
			provider = filepath.Join("examples", "c", "layer", provider)
		}
		if err := writeRules(); err != nil {
			return err
		}
		os.Remove(shop(name + ".json"))
		install := exec.Command(filepath.Join("build", "bin", "winsock"), "catalog", "install", provider)
		install.Env = append(os.Environ(), p.env...)
		if out, err := install.CombinedOutput(); err != nil {
			return fmt.Errorf("winsock catalog install %s: %w: %s", provider, err, out)
		}
		return nil
	}
	return &p
}

// writeRules says where captures go.
func writeRules() error {
	for _, folder := range []string{"layers", "captures"} {
		if err := os.MkdirAll(shop(folder), 0o755); err != nil {
			return err
		}
	}
	rules := fmt.Sprintf(`{"rules": [{"directory": %q}]}`, shop("captures"))
	return os.WriteFile(filepath.Join(shop("layers"), "capture.json"), []byte(rules), 0o644)
}

// shop is the whole path of a file in the workshop.
func shop(name string) string { return absolute(built(name)) }

func absolute(path string) string {
	whole, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	return whole
}

// layerGoals is what layers may cost.
func layerGoals(p *peer, limit float64) []goal {
	return []goal{{
		contest: "layers", what: "processor per operation, of none", goal: fmt.Sprint(limit), limit: limit,
		measure: func(all results) (quartiles, bool) {
			return all.ratio("layers", entrant{p, 0}, entrant{ownEpoll, 0}, cpuTaken)
		},
	}}
}
