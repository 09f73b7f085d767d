package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"winsock"
	"winsock/catalog"
)

type catCmd struct {
	Address []string `arg:"" optional:"" help:"HOST PORT or HOST:PORT; with -l the host may be left out; PATH for unix; a port for loop."`

	Listen       bool     `short:"l" help:"Listen instead of connecting."`
	Network      string   `short:"n" default:"tcp" enum:"tcp,tcp4,tcp6,udp,udp4,udp6,unix,loop,stream,seqpacket,dgram,rdm" placeholder:"NAME" help:"One of ${enum}; the last four need --provider."`
	Provider     choice   `complete:"entry" placeholder:"NAME|GUID|ID" help:"Take the protocol from this catalog entry."`
	Group        string   `complete:"group" default:"0" placeholder:"GROUP" help:"Connect in this group: the id of one, unconstrained_group or constrained_group for a new one."`
	Priority     int      `placeholder:"N" help:"Priority in the group: 0 is the most urgent (${default})." default:"0"`
	Send         string   `type:"path" placeholder:"FILE" help:"Send this file instead of standard input."`
	Receive      string   `type:"path" placeholder:"FILE" help:"Write what arrives to this file instead of standard output."`
	Keep         bool     `short:"k" help:"With -l: serve one connection after another; each gets the file of --send, standard input is not read."`
	Timeout      patience `short:"w" placeholder:"TIME" help:"Give up when nothing happens for this long: 5, 5s, 200ms."`
	MessageSize  int      `default:"8192" placeholder:"BYTES" help:"Cut the input into messages of this size (networks of messages; ${default})."`
	Count        int      `placeholder:"N" help:"End after N messages have arrived (networks without connections)."`
	PrintAddress string   `type:"path" placeholder:"FILE" help:"With -l: write the address to this file once it can be connected to; - is standard output."`
	Verbose      bool     `short:"v" help:"Tell on standard error who is connected, and how much went how fast."`
}

func (catCmd) Help() string {
	return `Data goes from standard input to the socket and from the socket to standard
output, in both directions at once. When the input ends, the peer is told
(half-close) and what it still sends is awaited. A file as input shows its
progress on a terminal.

    winsock cat -l 7000 >copy                 # here
    winsock cat server 7000 <file             # there
    winsock cat -l --network unix /tmp/door --receive copy
    winsock cat --network unix /tmp/door --send file
    echo hello | winsock cat --network udp --count 1 -w 2 192.0.2.1 7
    winsock cat -l 127.0.0.1 0 --print-address where    # any free port
    winsock cat --provider 1004 server 7000   # by a catalog entry of one's own choice
    winsock catalog install loop
    winsock cat --network loop 9 <file >copy  # through memory: both ends are here

Networks of messages: each read of the input is one message. Without
connections nobody says that there is no more: connecting, the command ends with
its input, or when --count messages have come or nothing came for --timeout;
listening, it answers to whom wrote last and ends by --count or --timeout.

Exit code 0: all was moved; 1: refused or broken, with the reason on standard
error; 2: called wrongly.`
}

// patience is a time: seconds, or a number with a unit.
type patience time.Duration

func (p *patience) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if seconds, e := strconv.ParseFloat(string(text), 64); e == nil {
		d, err = time.Duration(seconds*float64(time.Second)), nil
	}
	if err != nil || d <= 0 {
		return fmt.Errorf("%q is no time: give seconds (5) or a number with a unit (200ms)", typed(string(text)))
	}
	*p = patience(d)
	return nil
}

func (c *catCmd) Run(s *screen) error {
	network, address, err := c.where()
	if err != nil {
		return err
	}
	files, err := c.open(s)
	if err != nil {
		return err
	}
	defer files.close()
	if err := c.chooseProvider(); err != nil {
		return err
	}
	// The first dial or listen starts Winsock for good.
	defer winsock.WSACleanup()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch {
	case c.Network == "loop":
		err = c.loop(ctx, files, address)
	case c.Listen:
		err = c.listen(ctx, files, network, address)
	default:
		err = c.dial(ctx, files, network, address)
	}
	if ctx.Err() != nil {
		err = errors.New("interrupted")
	}
	if e := files.finish(); err == nil {
		err = e
	}
	return notReady(err)
}

// where checks the arguments and returns network and address as package
// winsock takes them.
func (c *catCmd) where() (network, address string, err error) {
	switch {
	case c.Keep && !c.Listen:
		return "", "", usagef("--keep is for listening: add -l")
	case c.PrintAddress != "" && !c.Listen:
		return "", "", usagef("--print-address is for listening: add -l")
	case c.Keep && c.messages():
		return "", "", usagef("--keep is for connections; without them every message is served")
	case c.Count != 0 && !c.messages():
		return "", "", usagef("--count is for messages without connections; a connection ends by itself")
	case c.Count < 0:
		return "", "", usagef("--count %d: give a number of messages from 1", c.Count)
	case c.MessageSize < 1 || c.MessageSize > maxMessage:
		return "", "", usagef("--message-size %d: give a number of bytes in 1…%d", c.MessageSize, maxMessage)
	}
	switch c.Network {
	case "loop":
		return c.whereLoop()
	case "unix", "stream", "seqpacket", "dgram", "rdm":
		if len(c.Address) != 1 {
			return "", "", usagef("give one address: a path for unix, FAMILY/HEX for other families")
		}
		if c.Network != "unix" && c.Provider == "" {
			return "", "", usagef("--network %s does not say whose: add --provider", c.Network)
		}
		if n := len(c.Address[0]); c.Network == "unix" && (n == 0 || n > maxPath) {
			return "", "", usagef("a path for unix has 1 to %d bytes, this one has %d", maxPath, n)
		}
		return c.Network, c.Address[0], nil
	}
	address, err = c.endpoint()
	return c.Network, address, err
}

// maxPath is how long a path of AF_UNIX can be: sun_path without its zero byte.
const maxPath = 107

// endpoint puts host and port together.
func (c *catCmd) endpoint() (string, error) {
	host, port := "", ""
	switch len(c.Address) {
	case 1:
		var err error
		if host, port, err = net.SplitHostPort(c.Address[0]); err != nil && c.Listen {
			host, port = "", c.Address[0]
		}
	case 2:
		host, port = strings.Trim(c.Address[0], "[]"), c.Address[1]
	}
	switch n, err := strconv.Atoi(typed(port)); {
	case port == "" && c.Listen:
		return "", usagef("give a port to listen at, or HOST PORT; 0 is any free port")
	case port == "":
		return "", usagef("give HOST PORT or HOST:PORT to connect to, or -l to listen")
	case err == nil && (n < 0 || n > 65535):
		return "", usagef("%d is no port: give a number in 0…65535 or the name of a service", n)
	}
	return net.JoinHostPort(host, port), nil
}

// messages tells whether the network has no connections.
func (c *catCmd) messages() bool {
	switch c.Network {
	case "udp", "udp4", "udp6", "dgram", "rdm":
		return true
	}
	return false
}

// chooseProvider makes of --provider what package winsock understands.
func (c *catCmd) chooseProvider() error {
	if c.Provider == "" {
		return nil
	}
	entries, err := catalog.Load()
	if err != nil {
		return damaged(err)
	}
	found, provider, err := findEntries(entries, string(c.Provider))
	switch {
	case err != nil:
		return usage(err.Error())
	case len(found) == 1:
		c.Provider = choice(strconv.FormatUint(uint64(found[0].Info.CatalogEntryId), 10))
		return nil
	}
	for _, e := range found {
		if !provider || e.Info.ProviderId != found[0].Info.ProviderId {
			return usage(ambiguous(string(c.Provider), found).Error())
		}
	}
	c.Provider = choice(found[0].Info.ProviderId.String())
	return nil
}

// dial connects and moves the data.
func (c *catCmd) dial(ctx context.Context, files *files, network, address string) error {
	dialer := winsock.Dialer{Provider: string(c.Provider), Timeout: time.Duration(c.Timeout)}
	if err := c.chooseGroup(&dialer); err != nil {
		return err
	}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return err
	}
	defer conn.Close()
	files.say("connected to %s", conn.RemoteAddr())
	t := files.transfer(ctx, time.Duration(c.Timeout))
	defer t.tell()
	if p, ok := conn.(*winsock.PacketConn); ok {
		return t.messages(p, c.MessageSize, c.Count)
	}
	stream := conn.(*winsock.Conn)
	return t.stream(stream, stream, c.chunk(network))
}

// chooseGroup has the dialer connect in the group of --group.
func (c *catCmd) chooseGroup(d *winsock.Dialer) error {
	group, err := groups.read(c.Group, 0, 1<<32-1)
	if err != nil {
		return err
	}
	d.Group = uint32(group)
	if c.Priority != 0 {
		d.Control = func(_, _ string, s winsock.Handle) error {
			return winsock.SetsockoptInt(s, winsock.SOL_SOCKET, winsock.SO_GROUP_PRIORITY, c.Priority)
		}
	}
	return nil
}

// listen serves one connection, or all of them one after another.
func (c *catCmd) listen(ctx context.Context, files *files, network, address string) error {
	config := winsock.ListenConfig{Provider: string(c.Provider)}
	if c.messages() {
		p, err := config.ListenPacket(ctx, network, address)
		if err != nil {
			return err
		}
		defer p.Close()
		if err := c.announce(files, p.LocalAddr()); err != nil {
			return err
		}
		t := files.transfer(ctx, time.Duration(c.Timeout))
		defer t.tell()
		return t.serve(p.(*winsock.PacketConn), c.MessageSize, c.Count)
	}
	l, err := config.Listen(ctx, network, address)
	switch unix := network == "unix"; {
	case unix && errors.Is(err, winsock.WSAEADDRINUSE):
		return fmt.Errorf("%w; there is a file %s: remove it if nobody uses it, or choose another path", err, address)
	case unix && errors.Is(err, winsock.WSAEADDRNOTAVAIL):
		return fmt.Errorf("%w; no socket can be made at %s: is there such a folder?", err, address)
	case err != nil:
		return err
	}
	defer l.Close()
	defer context.AfterFunc(ctx, func() { l.Close() })()
	if err := c.announce(files, l.Addr()); err != nil {
		return err
	}
	for {
		if err := c.accept(ctx, files, l.(*winsock.Listener), network); err != nil || !c.Keep {
			return err
		}
		if err := files.rewind(); err != nil {
			return err
		}
	}
}

// accept serves the next connection.
func (c *catCmd) accept(ctx context.Context, files *files, l *winsock.Listener, network string) error {
	if c.Timeout > 0 {
		l.SetDeadline(time.Now().Add(time.Duration(c.Timeout)))
	}
	conn, err := l.Accept()
	if err != nil {
		return err
	}
	defer conn.Close()
	if !c.Keep {
		l.Close() // who comes too late is refused, not left waiting
	}
	files.say("connected from %s", conn.RemoteAddr())
	t := files.transfer(ctx, time.Duration(c.Timeout))
	stream := conn.(*winsock.Conn)
	err = t.stream(stream, stream, c.chunk(network))
	t.tell()
	if err != nil && c.Keep && ctx.Err() == nil { // one bad connection does not end the service
		files.complain(err)
		err = nil
	}
	return err
}

// chunk is how much of the input is sent at once.
func (c *catCmd) chunk(network string) int {
	if network == "seqpacket" {
		return c.MessageSize
	}
	return streamChunk
}

// announce tells where to connect to.
func (c *catCmd) announce(files *files, addr net.Addr) error {
	files.say("listening at %s", addr)
	switch c.PrintAddress {
	case "":
		return nil
	case "-":
		_, err := fmt.Fprintln(files.screen.out, addr)
		return err
	}
	// In one step, so that who waits for the file finds it whole.
	part := c.PrintAddress + ".part"
	if err := os.WriteFile(part, []byte(addr.String()+"\n"), 0o666); err != nil {
		return err
	}
	return os.Rename(part, c.PrintAddress)
}
