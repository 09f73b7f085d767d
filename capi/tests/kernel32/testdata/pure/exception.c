/* exception.c: handlers are asked in order; what is not handled ends the process. */
#include <windows.h>

#include "check.h"

static char order[32];
static int asked;

static void note(char c)
{
	order[asked++] = c;
}

static LONG NTAPI first(EXCEPTION_POINTERS *p)
{
	note('1');
	CHECK(p->ExceptionRecord->ExceptionCode == 0xE0001234);
	CHECK(p->ExceptionRecord->NumberParameters == 2 &&
	      p->ExceptionRecord->ExceptionInformation[1] == 22);
	return EXCEPTION_CONTINUE_SEARCH;
}

static LONG NTAPI second(EXCEPTION_POINTERS *p)
{
	(void)p;
	note('2');
	return EXCEPTION_CONTINUE_SEARCH;
}

static LONG NTAPI after(EXCEPTION_POINTERS *p)
{
	(void)p;
	note('c');
	return EXCEPTION_CONTINUE_SEARCH;
}

static LONG WINAPI go_on(EXCEPTION_POINTERS *p)
{
	(void)p;
	note('f');
	return EXCEPTION_CONTINUE_EXECUTION;
}

static LONG WINAPI stop(EXCEPTION_POINTERS *p)
{
	return p->ExceptionRecord->ExceptionCode == 0xE0000055 ? EXCEPTION_EXECUTE_HANDLER
								: EXCEPTION_CONTINUE_SEARCH;
}

int main(int argc, char **argv)
{
	const ULONG_PTR arguments[] = {11, 22};
	if (argc > 1) { /* end with the code of an exception */
		SetErrorMode(SEM_NOGPFAULTERRORBOX);
		SetUnhandledExceptionFilter(stop);
		RaiseException((DWORD)strtoul(argv[1], NULL, 16), EXCEPTION_NONCONTINUABLE, 0, NULL);
		return 99;
	}
	PVOID b = AddVectoredExceptionHandler(0, second);
	PVOID a = AddVectoredExceptionHandler(1, first);
	PVOID c = AddVectoredContinueHandler(1, after);
	CHECK(SetUnhandledExceptionFilter(go_on) == NULL);
	RaiseException(0xE0001234, 0, 2, arguments);
	CHECK(strcmp(order, "12fc") == 0);
	CHECK(RemoveVectoredExceptionHandler(a) && !RemoveVectoredExceptionHandler(a));
	CHECK(RemoveVectoredContinueHandler(c) && !RemoveVectoredContinueHandler(NULL));
	RaiseException(0xE0001234, 0, 2, arguments);
	CHECK(strcmp(order, "12fc2f") == 0);
	CHECK(RemoveVectoredExceptionHandler(b));
	CHECK(SetUnhandledExceptionFilter(NULL) == go_on);
	CHECK(SetErrorMode(1) == 0 && GetErrorMode() == 1 && SetErrorMode(0) == 1);
	CHECK(!IsDebuggerPresent());
	OutputDebugStringA("traced\n");
	OutputDebugStringW(L"t\xE4\n");
	FAILS(Beep(36, 1), FALSE, ERROR_INVALID_PARAMETER);
	CHECK(Beep(440, 1));
	SetLastError(77);
	CHECK(GetLastError() == 77);
	return done();
}
