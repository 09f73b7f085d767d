package core

import (
	"slices"

	"winsock/ws2def"
)

// options holds the options of a socket that were set, for those that have no
// field of their own in Socket.
type options struct{ set []setting }

type setting struct {
	spec  *ws2def.OptionSpec
	value int32
	bytes []byte // of OptionBytes and OptionStruct; never changed in place
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

func (o *options) clone() *options {
	if o == nil {
		return nil
	}
	return &options{set: slices.Clone(o.set)}
}

// keepOption notes an option's value. The caller holds mu.
func (s *Socket) keepOption(spec *ws2def.OptionSpec, v int32, raw []byte) {
	if o := s.options.find(spec); o != nil {
		o.value, o.bytes = v, raw
		return
	}
	if s.options == nil {
		s.options = &options{}
	}
	s.options.set = append(s.options.set, setting{spec, v, raw})
}
