/* printf_user.c: the formatted output of user32 (sdk-api, wsprintf). */
#include <winsock/config.h>
#include <winsock/wsprintf.h>

#include "format.h"

/* How much the buffer may hold, its terminator included. */
enum { LIMIT = 1024 };

int WINAPI wvsprintfA(LPSTR buffer, LPCSTR format, va_list args)
{
	struct ws_out out;
	int n;

	ws_out_memory(&out, buffer, LIMIT - 1);
	n = ws_format(&out, WS_FORMAT_USER, format, args);
	n = n < 0 ? 0 : n < LIMIT ? n : LIMIT - 1;
	buffer[n] = '\0';
	return n;
}

int WINAPI wvsprintfW(LPWSTR buffer, LPCWSTR format, va_list args)
{
	struct ws_out out;
	int n;

	ws_out_memory(&out, buffer, 2 * (LIMIT - 1));
	n = ws_format_wide(&out, WS_FORMAT_USER, format, args);
	n = n < 0 ? 0 : n < LIMIT ? n : LIMIT - 1;
	buffer[n] = L'\0';
	return n;
}

int WINAPIV wsprintfA(LPSTR buffer, LPCSTR format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = wvsprintfA(buffer, format, args);
	va_end(args);
	return n;
}

int WINAPIV wsprintfW(LPWSTR buffer, LPCWSTR format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = wvsprintfW(buffer, format, args);
	va_end(args);
	return n;
}
