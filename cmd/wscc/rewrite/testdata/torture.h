/* torture.h: the log of a torture program. Each row tells the order of events. */
#include <excpt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winsock/seh.h>

typedef int BOOL;
typedef unsigned int DWORD;
typedef int LONG;
#define WINAPI
#define VOID void

struct _EXCEPTION_POINTERS {
	DWORD code;
	int number;
};

static char events[4096];
static int failed;

/* say adds an event to the log. */
static void say(const char *event)
{
	if (events[0])
		strcat(events, " ");
	strcat(events, event);
}

/* sayn adds an event with a number to the log. */
static void sayn(const char *event, int number)
{
	char s[64];
	snprintf(s, sizeof s, "%s%d", event, number);
	say(s);
}

/* row compares the log with what has to be in it, and empties it. */
static void row(const char *name, const char *want)
{
	if (strcmp(events, want)) {
		printf("%s: \"%s\", want \"%s\"\n", name, events, want);
		failed = 1;
	}
	events[0] = 0;
}

/* RaiseException stands for kernel32's. */
static __attribute__((noinline, unused)) void RaiseException(DWORD code, DWORD flags, DWORD n, void *arguments)
{
	struct _EXCEPTION_POINTERS information = {code, 42};
	(void)flags;
	(void)n;
	(void)arguments;
	if (!ws_seh_raise(code, &information)) {
		sayn("unhandled", (int)code);
		row("unhandled exception", "");
		exit(3);
	}
}
