/*
 * asyncnames.c: questions about names whose answers a window is told.
 *
 * Source: sdk-api, WSAAsyncGetHostByName and its kin.
 */
#include <winsock2.h>

#include "result.h"
#include "winsockgo.h"

enum {
	HOST_BY_NAME,
	HOST_BY_ADDR,
	SERVICE_BY_NAME,
	SERVICE_BY_PORT,
	PROTOCOL_BY_NAME,
	PROTOCOL_BY_NUMBER,
};

/* A question, as the Go side has it (asyncQuestion). */
struct ws_async_question {
	HWND window;
	unsigned message;
	int kind;
	const void *name;
	int name_len;
	int number;
	const void *protocol;
	char *buf;
	int buf_len;
	int bad;
};

/* ask begins to look for an answer, and returns the handle of the question or NULL. */
static HANDLE ask(struct ws_async_question question)
{
	uintptr_t handle = 0;
	int error;

	WS_ALIVE(NULL);
	if (question.name_len == 0 && question.name != NULL && !ws_text(question.name))
		question.bad = 1;
	if (question.name_len > 0 && !ws_readable(question.name, (size_t)question.name_len))
		question.bad = 1;
	if (question.protocol != NULL && !ws_text(question.protocol))
		question.bad = 1;
	error = ws_go_async_ask(&question, &handle);
	if (error != 0)
		ws_fail(error);
	return (HANDLE)handle;
}

HANDLE WSAAPI WSAAsyncGetHostByName(HWND window, u_int message, const char *name, char *buf,
	int buf_len)
{
	return ask((struct ws_async_question){window, message, HOST_BY_NAME, .name = name, .buf = buf,
		.buf_len = buf_len});
}

HANDLE WSAAPI WSAAsyncGetHostByAddr(HWND window, u_int message, const char *addr, int len, int type,
	char *buf, int buf_len)
{
	return ask((struct ws_async_question){window, message, HOST_BY_ADDR,
		.name = len > 0 ? addr : NULL, .name_len = len > 0 ? len : 0, .number = type, .buf = buf,
		.buf_len = buf_len});
}

HANDLE WSAAPI WSAAsyncGetServByName(HWND window, u_int message, const char *name,
	const char *protocol, char *buf, int buf_len)
{
	return ask((struct ws_async_question){window, message, SERVICE_BY_NAME, .name = name,
		.protocol = protocol, .buf = buf, .buf_len = buf_len, .bad = name == NULL});
}

HANDLE WSAAPI WSAAsyncGetServByPort(HWND window, u_int message, int port, const char *protocol,
	char *buf, int buf_len)
{
	return ask((struct ws_async_question){window, message, SERVICE_BY_PORT, .number = port,
		.protocol = protocol, .buf = buf, .buf_len = buf_len});
}

HANDLE WSAAPI WSAAsyncGetProtoByName(HWND window, u_int message, const char *name, char *buf,
	int buf_len)
{
	return ask((struct ws_async_question){window, message, PROTOCOL_BY_NAME, .name = name,
		.buf = buf, .buf_len = buf_len, .bad = name == NULL});
}

HANDLE WSAAPI WSAAsyncGetProtoByNumber(HWND window, u_int message, int number, char *buf,
	int buf_len)
{
	return ask((struct ws_async_question){window, message, PROTOCOL_BY_NUMBER, .number = number,
		.buf = buf, .buf_len = buf_len});
}

int WSAAPI WSACancelAsyncRequest(HANDLE request)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_async_cancel((uintptr_t)request));
}
