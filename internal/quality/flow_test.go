package quality_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/quality"
	"winsock/ws2def"
)

// spec is a flow specification with a type of service, a rate and a peak.
func spec(service, rate, peak uint32) *ws2def.FLOWSPEC {
	s := quality.Default
	s.ServiceType, s.TokenRate, s.PeakBandwidth = service, rate, peak
	return &s
}

const none = ws2def.QOS_NOT_SPECIFIED

func TestP450_SendingFlows(t *testing.T) {
	clause.Covers(t, "P-447", "P-448", "P-449", "P-450", "P-460", "P-461")
	const bad, unknown = ws2def.WSA_QOS_EFLOWSPEC, ws2def.WSA_QOS_ESERVICETYPE
	shaped := quality.Objects{Shape: true}
	for name, tc := range map[string]struct {
		spec    *ws2def.FLOWSPEC
		objects quality.Objects
		want    quality.Flow
		e       ws2def.Errno
	}{
		"best effort":                {spec(1, none, none), quality.Objects{}, quality.Flow{Service: 1, Depth: 1500}, 0},
		"best effort with a rate":    {spec(1, 1000, none), quality.Objects{}, quality.Flow{Service: 1, Rate: 1000, Depth: 1500}, 0},
		"controlled load":            {spec(2, 1000, 2000), quality.Objects{}, quality.Flow{Service: 2, Rate: 1000, Peak: 2000, Depth: 1500, Class: 24, Priority: 4}, 0},
		"controlled load, no rate":   {spec(2, none, none), quality.Objects{}, quality.Flow{}, bad},
		"controlled load, rate 0":    {spec(2, 0, none), quality.Objects{}, quality.Flow{}, bad},
		"guaranteed":                 {spec(3, 1000, none), quality.Objects{}, quality.Flow{Service: 3, Rate: 1000, Depth: 1500, Class: 40, Priority: 5}, 0},
		"guaranteed, no rate":        {spec(3, none, none), quality.Objects{}, quality.Flow{}, bad},
		"guaranteed, no limit":       {spec(3, ws2def.POSITIVE_INFINITY_RATE, none), quality.Objects{}, quality.Flow{Service: 3, Depth: 1500, Class: 40, Priority: 5}, 0},
		"a peak below the rate":      {spec(3, 1000, 999), quality.Objects{}, quality.Flow{}, bad},
		"nonconforming":              {spec(9, 10, none), quality.Objects{}, quality.Flow{Service: 9, Rate: 10, Depth: 1500, Class: 8, Priority: 1}, 0},
		"nonconforming, no rate":     {spec(9, none, none), quality.Objects{}, quality.Flow{}, bad},
		"network control":            {spec(10, none, none), quality.Objects{}, quality.Flow{Service: 10, Depth: 1500, Class: 48, Priority: 6}, 0},
		"qualitative":                {spec(13, none, none), quality.Objects{}, quality.Flow{Service: 13, Depth: 1500}, 0},
		"no traffic":                 {spec(0, 0, 0), quality.Objects{}, quality.Flow{Service: 0}, 0},
		"no change":                  {spec(6, 0, 0), quality.Objects{}, quality.Flow{Service: 6}, 0},
		"any type":                   {spec(5, none, none), quality.Objects{}, quality.Flow{Service: 5}, 0},
		"without traffic control":    {spec(2|ws2def.SERVICE_NO_TRAFFIC_CONTROL, 1000, none), quality.Objects{}, quality.Flow{Service: 2}, 0},
		"without signaling":          {spec(3|ws2def.SERVICE_NO_QOS_SIGNALING, 1000, none), quality.Objects{}, quality.Flow{Service: 3, Rate: 1000, Depth: 1500, Class: 40, Priority: 5}, 0},
		"by its other name":          {spec(ws2def.SERVICE_GUARANTEED, 1000, none), quality.Objects{}, quality.Flow{Service: 3, Rate: 1000, Depth: 1500, Class: 40, Priority: 5}, 0},
		"network unavailable":        {spec(4, none, none), quality.Objects{}, quality.Flow{}, unknown},
		"type 7":                     {spec(7, 1000, none), quality.Objects{}, quality.Flow{}, unknown},
		"half a flag":                {spec(2|0x01000000, 1000, none), quality.Objects{}, quality.Flow{}, unknown},
		"shape without a rate":       {spec(1, none, none), shaped, quality.Flow{}, bad},
		"discard":                    {spec(1, 10, none), quality.Objects{Discard: true}, quality.Flow{Service: 1, Rate: 10, Depth: 1500, Discard: true}, 0},
		"borrow":                     {spec(2, 10, none), quality.Objects{Borrow: true}, quality.Flow{Service: 2, Depth: 1500, Class: 24, Priority: 4}, 0},
		"shaping rate":               {spec(2, 10, 20), quality.Objects{Rate: 15}, quality.Flow{Service: 2, Rate: 15, Peak: 20, Depth: 1500, Class: 24, Priority: 4}, 0},
		"shaping rate over the peak": {spec(2, 10, 20), quality.Objects{Rate: 25}, quality.Flow{Service: 2, Rate: 25, Depth: 1500, Class: 24, Priority: 4}, 0},
	} {
		got, e := quality.Sending(tc.spec, &tc.objects)
		if diff := cmp.Diff(tc.want, got); diff != "" || e != tc.e {
			t.Errorf("%s: %v, want %v (-want +got):\n%s", name, e, tc.e, diff)
		}
	}
	deep := spec(1, 1000, none)
	deep.TokenBucketSize, deep.MinimumPolicedSize = 9000, 64
	want := quality.Flow{Service: 1, Rate: 1000, Depth: 9000, Least: 64}
	if got, e := quality.Sending(deep, new(quality.Objects)); got != want || e != 0 {
		t.Errorf("with a depth: %+v, %v", got, e)
	}
}

func TestP450_ReceivingFlows(t *testing.T) {
	clause.Covers(t, "P-449", "P-450", "P-464")
	for name, tc := range map[string]struct {
		spec *ws2def.FLOWSPEC
		e    ws2def.Errno
	}{
		"no traffic":               {spec(0, 0, 0), 0},
		"no change":                {spec(6, 1, 0), 0},
		"best effort":              {spec(1, none, none), 0},
		"controlled load, no rate": {spec(2, none, none), 0},
		"guaranteed":               {spec(3, 1, none), 0},
		"guaranteed, no rate":      {spec(3, none, none), ws2def.WSA_QOS_EFLOWSPEC},
		"a peak below the rate":    {spec(1, 2, 1), ws2def.WSA_QOS_EFLOWSPEC},
		"any type":                 {spec(5, 1, none), ws2def.WSA_QOS_ESERVICETYPE},
		"unknown":                  {spec(8, 1, none), ws2def.WSA_QOS_ESERVICETYPE},
	} {
		if e := quality.Receiving(tc.spec); e != tc.e {
			t.Errorf("%s: %v, want %v", name, e, tc.e)
		}
	}
}

func TestP354_Shares(t *testing.T) {
	clause.Covers(t, "P-354")
	all := quality.Weight(0) + quality.Weight(3)
	if high, low := quality.Share(900, 0, all), quality.Share(900, 3, all); high != 800 || low != 100 {
		t.Errorf("priorities 0 and 3 share 900 as %d and %d", high, low)
	}
	if quality.Weight(5) != quality.Weight(1000) || quality.Weight(4) != 2*quality.Weight(5) {
		t.Error("each step counts half, up to 5")
	}
	if quality.Share(0, 0, all) != 0 || quality.Share(7, 2, quality.Weight(2)) != 7 || quality.Share(1, 5, 1000) != 1 {
		t.Error("no rate, one member, a small part")
	}
}
