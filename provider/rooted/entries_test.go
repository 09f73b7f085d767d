package rooted_test

import (
	"testing"

	"winsock/internal/clause"
	"winsock/provider/rooted"
	"winsock/ws2def"
)

// Each family has two entries, one for each data plane, which differ in nothing else that a
// program chooses by.
func TestP053_EntryForEachPlane(t *testing.T) {
	clause.Covers(t, "P-053")
	planes := make(map[int32][]ws2def.WSAProtocolInfo)
	for _, e := range rooted.Entries() {
		planes[e.AddressFamily] = append(planes[e.AddressFamily], e)
	}
	if len(planes) != 2 {
		t.Errorf("%d families", len(planes))
	}
	for family, two := range planes {
		if len(two) != 2 {
			t.Fatalf("family %d has %d entries", family, len(two))
		}
		differ := two[0].ServiceFlags1 ^ two[1].ServiceFlags1
		if differ != ws2def.XP1_MULTIPOINT_DATA_PLANE || two[0].Protocol == two[1].Protocol || two[0].SocketType != two[1].SocketType {
			t.Errorf("family %d: %+v and %+v", family, two[0], two[1])
		}
	}
}
