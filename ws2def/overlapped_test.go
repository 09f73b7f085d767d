package ws2def

import (
	"testing"
	"unsafe"

	"winsock/internal/clause"
)

func TestO001_OverlappedLayouts(t *testing.T) {
	clause.Covers(t, "O-001", "O-003", "O-006", "O-007", "O-008", "O-009", "O-427", "O-438", "O-439", "O-455", "O-472")
	var (
		o    Overlapped
		b    WSABuf
		e    OverlappedEntry
		n    WSANETWORKEVENTS
		p    WSAPOLLFD
		f    TransmitFileBuffers
		te   TransmitPacketsElement
		m    WSAMsg
		c    WSACMSGHDR
		rb   RIOBuf
		rr   RIOResult
		note RIONotificationCompletion
		s    SockNotifyRegistration
	)
	for _, tt := range []struct {
		name      string
		got, want []uintptr
	}{
		{
			"OVERLAPPED",
			[]uintptr{unsafe.Sizeof(o), unsafe.Alignof(o), unsafe.Offsetof(o.Internal), unsafe.Offsetof(o.InternalHigh), unsafe.Offsetof(o.Offset), unsafe.Offsetof(o.OffsetHigh), unsafe.Offsetof(o.HEvent)},
			[]uintptr{32, 8, 0, 8, 16, 20, 24},
		},
		{"WSABUF", []uintptr{unsafe.Sizeof(b), unsafe.Offsetof(b.Len), unsafe.Offsetof(b.Buf)}, []uintptr{16, 0, 8}},
		{
			"OVERLAPPED_ENTRY",
			[]uintptr{unsafe.Sizeof(e), unsafe.Offsetof(e.CompletionKey), unsafe.Offsetof(e.Overlapped), unsafe.Offsetof(e.Internal), unsafe.Offsetof(e.NumberOfBytesTransferred)},
			[]uintptr{32, 0, 8, 16, 24},
		},
		{"WSANETWORKEVENTS", []uintptr{unsafe.Sizeof(n), unsafe.Offsetof(n.NetworkEvents), unsafe.Offsetof(n.ErrorCode), uintptr(len(n.ErrorCode))}, []uintptr{44, 0, 4, 10}},
		{"WSAPOLLFD", []uintptr{unsafe.Sizeof(p), unsafe.Offsetof(p.Fd), unsafe.Offsetof(p.Events), unsafe.Offsetof(p.REvents)}, []uintptr{16, 0, 8, 10}},
		{
			"TRANSMIT_FILE_BUFFERS",
			[]uintptr{unsafe.Sizeof(f), unsafe.Offsetof(f.Head), unsafe.Offsetof(f.HeadLength), unsafe.Offsetof(f.Tail), unsafe.Offsetof(f.TailLength)},
			[]uintptr{32, 0, 8, 16, 24},
		},
		{
			"TRANSMIT_PACKETS_ELEMENT",
			[]uintptr{unsafe.Sizeof(te), unsafe.Offsetof(te.ElFlags), unsafe.Offsetof(te.Length), unsafe.Offsetof(te.FileOffset), unsafe.Offsetof(te.File)},
			[]uintptr{24, 0, 4, 8, 16},
		},
		{
			"WSAMSG",
			[]uintptr{unsafe.Sizeof(m), unsafe.Offsetof(m.Name), unsafe.Offsetof(m.Namelen), unsafe.Offsetof(m.Buffers), unsafe.Offsetof(m.BufferCount), unsafe.Offsetof(m.Control), unsafe.Offsetof(m.Flags)},
			[]uintptr{56, 0, 8, 16, 24, 32, 48},
		},
		{"WSACMSGHDR", []uintptr{unsafe.Sizeof(c), unsafe.Alignof(c)}, []uintptr{16, 8}},
		{"RIO_BUF", []uintptr{unsafe.Sizeof(rb), unsafe.Offsetof(rb.Offset), unsafe.Offsetof(rb.Length)}, []uintptr{16, 8, 12}},
		{
			"RIORESULT",
			[]uintptr{unsafe.Sizeof(rr), unsafe.Offsetof(rr.BytesTransferred), unsafe.Offsetof(rr.SocketContext), unsafe.Offsetof(rr.RequestContext)},
			[]uintptr{24, 4, 8, 16},
		},
		{
			"RIO_NOTIFICATION_COMPLETION",
			[]uintptr{unsafe.Sizeof(note), unsafe.Offsetof(note.Handle), unsafe.Offsetof(note.CompletionKey), unsafe.Offsetof(note.Overlapped)},
			[]uintptr{32, 8, 16, 24},
		},
		{
			"SOCK_NOTIFY_REGISTRATION",
			[]uintptr{unsafe.Sizeof(s), unsafe.Offsetof(s.CompletionKey), unsafe.Offsetof(s.EventFilter), unsafe.Offsetof(s.Operation), unsafe.Offsetof(s.TriggerFlags), unsafe.Offsetof(s.RegistrationResult)},
			[]uintptr{24, 8, 16, 18, 19, 20},
		},
	} {
		for i := range tt.want {
			if tt.got[i] != tt.want[i] {
				t.Errorf("%s: %d, want %d", tt.name, tt.got, tt.want)
				break
			}
		}
	}
}

func TestO011_OverlappedConstants(t *testing.T) {
	clause.Covers(t, "O-011", "O-012", "O-013", "O-014", "O-015")
	compare(t, []constant{
		{"WSA_IO_PENDING", int64(WSA_IO_PENDING), 997},
		{"ERROR_IO_PENDING", int64(ERROR_IO_PENDING), 997},
		{"WSA_IO_INCOMPLETE", int64(WSA_IO_INCOMPLETE), 996},
		{"WSA_OPERATION_ABORTED", int64(WSA_OPERATION_ABORTED), 995},
		{"WSA_INVALID_HANDLE", int64(WSA_INVALID_HANDLE), 6},
		{"WSA_NOT_ENOUGH_MEMORY", int64(WSA_NOT_ENOUGH_MEMORY), 8},
		{"WSA_INVALID_PARAMETER", int64(WSA_INVALID_PARAMETER), 87},
		{"WSA_MAXIMUM_WAIT_EVENTS", WSA_MAXIMUM_WAIT_EVENTS, 64},
		{"WSA_INFINITE", WSA_INFINITE, 0xFFFFFFFF},
		{"INFINITE", INFINITE, 0xFFFFFFFF},
		{"WSA_WAIT_EVENT_0", WSA_WAIT_EVENT_0, 0},
		{"WSA_WAIT_IO_COMPLETION", WSA_WAIT_IO_COMPLETION, 0xC0},
		{"WSA_WAIT_TIMEOUT", WSA_WAIT_TIMEOUT, 0x102},
		{"WSA_WAIT_FAILED", WSA_WAIT_FAILED, 0xFFFFFFFF},
		{"WAIT_OBJECT_0", WAIT_OBJECT_0, 0},
		{"WAIT_ABANDONED", WAIT_ABANDONED, 0x80},
		{"WAIT_IO_COMPLETION", WAIT_IO_COMPLETION, 0xC0},
		{"WAIT_FAILED", WAIT_FAILED, 0xFFFFFFFF},
		{"ERROR_NOT_FOUND", int64(ERROR_NOT_FOUND), 1168},
		{"ERROR_ABANDONED_WAIT_0", int64(ERROR_ABANDONED_WAIT_0), 735},
		{"WAIT_TIMEOUT", int64(WAIT_TIMEOUT), 258},
	})
}

func TestO430_ExtensionConstants(t *testing.T) {
	clause.Covers(t, "O-430", "O-456", "O-457")
	compare(t, []constant{
		{"TF_DISCONNECT", TF_DISCONNECT, 1},
		{"TF_REUSE_SOCKET", TF_REUSE_SOCKET, 2},
		{"TF_WRITE_BEHIND", TF_WRITE_BEHIND, 4},
		{"TF_USE_DEFAULT_WORKER", TF_USE_DEFAULT_WORKER, 0},
		{"TF_USE_SYSTEM_THREAD", TF_USE_SYSTEM_THREAD, 0x10},
		{"TF_USE_KERNEL_APC", TF_USE_KERNEL_APC, 0x20},
		{"TP_ELEMENT_MEMORY", TP_ELEMENT_MEMORY, 1},
		{"TP_ELEMENT_FILE", TP_ELEMENT_FILE, 2},
		{"TP_ELEMENT_EOP", TP_ELEMENT_EOP, 4},
		{"TP_DISCONNECT", TP_DISCONNECT, 1},
		{"TP_REUSE_SOCKET", TP_REUSE_SOCKET, 2},
		{"DE_REUSE_SOCKET", DE_REUSE_SOCKET, 2},
		{"FILE_SKIP_COMPLETION_PORT_ON_SUCCESS", FILE_SKIP_COMPLETION_PORT_ON_SUCCESS, 1},
		{"FILE_SKIP_SET_EVENT_ON_HANDLE", FILE_SKIP_SET_EVENT_ON_HANDLE, 2},
		{"FILE_SKIP_SET_USER_EVENT_ON_FAST_IO", FILE_SKIP_SET_USER_EVENT_ON_FAST_IO, 4},
		{"RIO_INVALID_BUFFERID", int64(RIO_INVALID_BUFFERID), 0xFFFFFFFF},
		{"RIO_INVALID_CQ", int64(RIO_INVALID_CQ), 0},
		{"RIO_INVALID_RQ", int64(RIO_INVALID_RQ), 0},
		{"RIO_MAX_CQ_SIZE", RIO_MAX_CQ_SIZE, 0x8000000},
		{"RIO_CORRUPT_CQ", RIO_CORRUPT_CQ, 0xFFFFFFFF},
		{"RIO_MSG_DONT_NOTIFY", RIO_MSG_DONT_NOTIFY, 1},
		{"RIO_MSG_DEFER", RIO_MSG_DEFER, 2},
		{"RIO_MSG_WAITALL", RIO_MSG_WAITALL, 4},
		{"RIO_MSG_COMMIT_ONLY", RIO_MSG_COMMIT_ONLY, 8},
		{"RIO_EVENT_COMPLETION", RIO_EVENT_COMPLETION, 1},
		{"RIO_IOCP_COMPLETION", RIO_IOCP_COMPLETION, 2},
		{"SOCK_NOTIFY_REGISTER_EVENT_NONE", SOCK_NOTIFY_REGISTER_EVENT_NONE, 0},
		{
			"SOCK_NOTIFY_REGISTER_EVENTS_ALL", SOCK_NOTIFY_REGISTER_EVENTS_ALL,
			SOCK_NOTIFY_REGISTER_EVENT_IN | SOCK_NOTIFY_REGISTER_EVENT_OUT | SOCK_NOTIFY_REGISTER_EVENT_HANGUP,
		},
		{"SOCK_NOTIFY_EVENT_IN", SOCK_NOTIFY_EVENT_IN, 1},
		{"SOCK_NOTIFY_EVENT_OUT", SOCK_NOTIFY_EVENT_OUT, 2},
		{"SOCK_NOTIFY_EVENT_HANGUP", SOCK_NOTIFY_EVENT_HANGUP, 4},
		{"SOCK_NOTIFY_EVENT_ERR", SOCK_NOTIFY_EVENT_ERR, 0x40},
		{"SOCK_NOTIFY_EVENT_REMOVE", SOCK_NOTIFY_EVENT_REMOVE, 0x80},
		{
			"SOCK_NOTIFY_EVENTS_ALL", SOCK_NOTIFY_EVENTS_ALL,
			SOCK_NOTIFY_REGISTER_EVENTS_ALL | SOCK_NOTIFY_EVENT_ERR | SOCK_NOTIFY_EVENT_REMOVE,
		},
		{"SOCK_NOTIFY_OP_NONE", SOCK_NOTIFY_OP_NONE, 0},
		{"SOCK_NOTIFY_OP_ENABLE", SOCK_NOTIFY_OP_ENABLE, 1},
		{"SOCK_NOTIFY_OP_DISABLE", SOCK_NOTIFY_OP_DISABLE, 2},
		{"SOCK_NOTIFY_OP_REMOVE", SOCK_NOTIFY_OP_REMOVE, 4},
		{"SOCK_NOTIFY_TRIGGER_ONESHOT", SOCK_NOTIFY_TRIGGER_ONESHOT, 1},
		{"SOCK_NOTIFY_TRIGGER_PERSISTENT", SOCK_NOTIFY_TRIGGER_PERSISTENT, 2},
		{"SOCK_NOTIFY_TRIGGER_LEVEL", SOCK_NOTIFY_TRIGGER_LEVEL, 4},
		{"SOCK_NOTIFY_TRIGGER_EDGE", SOCK_NOTIFY_TRIGGER_EDGE, 8},
		{"SOCK_NOTIFY_TRIGGER_ALL", SOCK_NOTIFY_TRIGGER_ALL, 15},
	})
}
