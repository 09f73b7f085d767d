package layer

import (
	"winsock/layer/rules"
	"winsock/spi"
	"winsock/ws2def"
)

// Configured makes the start-up function of a layer that does what the rules say which
// [rules.Load] reads: R is a rule, name the layer's. begin is called for each chain when
// there are rules for this program; when there are none, all goes past the layer, which
// costs nothing. Why rules are wrong or begin fails stands in the trace.
//
// Errors of the start-up: WSASYSNOTREADY (the rules, or begin), those of [Startup]'s.
func Configured[R any, P rules.Of[R]](
	name string, prepare func(*R) error, begin func(entry *ws2def.WSAProtocolInfo, mine []R) (Instance, error),
) spi.Startup {
	return func(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
		var at Instance
		mine, err := rules.Load[R, P](name, prepare)
		if err == nil && len(mine) > 0 {
			at, err = begin(entry, mine)
		}
		if err != nil {
			Trace.Error("the layer can't start", "layer", name, "reason", err)
			return spi.Started{}, ws2def.WSASYSNOTREADY
		}
		started, e := start(at, requested, entry, up)
		if e != 0 && at.End != nil {
			at.End()
		}
		return started, e
	}
}
