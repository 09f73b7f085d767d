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
	"errors"
	"slices"

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

func init() {
	spi.Register(Name, layer.Configured(Name, func(*options) error { return nil }, begin))
}

// begin starts the layer in one chain. It fails when there can't be a file.
func begin(entry *ws2def.WSAProtocolInfo, mine []options) (layer.Instance, error) {
	first := slices.IndexFunc(mine, func(o options) bool { return !o.Off })
	if first < 0 {
		return layer.Instance{}, nil
	}
	r, err := hold(&mine[first]) // it decides about the file
	if err != nil {
		return layer.Instance{}, err
	}
	c := &chain{recorder: r, rules: mine}
	link := pcapng.UpperPDU
	if entry.AddressFamily == ws2def.AF_INET || entry.AddressFamily == ws2def.AF_INET6 {
		link = pcapng.Raw
	}
	var ok bool
	if c.number, ok = r.describe(pcapng.Interface{Link: link, Name: entry.Name(), Description: r.process}); !ok {
		release()
		return layer.Instance{}, errWrite
	}
	return layer.Instance{Wrap: c.wrap, Flush: func() { r.flush(true) }, End: release}, nil
}

var errWrite = errors.New("the file can't be written")

// options are a rule of the layer.
type options struct {
	rules.Rule
	Off       bool   `json:"off"`
	Directory string `json:"directory"`
	Size      int64  `json:"size"`
	Wait      *int   `json:"wait"`
	Snap      int    `json:"snap"`
}
