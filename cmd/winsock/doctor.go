package main

import (
	"fmt"

	"winsock"
)

type doctorCmd struct {
	JSON bool `name:"json" help:"Write JSON."`
}

func (doctorCmd) Help() string {
	return `Overlapped transfers are carried out by an engine, epoll or uring (io_uring).
WINSOCK_ENGINE names the one to be used; without it that is epoll, and with an
io_uring that can't be had too.

    winsock doctor
    WINSOCK_ENGINE=uring winsock doctor --json

JSON has engine, why, uring (true: io_uring can be had here) and uring_lacks (why
not).`
}

func (c *doctorCmd) Run(s *screen) error {
	e := winsock.Engine()
	if c.JSON {
		return s.json(struct {
			Engine     string `json:"engine"`
			Why        string `json:"why"`
			Uring      bool   `json:"uring"`
			UringLacks string `json:"uring_lacks"`
		}{e.Name, e.Why, e.NoUring == "", e.NoUring})
	}
	uring := "can be had"
	if e.NoUring != "" {
		uring = "can't be had: " + e.NoUring
	}
	_, err := fmt.Fprintf(s.out, "engine    %s: %s\nio_uring  %s\n", e.Name, e.Why, uring)
	return err
}
