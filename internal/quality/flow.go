package quality

import "winsock/ws2def"

// Flow is what this host does about the sending half of a quality of service.
type Flow struct {
	Service  uint32 // SERVICETYPE_ value, without flags
	Rate     uint64 // bytes a second in the long run; 0: no limit
	Peak     uint64 // bytes a second at any time; 0: no limit
	Depth    uint64 // bytes of credit that can be saved up
	Least    uint64 // bytes that the smallest message counts for
	Discard  bool   // what is beyond the rate is lost; else it waits
	Class    uint8  // differentiated services code point
	Priority int32  // among what this host sends: 0 to 6
}

// packet is the credit of a flow that asks for none: one packet of Ethernet.
const packet = 1500

// service splits a ServiceType into the SERVICETYPE_ value and whether this host is to
// leave the traffic alone. ok is false for what is none.
//
// Source: P-449.
func service(v uint32) (kind uint32, alone, ok bool) {
	const (
		high = 0x8000_0000 // of SERVICE_NO_TRAFFIC_CONTROL and the SERVICE_ values
		off  = ws2def.SERVICE_NO_TRAFFIC_CONTROL &^ high
	)
	v &^= ws2def.SERVICE_NO_QOS_SIGNALING // nobody is told in any case
	if v&off != 0 {
		if v&high == 0 {
			return 0, false, false
		}
		alone = true
	}
	switch v &^ off {
	case ws2def.SERVICE_BESTEFFORT:
		return ws2def.SERVICETYPE_BESTEFFORT, alone, true
	case ws2def.SERVICE_CONTROLLEDLOAD:
		return ws2def.SERVICETYPE_CONTROLLEDLOAD, alone, true
	case ws2def.SERVICE_GUARANTEED:
		return ws2def.SERVICETYPE_GUARANTEED, alone, true
	case ws2def.SERVICE_QUALITATIVE:
		return ws2def.SERVICETYPE_QUALITATIVE, alone, true
	}
	if alone {
		v &^= high | off
	}
	switch v {
	case ws2def.SERVICETYPE_NOTRAFFIC, ws2def.SERVICETYPE_BESTEFFORT, ws2def.SERVICETYPE_CONTROLLEDLOAD,
		ws2def.SERVICETYPE_GUARANTEED, ws2def.SERVICETYPE_GENERAL_INFORMATION, ws2def.SERVICETYPE_NOCHANGE,
		ws2def.SERVICETYPE_NONCONFORMING, ws2def.SERVICETYPE_NETWORK_CONTROL, ws2def.SERVICETYPE_QUALITATIVE:
		return v, alone, true
	}
	return 0, false, false
}

// Unchanged reports whether a flow specification leaves its direction as it is.
func Unchanged(spec *ws2def.FLOWSPEC) bool {
	kind, _, ok := service(spec.ServiceType)
	return ok && kind == ws2def.SERVICETYPE_NOCHANGE
}

// Silent reports whether a flow specification says that nothing goes that way.
func Silent(spec *ws2def.FLOWSPEC) bool {
	kind, _, ok := service(spec.ServiceType)
	return ok && kind == ws2def.SERVICETYPE_NOTRAFFIC
}

// given reports whether a member of a flow specification holds a number.
func given(v uint32) bool { return v != ws2def.QOS_NOT_SPECIFIED }

// rate is the limit that a member of a flow specification sets; 0: none.
func rate(v uint32) uint64 {
	if !given(v) || v == ws2def.POSITIVE_INFINITY_RATE {
		return 0
	}
	return uint64(v)
}

// Sending says what a flow specification and the objects beside it ask of a sender.
//
// Errors: WSA_QOS_ESERVICETYPE, WSA_QOS_EFLOWSPEC (no rate, or a peak below it, or
// TC_NONCONF_SHAPE without a rate).
//
// Source: P-450, P-460, P-461; FLOWSPEC and QOS_SD_MODE in Microsoft's documentation
// of qos.h.
func Sending(spec *ws2def.FLOWSPEC, objects *Objects) (Flow, ws2def.Errno) {
	kind, alone, ok := service(spec.ServiceType)
	if !ok {
		return Flow{}, ws2def.WSA_QOS_ESERVICETYPE
	}
	f := Flow{Service: kind}
	optional := true
	switch kind {
	case ws2def.SERVICETYPE_NOTRAFFIC, ws2def.SERVICETYPE_NOCHANGE, ws2def.SERVICETYPE_GENERAL_INFORMATION:
		return f, 0
	case ws2def.SERVICETYPE_NETWORK_CONTROL:
		f.Class, f.Priority = 48, 6
	case ws2def.SERVICETYPE_GUARANTEED:
		f.Class, f.Priority, optional = 40, 5, false
	case ws2def.SERVICETYPE_CONTROLLEDLOAD:
		f.Class, f.Priority, optional = 24, 4, false
	case ws2def.SERVICETYPE_NONCONFORMING:
		f.Class, f.Priority, optional = 8, 1, false
	}
	f.Rate, f.Peak = rate(spec.TokenRate), rate(spec.PeakBandwidth)
	switch {
	case !optional && (spec.TokenRate == 0 || !given(spec.TokenRate)),
		given(spec.PeakBandwidth) && given(spec.TokenRate) && spec.PeakBandwidth < spec.TokenRate,
		objects.Shape && !given(spec.TokenRate):
		return Flow{}, ws2def.WSA_QOS_EFLOWSPEC
	}
	if f.Depth = packet; given(spec.TokenBucketSize) && spec.TokenBucketSize > 0 {
		f.Depth = uint64(spec.TokenBucketSize)
	}
	if given(spec.MinimumPolicedSize) {
		f.Least = uint64(spec.MinimumPolicedSize)
	}
	if f.Rate == 0 {
		f.Rate = f.Peak
	}
	if objects.Rate != 0 {
		f.Rate = objects.Rate
		if f.Peak < f.Rate {
			f.Peak = 0
		}
	}
	f.Discard = objects.Discard
	if alone {
		f = Flow{Service: kind}
	} else if objects.Borrow {
		f.Rate, f.Peak = 0, 0
	}
	return f, 0
}

// Receiving checks what is asked of a sender elsewhere, which this host can't make it
// do.
//
// Errors: as [Sending].
//
// Source: P-450, P-464; FLOWSPEC in Microsoft's documentation of qos.h.
func Receiving(spec *ws2def.FLOWSPEC) ws2def.Errno {
	kind, _, ok := service(spec.ServiceType)
	switch {
	case !ok, kind == ws2def.SERVICETYPE_GENERAL_INFORMATION:
		return ws2def.WSA_QOS_ESERVICETYPE
	case kind == ws2def.SERVICETYPE_GUARANTEED && (spec.TokenRate == 0 || !given(spec.TokenRate)),
		kind != ws2def.SERVICETYPE_NOTRAFFIC && kind != ws2def.SERVICETYPE_NOCHANGE &&
			given(spec.PeakBandwidth) && given(spec.TokenRate) && spec.PeakBandwidth < spec.TokenRate:
		return ws2def.WSA_QOS_EFLOWSPEC
	}
	return 0
}

// Default is the flow specification of a direction about which nothing was asked.
var Default = ws2def.FLOWSPEC{
	TokenRate: ws2def.QOS_NOT_SPECIFIED, TokenBucketSize: ws2def.QOS_NOT_SPECIFIED,
	PeakBandwidth: ws2def.QOS_NOT_SPECIFIED, Latency: ws2def.QOS_NOT_SPECIFIED,
	DelayVariation: ws2def.QOS_NOT_SPECIFIED, ServiceType: ws2def.SERVICETYPE_BESTEFFORT,
	MaxSduSize: ws2def.QOS_NOT_SPECIFIED, MinimumPolicedSize: ws2def.QOS_NOT_SPECIFIED,
}
