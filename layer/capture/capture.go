// Package capture is the layer that writes what goes through sockets to a file that
// Wireshark and tshark read. It is registered as "capture".
//
// Each process writes a pcapng file of its own, <program>-<process id>-<n>.pcapng. What
// goes through TCP and UDP sockets stands there as the packets that the network would
// have carried: handshake, data, acknowledgements and the end of a connection, with
// right checksums, so that "Follow TCP Stream" works. What goes through other sockets
// stands there as plain data. Each packet tells the provider (its interface), its
// direction, and the socket (its comment, "socket 7"; counted from 1 in each process).
// The order is that of the calls of a socket.
//
// The rules in capture.json say for which programs and peers; without any the layer does
// nothing, and costs nothing. A rule may have, beside those of [rules.Rule]:
//
//	"off":       true: what fits is not captured
//	"directory": where the files are made; that for temporary files if absent. Of a
//	             program's rules the first one that is not off decides
//	"size":      MiB after which the next file is begun; 0: never. As directory
//	"wait":      milliseconds that a call waits for room when the disk is slower than the
//	             program, 1000 if absent; then packets are dropped until there is room. As
//	             directory
//	"snap":      the most bytes of a packet, headers included, that are written; 0: all
//
// What was dropped the file says in its interface statistics, and WINSOCK_TRACE=1 on
// standard error. What was captured is written after a tenth of a second at the latest,
// so a program that is killed leaves all that is older.
package capture

import (
	"winsock/internal/wire/pcapng"
	"winsock/layer"
	"winsock/layer/rules"
	"winsock/spi"
	"winsock/ws2def"
)

// Name is what the layer is registered as.
const Name = "capture"

// Provider is the layer's GUID.
var Provider = ws2def.GUID{Data1: 0x8C4E1A67, Data2: 0x2F0B, Data3: 0x4D93, Data4: [8]byte{0xB1, 0x5E, 0x70, 0x3A, 0xC6, 0x12, 0x9D, 0xF4}}

func init() { spi.Register(Name, start) }

// start starts the layer in one chain.
//
// Errors: WSASYSNOTREADY (the rules are wrong, or there can't be a file), those of
// [layer.Startup].
func start(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
	mine, first, err := load()
	if err != nil {
		trace.Error("capture", "reason", err)
		return spi.Started{}, ws2def.WSASYSNOTREADY
	}
	if first == nil {
		return layer.Startup(func(_ *spi.Request, below spi.Socket) (spi.Socket, spi.Errno) { return below, 0 })(requested, entry, up)
	}
	r, err := hold(first)
	if err != nil {
		trace.Error("capture", "reason", err)
		return spi.Started{}, ws2def.WSASYSNOTREADY
	}
	c := &chain{recorder: r, rules: mine}
	link := pcapng.UpperPDU
	if entry.AddressFamily == ws2def.AF_INET || entry.AddressFamily == ws2def.AF_INET6 {
		link = pcapng.Raw
	}
	var ok bool
	if c.number, ok = r.describe(pcapng.Interface{Link: link, Name: entry.Name(), Description: r.process}); !ok {
		release()
		return spi.Started{}, ws2def.WSASYSNOTREADY
	}
	started, e := layer.Startup(c.wrap)(requested, entry, up)
	if e != 0 {
		release()
		return started, e
	}
	started.Provider = ending{started.Provider, r}
	return started, 0
}

// ending is a provider whose end may end the file.
type ending struct {
	spi.Provider
	recorder *recorder
}

// Flush implements [spi.Flusher].
func (p ending) Flush() { p.recorder.flush(true) }

// Cleanup implements [spi.Provider].
func (p ending) Cleanup() spi.Errno {
	release()
	return p.Provider.Cleanup()
}

// options are a rule of the layer.
type options struct {
	rules.Rule
	Off       bool   `json:"off"`
	Directory string `json:"directory"`
	Size      int64  `json:"size"`
	Wait      *int   `json:"wait"`
	Snap      int    `json:"snap"`
}

// load reads the rules for this program. first is the one that decides about its file;
// nil: nothing is captured.
func load() (mine []options, first *options, err error) {
	all, err := rules.Load[options](Name)
	if err != nil {
		return nil, nil, err
	}
	program := rules.Program()
	for _, o := range all {
		if o.FitsProgram(program) {
			o.Program = ""
			mine = append(mine, o)
		}
	}
	for i := range mine {
		if !mine[i].Off {
			return mine, &mine[i], nil
		}
	}
	return nil, nil, nil
}
