//go:build cgo

package native

// #include "table.h"
import "C"

import (
	"unsafe"

	"winsock/spi"
	"winsock/ws2def"
)

var (
	_ spi.QualityNamer = (*socket)(nil)
	_ spi.QualityNamer = (*upper)(nil)
)

// QualityByName implements [spi.QualityNamer]: WSPGetQOSByName.
func (s *socket) QualityByName(name []byte, q *ws2def.QOS) spi.Errno {
	return s.at.Load().qualityByName(name, q)
}

// QualityByName implements [spi.QualityNamer].
func (u *upper) QualityByName(name []byte, q *ws2def.QOS) spi.Errno {
	return u.l.qualityByName(name, q)
}

func (l *link) qualityByName(name []byte, q *ws2def.QOS) spi.Errno {
	var fresh ws2def.QOS // q may have pointers, which C must not see
	e := l.with(func(t *C.ws_np_table, h C.uint64_t) spi.Errno {
		return spi.Errno(C.ws_np_quality_by_name(t, h, pointer(name), C.uint32_t(len(name)), unsafe.Pointer(&fresh)))
	})
	if e == 0 && q != nil {
		*q = fresh
	}
	return e
}
