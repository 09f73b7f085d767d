package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"testing"
	"unsafe"

	"winsock"
)

// TestGroupsTellsTheRate: what winsock groups shows of a group with a rate, of whose
// members this process has three.
func TestGroupsTellsTheRate(t *testing.T) {
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	t.Setenv("WINSOCK_CATALOG", t.TempDir()+"/catalog.json")
	if err := winsock.WSAStartup(0x0202, new(winsock.WSAData)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { winsock.WSACleanup() })
	group := uint32(winsock.SG_UNCONSTRAINED_GROUP)
	for _, priority := range []int{3, 0, 3} {
		s, err := winsock.WSASocket(0, 0, 0, entryWithQuality(t), group, winsock.WSA_FLAG_OVERLAPPED)
		if err != nil {
			t.Fatal(err)
		}
		if err := winsock.SetsockoptInt(s, winsock.SOL_SOCKET, winsock.SO_GROUP_PRIORITY, priority); err != nil {
			t.Fatal(err)
		}
		if group != winsock.SG_UNCONSTRAINED_GROUP {
			continue
		}
		id, err := winsock.GetsockoptInt(s, winsock.SOL_SOCKET, winsock.SO_GROUP_ID)
		if err != nil {
			t.Fatal(err)
		}
		group = uint32(id)
		var q winsock.QOS
		q.SendingFlowspec.ServiceType = winsock.SERVICETYPE_CONTROLLEDLOAD
		q.SendingFlowspec.TokenRate = 900_000
		q.SendingFlowspec.PeakBandwidth = winsock.QOS_NOT_SPECIFIED
		var n uint32
		if err := winsock.WSAIoctl(s, winsock.SIO_SET_GROUP_QOS, (*byte)(unsafe.Pointer(&q)), uint32(unsafe.Sizeof(q)), nil, 0, &n, nil, 0); err != nil {
			t.Fatal(err)
		}
	}
	var table bytes.Buffer
	if err := (&groupsCmd{}).Run(newScreen(nil, &table, nil)); err != nil {
		t.Fatal(err)
	}
	line := fmt.Sprintf(`\n *%d  unconstrained +900000 +%d  \S+ +3  0 3×2\n$`, group, os.Getpid())
	if !regexp.MustCompile(line).Match(table.Bytes()) {
		t.Errorf("no line %q in\n%s", line, &table)
	}
	table.Reset()
	if err := (&groupsCmd{JSON: true}).Run(newScreen(nil, &table, nil)); err != nil {
		t.Fatal(err)
	}
	var all []struct {
		ID, Rate uint64
		Members  []struct{ PID int }
	}
	if err := json.Unmarshal(table.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 || all[0].ID != uint64(group) || all[0].Rate != 900_000 || len(all[0].Members) != 3 {
		t.Errorf("%+v", all)
	}
}

// entryWithQuality is the entry for TCP/IPv4 that has quality of service.
func entryWithQuality(t *testing.T) *winsock.WSAProtocolInfo {
	t.Helper()
	infos := make([]winsock.WSAProtocolInfo, 100)
	length := uint32(len(infos)) * uint32(unsafe.Sizeof(infos[0]))
	n, err := winsock.WSAEnumProtocols(nil, &infos[0], &length)
	if err != nil {
		t.Fatal(err)
	}
	for i := range infos[:n] {
		if p := &infos[i]; p.ServiceFlags1&winsock.XP1_QOS_SUPPORTED != 0 && p.AddressFamily == winsock.AF_INET && p.SocketType == winsock.SOCK_STREAM {
			return p
		}
	}
	t.Fatal("no entry with quality of service")
	return nil
}
