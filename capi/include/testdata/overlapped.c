/* overlapped.c: what the headers do themselves for overlapped operations. */
#include <winsock2.h>
#include <mswsock.h>
#include "testdata/expect.h"

int main(void)
{
	OVERLAPPED o;
	OVERLAPPED_ENTRY e;
	RIO_NOTIFICATION_COMPLETION n;
	TP_CALLBACK_ENVIRON environment;
	SOCK_NOTIFY_REGISTRATION s = { 8, &o, SOCK_NOTIFY_REGISTER_EVENTS_ALL, SOCK_NOTIFY_OP_ENABLE,
		SOCK_NOTIFY_TRIGGER_ONESHOT | SOCK_NOTIFY_TRIGGER_LEVEL, 0 };
	struct SOCK_NOTIFY_REGISTRATION *tagged = &s;
	LPARAM answer = WSAMAKESELECTREPLY(FD_CLOSE, WSAECONNABORTED);

	/* Only the low half of Internal is a status. */
	o.Internal = 0x103;
	EXPECT(!HasOverlappedIoCompleted(&o));
	o.Internal = (ULONG_PTR)0xFFFFFFFF00000103;
	EXPECT(!HasOverlappedIoCompleted(&o));
	o.Internal = 0;
	EXPECT(HasOverlappedIoCompleted(&o));
	o.Internal = 0xC0000120;
	EXPECT(HasOverlappedIoCompleted(&o));
	o.Offset = 1;
	o.OffsetHigh = 2;
	EXPECT((ULONG_PTR)o.Pointer == 0x200000001);

	e.dwNumberOfBytesTransferred = SOCK_NOTIFY_EVENT_IN | SOCK_NOTIFY_EVENT_REMOVE;
	EXPECT(SocketNotificationRetrieveEvents(&e) == 0x81);
	EXPECT(tagged->triggerFlags == 5 && tagged->completionKey == &o);

	n.Type = RIO_IOCP_COMPLETION;
	n.Iocp.IocpHandle = (HANDLE)16;
	n.Iocp.CompletionKey = (PVOID)1;
	EXPECT(n.Event.EventHandle == (HANDLE)16 && n.Event.NotifyReset == TRUE);
	EXPECT(RIO_INVALID_BUFFERID == (RIO_BUFFERID)0xFFFFFFFF && !RIO_INVALID_CQ && !RIO_INVALID_RQ);

	EXPECT(WSAGETSELECTEVENT(answer) == FD_CLOSE && WSAGETSELECTERROR(answer) == WSAECONNABORTED);
	answer = WSAMAKEASYNCREPLY(1000, WSAENOBUFS);
	EXPECT(WSAGETASYNCBUFLEN(answer) == 1000 && WSAGETASYNCERROR(answer) == WSAENOBUFS);

	InitializeThreadpoolEnvironment(&environment);
	EXPECT(environment.Version == 3 && !environment.Pool && environment.Size == sizeof environment);
	DestroyThreadpoolEnvironment(&environment);
	return 0;
}
