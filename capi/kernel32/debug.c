/* debug.c: words to a debugger. */
#include <debugapi.h>
#include <stringapiset.h>
#include <winnls.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "heap.h"
#include "libc.h"

/* IsDebuggerPresent reports whether a process traces this one. */
BOOL WINAPI IsDebuggerPresent(VOID)
{
	char line[128];
	int tracer = 0;
	FILE *f = libc_fopen("/proc/self/status", "re");
	if (f == NULL)
		return FALSE;
	while (libc_fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "TracerPid:", 10) == 0)
			tracer = atoi(line + 10);
	libc_fclose(f);
	return tracer != 0;
}

/* DebugBreak stops in the debugger; without one the process ends. */
VOID WINAPI DebugBreak(VOID)
{
	raise(SIGTRAP);
}

/* OutputDebugString writes to the standard error when WINSOCK_TRACE is set. */
VOID WINAPI OutputDebugStringA(LPCSTR text)
{
	if (text == NULL || libc_getenv("WINSOCK_TRACE") == NULL)
		return;
	for (size_t left = strlen(text); left > 0;) {
		ssize_t n = write(STDERR_FILENO, text, left);
		if (n <= 0)
			return;
		text += n;
		left -= (size_t)n;
	}
}

VOID WINAPI OutputDebugStringW(LPCWSTR text)
{
	if (text == NULL || libc_getenv("WINSOCK_TRACE") == NULL)
		return;
	int n = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
	char *bytes = ws_heap_alloc((size_t)n, 0);
	if (bytes == NULL)
		return;
	WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, n, NULL, NULL);
	OutputDebugStringA(bytes);
	ws_heap_free(bytes);
}
