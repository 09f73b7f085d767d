package ws2def

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"winsock/internal/clause"
)

// contractRow is one row of the contract's table of statuses whose cells are
// single values: name, status, Winsock code, Win32 code.
var contractRow = regexp.MustCompile(`^\| (O-1[0-9][0-9]) \| ([A-Z_]+) \| 0x([0-9A-F]{8}) \| (\d+)[^|]* \| (\d+)[^|]*\|`)

// TestO102_StatusErrors compares both maps with the contract's table.
func TestO102_StatusErrors(t *testing.T) {
	clause.Covers(t,
		"O-102", "O-103", "O-105", "O-106", "O-107", "O-108", "O-109", "O-110", "O-112", "O-113", "O-114",
		"O-115", "O-116", "O-118", "O-120", "O-121", "O-122", "O-123", "O-124", "O-125", "O-127", "O-128",
		"O-129", "O-130", "O-131", "O-132", "O-133", "O-134", "O-135", "O-136", "O-137", "O-138", "O-139",
		"O-140", "O-141", "O-142", "O-143", "O-144", "O-145", "O-146", "O-147", "O-148", "O-149", "O-150",
		"O-151",
	)
	text, err := os.ReadFile("../docs/contract/overlapped.md")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for line := range strings.Lines(string(text)) {
		m := contractRow.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		checked++
		value, _ := strconv.ParseUint(m[3], 16, 32)
		wsa, _ := strconv.Atoi(m[4])
		win32, _ := strconv.Atoi(m[5])
		if s := NTStatus(value); s.WSA() != Errno(wsa) || s.Win32() != Errno(win32) {
			t.Errorf("%s %s: WSA %d, Win32 %d, want %d, %d", m[1], m[2], s.WSA(), s.Win32(), wsa, win32)
		}
	}
	if checked != 45 {
		t.Errorf("found %d rows, want 45", checked)
	}
}

// TestStatusErrors shows the rows of the contract's table with several
// statuses, and what a status without a row gives.
func TestStatusErrors(t *testing.T) {
	clause.Covers(t, "O-104", "O-111", "O-117", "O-119", "O-126", "O-152")
	for _, tt := range []struct {
		status     NTStatus
		wsa, win32 Errno
	}{
		{STATUS_RECEIVE_PARTIAL, 0, 707},
		{STATUS_RECEIVE_EXPEDITED, 0, 708},
		{STATUS_RECEIVE_PARTIAL_EXPEDITED, 0, 709},
		{STATUS_TIMEOUT, 0, 1460},
		{STATUS_NO_SUCH_DEVICE, WSAENETDOWN, 2},
		{STATUS_NO_SUCH_FILE, WSAENETDOWN, 2},
		{STATUS_OBJECT_NAME_NOT_FOUND, WSAENETDOWN, 2},
		{STATUS_OBJECT_PATH_NOT_FOUND, WSAENETDOWN, 3},
		{STATUS_QUOTA_EXCEEDED, WSAENOBUFS, 1816},
		{STATUS_TOO_MANY_PAGING_FILES, WSAENOBUFS, 8},
		{STATUS_INSUFFICIENT_RESOURCES, WSAENOBUFS, 1450},
		{STATUS_WORKING_SET_QUOTA, WSAENOBUFS, 1453},
		{STATUS_COMMITMENT_LIMIT, WSAENOBUFS, 1455},
		{STATUS_REMOTE_RESOURCES, WSAENOBUFS, 51},
		{STATUS_TOO_MANY_ADDRESSES, WSAENOBUFS, 68},
		{STATUS_NETWORK_BUSY, WSAENETDOWN, 54},
		{STATUS_INVALID_NETWORK_RESPONSE, WSAENETDOWN, 58},
		{STATUS_UNEXPECTED_NETWORK_ERROR, WSAENETDOWN, 59},
		{STATUS_DATATYPE_MISALIGNMENT_ERROR, WSAEFAULT, 998},
		{STATUS_NOT_FOUND, WSAEINVAL, ERROR_NOT_FOUND},
		{0xC0001234, WSAEINVAL, ERROR_MR_MID_NOT_FOUND},      // unknown
		{0x80001234, WSAEINVAL, ERROR_MR_MID_NOT_FOUND},      // unknown warning
		{0x40001234, 0, ERROR_MR_MID_NOT_FOUND},              // unknown information
		{0xC0070005, WSAEINVAL, ERROR_ACCESS_DENIED},         // a Win32 error
		{0xD0000022, WSAEINVAL, ERROR_ACCESS_DENIED},         // through an HRESULT
		{0xE0000001, WSAEINVAL, 0xE0000001},                  // a program's own
		{STATUS_ABANDONED_WAIT_0, 0, ERROR_ABANDONED_WAIT_0}, // a closed port
		{STATUS_WAIT_0, 0, 0},                                // another name of success
	} {
		if wsa, win32 := tt.status.WSA(), tt.status.Win32(); wsa != tt.wsa || win32 != tt.win32 {
			t.Errorf("%#x: WSA %d, Win32 %d, want %d, %d", uint32(tt.status), wsa, win32, tt.wsa, tt.win32)
		}
		if success := tt.status < 0x80000000; tt.status.Success() != success {
			t.Errorf("%#x: Success %t", uint32(tt.status), !success)
		}
	}
}
