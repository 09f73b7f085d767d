package core_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// A duplicated socket stays in its group, which lasts until the last process has
// closed it; on the way from process to process as well.
func TestDuplicateKeepsItsGroup(t *testing.T) {
	clause.Covers(t, "P-397", "P-400")
	for _, started := range []bool{true, false} {
		t.Run(fmt.Sprintf("started %v", started), func(t *testing.T) {
			start(t)
			o := another(t, "", nil)
			expects(t, o, "startup - = ok", "cleanup - = ok")
			if !started {
				expects(t, o, "cleanup - = ok")
			}
			h := tcpMember(t, ws2def.SG_UNCONSTRAINED_GROUP)
			g := groupID(t, h)
			info := duplicate(t, h, o.cmd.Process.Pid)
			core.Close(h, spi.Park)
			if !exists(g) {
				t.Fatal("the group has ended on the way")
			}
			if !started {
				expects(t, o, "startup - = ok")
			}
			expects(t, o, "open s "+encodeInfo(&info)+" = ok", fmt.Sprintf("get s 0xffff %d = %d", ws2def.SO_GROUP_ID, int32(g)))
			if !exists(g) {
				t.Fatal("the group has ended with the source's socket")
			}
			expects(t, o, "close s = ok")
			// What the giver kept for the other process ends when it hears that it has come.
			for end := time.Now().Add(5 * time.Second); exists(g); time.Sleep(time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal("the group has not ended")
				}
			}
		})
	}
}

func TestDuplicateWithQualityOfService(t *testing.T) {
	clause.Covers(t, "P-398")
	start(t)
	h := rsvp(t, ws2def.AF_INET, ws2def.SOCK_DGRAM)
	if e := core.Bind(h, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	if e := setQuality(h, ws2def.SIO_SET_QOS, atRate(1<<20)); e != 0 {
		t.Fatal(e)
	}
	var info ws2def.WSAProtocolInfo
	if e := core.Duplicate(h, uint32(os.Getpid()), &info); e != ws2def.WSAEINVAL {
		t.Error(e)
	}
}
