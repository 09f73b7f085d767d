package tls

import (
	"log/slog"
	"os"
	"sync"
	"time"

	"winsock/layer"
	"winsock/layer/rules"
	"winsock/spi"
	"winsock/ws2def"
)

// Name is what the layer is registered as.
const Name = "tls"

// Provider is the layer's GUID.
var Provider = ws2def.GUID{Data1: 0x5E1C9A07, Data2: 0x46B3, Data3: 0x4D28, Data4: [8]byte{0x9F, 0x63, 0x0A, 0xD4, 0x7B, 0x12, 0xE8, 0x35}}

func init() { spi.Register(Name, startup) }

// trace shows on standard error what error codes can't tell, as the core's does.
var trace = newTrace(os.Getenv("WINSOCK_TRACE"))

func newTrace(setting string) *slog.Logger {
	if setting == "" || setting == "0" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, nil)).With("layer", Name)
}

// provider is the layer in one chain.
type provider struct {
	spi.Provider
	program string
	rules   []rule
	closing sync.WaitGroup // closed sockets that still send
}

var _ spi.Flusher = (*provider)(nil)

// startup implements [spi.Startup]. Rules that make no sense are WSASYSNOTREADY.
func startup(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
	p := &provider{program: rules.Program()}
	var err error
	if p.rules, err = load(p.program); err != nil {
		trace.Error("the rules are not usable", "reason", err)
		return spi.Started{}, ws2def.WSASYSNOTREADY
	}
	started, e := layer.Startup(p.wrap)(requested, entry, up)
	if e != 0 {
		return started, e
	}
	p.Provider, started.Provider = started.Provider, p
	return started, 0
}

// wrap makes a socket of the layer, or one through which all goes when there are no
// rules for it.
func (p *provider) wrap(req *spi.Request, below spi.Socket) (spi.Socket, spi.Errno) {
	family, typ, _, e := req.Triple()
	if e != 0 {
		return nil, e
	}
	ip := family == ws2def.AF_INET || family == ws2def.AF_INET6
	data, carries := spi.Ability[spi.Transferer](below)
	if len(p.rules) == 0 || !ip || typ != ws2def.SOCK_STREAM || !carries {
		return through(below), 0
	}
	return p.over(below, data), 0
}

func through(below spi.Socket) spi.Socket {
	t := new(layer.Through)
	t.Over(below, through)
	return t
}

// patience is how long the end of the provider waits for closed sockets.
const patience = 5 * time.Second

// Cleanup implements [spi.Provider].
func (p *provider) Cleanup() spi.Errno {
	p.settle(patience)
	return p.Provider.Cleanup()
}

// Flush implements [spi.Flusher].
func (p *provider) Flush() { p.settle(time.Second) }

// settle waits for closed sockets that still send, until limit.
func (p *provider) settle(limit time.Duration) {
	sent := make(chan struct{})
	go func() {
		p.closing.Wait()
		close(sent)
	}()
	select {
	case <-sent:
	case <-time.After(limit):
	}
}
