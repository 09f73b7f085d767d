/*
 * time_server.c: tells the time, over UDP, in the style of programs that are built
 * for both character sets: with -DUNICODE -D_UNICODE all its text is wide, without
 * them narrow. As one finds such sources: header names in any letter case.
 *
 *	time_server [PORT [ANSWERS]]
 *
 * The datagram "time" is answered with the local time, all others with "what?".
 */
#include <WinSock2.h>
#include <WS2tcpip.h>
#include <Windows.h>
#include <TCHAR.H>
#include <StrSafe.h>
#include <stdlib.h>
#include <stdio.h>

#pragma comment(lib, "WS2_32.LIB")
#pragma warning(disable : 4996)

#define DEFAULT_PORT TEXT("7011")

/* ErrorExit shows what failed and ends the program. */
static VOID ErrorExit(LPCTSTR lpszFunction)
{
	LPVOID lpMsgBuf = NULL;
	DWORD dw = WSAGetLastError();

	FormatMessage(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM |
			FORMAT_MESSAGE_IGNORE_INSERTS, NULL, dw, MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT),
		(LPTSTR)&lpMsgBuf, 0, NULL);
	_ftprintf(stderr, TEXT("%s failed with error %d: %s"), lpszFunction, dw,
		lpMsgBuf != NULL ? (LPTSTR)lpMsgBuf : TEXT("\n"));
	LocalFree(lpMsgBuf);
	WSACleanup();
	ExitProcess(dw);
}

/* Answer writes the answer to a question, in the bytes that go over the wire. */
static int Answer(__in LPCSTR pszQuestion, __out_ecount(cch) LPSTR pszAnswer, __in size_t cch)
{
	TCHAR szTime[64];
	SYSTEMTIME st;
	size_t length;

	if (_stricmp(pszQuestion, "time") != 0) {
		StringCchCopyA(pszAnswer, cch, "what?");
	} else {
		GetLocalTime(&st);
		StringCchPrintf(szTime, _countof(szTime), TEXT("%04hu-%02hu-%02hu %02hu:%02hu:%02hu"),
			st.wYear, st.wMonth, st.wDay, st.wHour, st.wMinute, st.wSecond);
#ifdef UNICODE
		WideCharToMultiByte(CP_ACP, 0, szTime, -1, pszAnswer, (int)cch, NULL, NULL);
#else
		StringCchCopyA(pszAnswer, cch, szTime);
#endif
	}
	StringCchLengthA(pszAnswer, cch, &length);
	return (int)length;
}

int __cdecl _tmain(int argc, TCHAR *argv[])
{
	WSADATA wsaData;
	SOCKADDR_IN sinLocal, sinFrom;
	INT cbFrom;
	SOCKET s;
	WORD wPort = (WORD)_tstoi(argc > 1 ? argv[1] : DEFAULT_PORT);
	int nAnswers = argc > 2 ? _ttoi(argv[2]) : -1;

	if (WSAStartup(MAKEWORD(2, 2), &wsaData) != NO_ERROR)
		ErrorExit(_T("WSAStartup"));
	s = WSASocket(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0);
	if (s == INVALID_SOCKET)
		ErrorExit(_T("WSASocket"));

	ZeroMemory(&sinLocal, sizeof(sinLocal));
	sinLocal.sin_family = AF_INET;
	sinLocal.sin_addr.S_un.S_addr = INADDR_ANY;
	sinLocal.sin_port = htons(wPort);
	if (bind(s, (PSOCKADDR)&sinLocal, sizeof(sinLocal)) == SOCKET_ERROR)
		ErrorExit(_T("bind"));
	cbFrom = sizeof(sinLocal);
	if (getsockname(s, (PSOCKADDR)&sinLocal, &cbFrom) == SOCKET_ERROR)
		ErrorExit(_T("getsockname"));
	_tprintf(TEXT("Listening on port %u\n"), ntohs(sinLocal.sin_port));
	fflush(stdout);

	while (nAnswers != 0) {
		CHAR szQuestion[128], szAnswer[128];
		TCHAR szFrom[64];
		DWORD cchFrom = _countof(szFrom);
		int cb;

		cbFrom = sizeof(sinFrom);
		cb = recvfrom(s, szQuestion, sizeof(szQuestion) - 1, 0, (PSOCKADDR)&sinFrom, &cbFrom);
		if (cb == SOCKET_ERROR) {
			/* A client that has gone, or one that says too much, is not the end. */
			if (WSAGetLastError() == WSAECONNRESET || WSAGetLastError() == WSAEMSGSIZE)
				continue;
			ErrorExit(_T("recvfrom"));
		}
		szQuestion[cb] = '\0';
		sinLocal = sinFrom;
		sinLocal.sin_port = 0; /* WSAAddressToString leaves it out then */
		if (WSAAddressToString((PSOCKADDR)&sinLocal, cbFrom, NULL, szFrom, &cchFrom) != 0)
			ErrorExit(_T("WSAAddressToString"));
		/* %hs is narrow in both character sets. */
		_tprintf(_T("%s asks: %hs\n"), szFrom, szQuestion);
		fflush(stdout);
		cb = Answer(szQuestion, szAnswer, _countof(szAnswer));
		if (sendto(s, szAnswer, cb, 0, (PSOCKADDR)&sinFrom, cbFrom) == SOCKET_ERROR)
			ErrorExit(_T("sendto"));
		nAnswers--;
	}
	closesocket(s);
	WSACleanup();
	return 0;
}
