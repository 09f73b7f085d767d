package core

import (
	"bytes"
	"slices"

	"winsock/ws2def"
)

// options holds the options of a socket that were set, for those that have no
// field of their own in Socket. It never changes: sockets share it.
type options struct{ set []setting }

type setting struct {
	spec  *ws2def.OptionSpec
	value int32
	bytes []byte // of OptionBytes and OptionStruct
}

// find returns the setting of an option, nil while it has its default.
func (o *options) find(spec *ws2def.OptionSpec) *setting {
	if o == nil {
		return nil
	}
	for i := range o.set {
		if o.set[i].spec == spec {
			return &o.set[i]
		}
	}
	return nil
}

// with returns o with another setting.
func (o *options) with(n setting) *options {
	if o == nil {
		return &options{set: []setting{n}}
	}
	if old := o.find(n.spec); old != nil && old.value == n.value && bytes.Equal(old.bytes, n.bytes) {
		return o
	}
	changed := &options{set: slices.Clone(o.set)}
	if old := changed.find(n.spec); old != nil {
		*old = n
	} else {
		changed.set = append(changed.set, n)
	}
	return changed
}

// keepOption notes an option's value. The caller holds mu.
func (s *Socket) keepOption(spec *ws2def.OptionSpec, v int32, raw []byte) {
	s.options = s.options.with(setting{spec, v, bytes.Clone(raw)})
}
