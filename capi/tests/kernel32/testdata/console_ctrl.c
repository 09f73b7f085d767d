/*
 * console_ctrl.c: control events. The test sends signals and reads what is
 * printed; argv[1] says what is to happen.
 */
#include "check.h"

static HANDLE stop;
static DWORD first_thread;

static BOOL WINAPI never(DWORD event)
{
	printf("never %u\n", (unsigned)event);
	return FALSE;
}

static BOOL WINAPI first(DWORD event)
{
	printf("first %u %s\n", (unsigned)event, GetCurrentThreadId() != first_thread ? "elsewhere" : "here");
	fflush(stdout);
	if (event == CTRL_C_EVENT)
		SetEvent(stop);
	return TRUE;
}

/* stuck never returns, as handlers do that let another thread end the process. */
static BOOL WINAPI stuck(DWORD event)
{
	printf("stuck %u\n", (unsigned)event);
	fflush(stdout);
	SetEvent(stop);
	Sleep(INFINITE);
	return event != 0;
}

static void ready(void)
{
	printf("ready\n");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";

	stop = CreateEventA(NULL, TRUE, FALSE, NULL);
	first_thread = GetCurrentThreadId();
	FAILS(SetConsoleCtrlHandler(never, FALSE), ERROR_INVALID_PARAMETER);
	if (strcmp(how, "handled") == 0) {
		CHECK(SetConsoleCtrlHandler(first, TRUE));
		CHECK(SetConsoleCtrlHandler(never, TRUE)); /* asked first */
	} else if (strcmp(how, "unhandled") == 0) {
		CHECK(SetConsoleCtrlHandler(never, TRUE));
	} else if (strcmp(how, "removed") == 0) {
		CHECK(SetConsoleCtrlHandler(never, TRUE));
		CHECK(SetConsoleCtrlHandler(never, FALSE));
	} else if (strcmp(how, "ignored") == 0) {
		CHECK(SetConsoleCtrlHandler(first, TRUE));
		CHECK(SetConsoleCtrlHandler(NULL, TRUE));
		ready();
		getchar();
		CHECK(SetConsoleCtrlHandler(NULL, FALSE));
	} else if (strcmp(how, "stuck") == 0) {
		CHECK(SetConsoleCtrlHandler(stuck, TRUE));
	} else if (strcmp(how, "generated") == 0) {
		CHECK(SetConsoleCtrlHandler(first, TRUE));
		FAILS(GenerateConsoleCtrlEvent(CTRL_CLOSE_EVENT, 0), ERROR_INVALID_PARAMETER);
		FAILS(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0x7FFFFFFE), ERROR_INVALID_PARAMETER);
		CHECK(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0x7FFFFFFE)); /* nobody gets it */
		CHECK(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0));
	}
	ready();
	CHECK(WaitForSingleObject(stop, 30000) == WAIT_OBJECT_0);
	printf("end\n");
	return done();
}
