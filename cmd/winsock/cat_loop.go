package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"winsock"
	"winsock/provider/loop"
)

// loopStream is the catalog entry of loop's connections.
const loopStream = "Loop [stream]"

// whereLoop checks the arguments for the network loop, whose addresses are
// ports.
func (c *catCmd) whereLoop() (network, address string, err error) {
	switch {
	case c.Listen:
		return "", "", usagef("loop lives inside one process: leave out -l, both ends are here")
	case c.Provider != "":
		return "", "", usagef("--network loop is a provider already: leave out --provider")
	case len(c.Address) > 1:
		return "", "", usagef("give one port for loop, or none for any free one")
	}
	port := uint64(0)
	if len(c.Address) == 1 {
		if port, err = strconv.ParseUint(c.Address[0], 10, 32); err != nil {
			return "", "", usagef("%q is no port of loop: give a number in 0…4294967295", c.Address[0])
		}
	}
	at := winsock.Addr{Net: "stream", Sockaddr: loop.Address(uint32(port))}
	return "stream", at.String(), nil
}

// loop moves the input through a connection to itself into the output.
func (c *catCmd) loop(ctx context.Context, files *files, address string) error {
	found, err := winsock.Providers(loopStream)
	if err != nil {
		return refused("WSAStartup", err)
	}
	if len(found) == 0 {
		return fmt.Errorf("loop is not in the catalog: winsock catalog install loop")
	}
	l, err := (&winsock.ListenConfig{Provider: loopStream}).Listen(ctx, "stream", address)
	if err != nil {
		return err
	}
	defer l.Close()
	near, err := (&winsock.Dialer{Provider: loopStream}).DialContext(ctx, "stream", l.Addr().String())
	if err != nil {
		return err
	}
	defer near.Close()
	far, err := l.Accept()
	if err != nil {
		return err
	}
	defer far.Close()
	files.say("connected to %s", near.RemoteAddr())

	t := files.transfer(ctx, time.Duration(c.Timeout))
	defer t.tell()
	return t.stream(near.(*winsock.Conn), far.(*winsock.Conn), streamChunk)
}
