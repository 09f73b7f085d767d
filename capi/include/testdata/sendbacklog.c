/* sendbacklog.c: idealsendbacklogquery and idealsendbacklognotify are calls of WSAIoctl. */
#include <winsock2.h>
#include <ws2tcpip.h>
#include "testdata/expect.h"

static SOCKET asked;
static DWORD code;
static LPWSAOVERLAPPED overlapped;
static LPWSAOVERLAPPED_COMPLETION_ROUTINE routine;
static int result;

#undef WSAIoctl
int WSAAPI WSAIoctl(SOCKET s, DWORD dwIoControlCode, LPVOID lpvInBuffer, DWORD cbInBuffer,
	LPVOID lpvOutBuffer, DWORD cbOutBuffer, LPDWORD lpcbBytesReturned,
	LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
	asked = s;
	code = dwIoControlCode;
	overlapped = lpOverlapped;
	routine = lpCompletionRoutine;
	EXPECT(lpvInBuffer == NULL && cbInBuffer == 0 && lpcbBytesReturned != NULL);
	EXPECT((lpvOutBuffer == NULL) == (cbOutBuffer == 0));
	if (cbOutBuffer == 4)
		*(ULONG *)lpvOutBuffer = 0x10000;
	*lpcbBytesReturned = cbOutBuffer;
	return result;
}

static void CALLBACK done(DWORD error, DWORD bytes, LPWSAOVERLAPPED o, DWORD flags)
{
	(void)error;
	(void)bytes;
	(void)o;
	(void)flags;
}

int main(void)
{
	WSAOVERLAPPED o;
	ULONG n = 0;

	EXPECT(idealsendbacklogquery(4, &n) == 0 && n == 0x10000);
	EXPECT(asked == 4 && code == SIO_IDEAL_SEND_BACKLOG_QUERY && overlapped == NULL);
	result = SOCKET_ERROR;
	EXPECT(idealsendbacklognotify(8, &o, done) == SOCKET_ERROR);
	EXPECT(asked == 8 && code == SIO_IDEAL_SEND_BACKLOG_CHANGE);
	EXPECT(overlapped == &o && routine == done);
	return 0;
}
