/* objects.h: a harness for test programs, here and on Windows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static int failures;

/* check compares a value with the expected one. */
#define check(what, got, want) check_at(__LINE__, what, (long long)(got), (long long)(want))

static void check_at(int line, const char *what, long long got, long long want)
{
	if (got == want)
		return;
	printf("line %d: %s: %lld (%#llx), want %lld\n", line, what, got, got, want);
	fflush(stdout);
	failures++;
}

/* check_error looks at the last error too. */
#define check_error(what, got, want, error)                  \
	do {                                                 \
		SetLastError(0xBAD);                         \
		check(what, (got), (want));                  \
		check(what ": error", GetLastError(), error); \
	} while (0)

static inline HANDLE event(BOOL manual, BOOL set)
{
	HANDLE h = CreateEventA(NULL, manual, set, NULL);

	check("an event", h != NULL, TRUE);
	return h;
}

static inline HANDLE thread(LPTHREAD_START_ROUTINE start, void *parameter)
{
	HANDLE h = CreateThread(NULL, 0, start, parameter, 0, NULL);

	check("a thread", h != NULL, TRUE);
	return h;
}

/* state looks whether h is signalled, and takes what a wait takes. */
static inline DWORD state(HANDLE h)
{
	return WaitForSingleObject(h, 0);
}

static inline void wait_for(HANDLE h)
{
	check("a wait", WaitForSingleObject(h, 10000), WAIT_OBJECT_0);
}

static inline int result(void)
{
	if (failures == 0)
		printf("ok\n");
	return failures != 0;
}
