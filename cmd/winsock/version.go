package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCmd struct {
	JSON bool `name:"json" help:"Write JSON: version, winsock, go, platform."`
}

// version is set when a release is built (-ldflags -X main.version=…).
var version = "development"

func (c *versionCmd) Run(s *screen) error {
	v := struct {
		Version  string `json:"version"`
		Winsock  string `json:"winsock"`
		Go       string `json:"go"`
		Platform string `json:"platform"`
	}{version, "2.2", runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok && version == "development" && info.Main.Version != "" && info.Main.Version != "(devel)" {
		v.Version = info.Main.Version
	}
	if c.JSON {
		return s.json(v)
	}
	_, err := fmt.Fprintf(s.out, "winsock %s, Windows Sockets %s (%s, %s)\n", v.Version, v.Winsock, v.Go, v.Platform)
	return err
}
