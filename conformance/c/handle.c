/* handle.c: a SOCKET is a HANDLE. S-111, S-112, S-395. */
#include "check.h"

int main(void)
{
	SOCKET a, b, twin = 0;
	HANDLE copy = NULL, event;
	char buf[4];
	start();
	pair(&a, &b);
	event = CreateEventW(NULL, TRUE, TRUE, NULL);
	check("S-111", (HANDLE)a != event && (HANDLE)b != event, "a handle and a socket differ");
	expect_error("S-111", "send on an event", send((SOCKET)event, "x", 1, 0), SOCKET_ERROR,
		WSAENOTSOCK);
	expect_error("S-111", "closesocket of an event", closesocket((SOCKET)event), SOCKET_ERROR,
		WSAENOTSOCK);
	expect("S-111", "the event is still there", WaitForSingleObject(event, 0), WAIT_OBJECT_0);

	check("S-112",
		DuplicateHandle(GetCurrentProcess(), (HANDLE)a, GetCurrentProcess(), &copy, 0, FALSE,
			DUPLICATE_SAME_ACCESS),
		"DuplicateHandle of a socket");
	twin = (SOCKET)copy;
	if (send(twin, "one", 3, 0) != 3) {
		check("S-112", 0, "send through the duplicate");
		return verdict();
	}
	expect("S-112", "what the duplicate sends arrives", recv(b, buf, 3, MSG_WAITALL), 3);
	expect("S-112", "closing one of the two", closesocket(a), 0);
	expect("S-112", "leaves the other", send(twin, "two", 3, 0), 3);
	expect("S-112", "which works", recv(b, buf, 3, MSG_WAITALL), 3);
	closesocket(twin);
	expect("S-112", "the last one ends the connection", recv(b, buf, 3, 0), 0);

	check("S-395", CloseHandle((HANDLE)b), "CloseHandle of a socket");
	expect_error("S-395", "which is gone then", send(b, "x", 1, 0), SOCKET_ERROR, WSAENOTSOCK);
	CloseHandle(event);
	WSACleanup();
	return verdict();
}
