package dns

import (
	"context"

	"winsock/namespace"
	"winsock/ws2def"
)

// lookup is a query under way.
type lookup struct {
	ctx     context.Context
	cancel  context.CancelFunc
	ask     question // nil once it was asked
	id      ws2def.GUID
	results []*namespace.QuerySet
}

var _ namespace.Lookup = (*lookup)(nil)

// Next asks, the first time, and gives one result after the other. A question
// that failed is asked again by the next call, unless the answer was final.
//
// Source: P-479, P-482.
func (l *lookup) Next(flags uint32) (*namespace.QuerySet, namespace.Errno) {
	if l.ask != nil {
		results, e := l.ask(l.ctx)
		switch e {
		case 0, ws2def.WSANO_DATA:
			l.ask = nil
		case ws2def.WSAHOST_NOT_FOUND:
			l.ask = nil
			e = ws2def.WSASERVICE_NOT_FOUND
		}
		if e != 0 {
			return nil, e
		}
		l.results = results
	}
	if len(l.results) == 0 {
		return nil, ws2def.WSA_E_NO_MORE
	}
	q := l.results[0]
	l.results = l.results[1:]
	q.NameSpace, q.Provider = ws2def.NS_DNS, &l.id
	return q, 0
}

func (l *lookup) End() { l.cancel() }
