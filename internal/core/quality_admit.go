package core

import (
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"winsock/internal/registry"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// admitFlow sets aside what a guaranteed flow takes of the interface that it goes
// through, when quality.json has a limit for that and it is known: the socket is
// connected or about to be, or names its destination. The caller holds mu.
//
// Errors: WSA_QOS_ADMISSION_FAILURE (all flows together would be beyond the limit),
// WSA_QOS_GENERIC_ERROR (the file can't be read).
//
// Source: P-465.
func (s *Socket) admitFlow(f *flow, to []byte) Errno {
	if f.plan.Service != ws2def.SERVICETYPE_GUARANTEED || f.plan.Rate == 0 {
		return 0
	}
	all, err := settings()
	switch {
	case err != nil:
		return ws2def.WSA_QOS_GENERIC_ERROR
	case len(all.Limits) == 0:
		return 0
	}
	network := s.egress(f, to)
	limit, limited := all.Limits[network]
	if !limited {
		return 0
	}
	if old := s.uncommon().flow; old != nil {
		old.admitted.Release() // the same socket's does not count twice
	}
	namespace, _ := sys.NetNamespace(s.Descriptor())
	var ok bool
	if f.admitted, ok = registry.ReserveFlow(namespace, network, f.plan.Rate, limit); !ok {
		s.readmit(namespace, network, limit)
		return ws2def.WSA_QOS_ADMISSION_FAILURE
	}
	return 0
}

// readmit sets aside again what s had, after it could not have more. The caller holds
// mu.
func (s *Socket) readmit(namespace uint64, network string, limit uint64) {
	if old := s.uncommon().flow; old != nil && old.admitted != nil {
		again := *old
		again.admitted, _ = registry.ReserveFlow(namespace, network, old.plan.Rate, limit)
		s.special().flow = &again
	}
}

// dropQuality gives back what is set aside for s, which is finished.
func (s *Socket) dropQuality() {
	if f := s.uncommon().flow; f != nil {
		f.admitted.Release()
	}
}

// egress is the name of the interface through which s sends to the destination of f, to
// the address to, or to its peer, the first of them that there is; "": it is not known.
// The caller holds mu.
func (s *Socket) egress(f *flow, to []byte) string {
	var peer, local [maxName]byte
	if f != nil && f.objects.Destination != nil {
		to = f.objects.Destination
	}
	if c, ok := spi.Ability[spi.Connector](s.t); ok && to == nil {
		to = address(peer[:])(c.PeerName(peer[:]))
	}
	t, ok := spi.Ability[spi.Ioctler](s.t)
	if to == nil || !ok {
		return ""
	}
	n, e := t.Ioctl(ws2def.SIO_ROUTING_INTERFACE_QUERY, to, local[:])
	if e != 0 {
		return ""
	}
	from, _, ok := ws2def.ParseAddrPort(local[:n])
	if !ok {
		return ""
	}
	return interfaceOf(from.Addr().WithZone("").Unmap())
}

// interfaceOf is the name of the interface with an address; "": there is none.
func interfaceOf(address netip.Addr) string {
	all, err := net.Interfaces()
	if err != nil {
		return ""
	}
	for _, i := range all {
		addresses, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addresses {
			if p, ok := a.(*net.IPNet); ok {
				if ip, ok := netip.AddrFromSlice(p.IP); ok && ip.Unmap() == address {
					return i.Name
				}
			}
		}
	}
	return ""
}

// lineRate is what the interface that s sends through can carry, bytes a second; 0: it is
// not known.
//
// Source: P-451.
func (s *Socket) lineRate() uint32 {
	s.mu.Lock()
	network := s.egress(s.uncommon().flow, nil)
	s.mu.Unlock()
	if network == "" || strings.Contains(network, "/") {
		return 0
	}
	text, err := os.ReadFile(filepath.Join("/sys/class/net", network, "speed"))
	if err != nil {
		return 0
	}
	megabits, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 32)
	if err != nil || megabits <= 0 {
		return 0
	}
	return uint32(min(megabits*125_000, ws2def.POSITIVE_INFINITY_RATE-1))
}
