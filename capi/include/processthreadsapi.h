/* processthreadsapi.h: processes and threads. */
#ifndef _PROCESSTHREADSAPI_H_
#define _PROCESSTHREADSAPI_H_

#include <minwinbase.h>
#include <winnt.h>
#include <winsock/objects.h>
#include <winsock/slot.h>
#if __has_include(<winsock/createprocess.h>)
#include <winsock/createprocess.h>
#endif

/* How a thread or process begins. */
#ifndef CREATE_SUSPENDED
#define CREATE_SUSPENDED 0x00000004
#endif
#define STACK_SIZE_PARAM_IS_A_RESERVATION 0x00010000

#define THREAD_PRIORITY_LOWEST THREAD_BASE_PRIORITY_MIN
#define THREAD_PRIORITY_BELOW_NORMAL (THREAD_PRIORITY_LOWEST + 1)
#define THREAD_PRIORITY_NORMAL 0
#define THREAD_PRIORITY_HIGHEST THREAD_BASE_PRIORITY_MAX
#define THREAD_PRIORITY_ABOVE_NORMAL (THREAD_PRIORITY_HIGHEST - 1)
#define THREAD_PRIORITY_ERROR_RETURN MAXLONG
#define THREAD_PRIORITY_TIME_CRITICAL THREAD_BASE_PRIORITY_LOWRT
#define THREAD_PRIORITY_IDLE THREAD_BASE_PRIORITY_IDLE
#define THREAD_MODE_BACKGROUND_BEGIN 0x00010000
#define THREAD_MODE_BACKGROUND_END 0x00020000

#ifndef NORMAL_PRIORITY_CLASS
#define NORMAL_PRIORITY_CLASS 0x00000020
#define IDLE_PRIORITY_CLASS 0x00000040
#define HIGH_PRIORITY_CLASS 0x00000080
#define REALTIME_PRIORITY_CLASS 0x00000100
#define BELOW_NORMAL_PRIORITY_CLASS 0x00004000
#define ABOVE_NORMAL_PRIORITY_CLASS 0x00008000
#endif
#define PROCESS_MODE_BACKGROUND_BEGIN 0x00100000
#define PROCESS_MODE_BACKGROUND_END 0x00200000

WINSOCK_BEGIN

/* Threads. */
HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES security, SIZE_T stack,
			   LPTHREAD_START_ROUTINE start, LPVOID parameter, DWORD flags,
			   LPDWORD id);
HANDLE WINAPI OpenThread(DWORD access, BOOL inherit, DWORD id);
DECLSPEC_NORETURN VOID WINAPI ExitThread(DWORD code);
BOOL WINAPI TerminateThread(HANDLE thread, DWORD code);
BOOL WINAPI GetExitCodeThread(HANDLE thread, LPDWORD code);
DWORD WINAPI ResumeThread(HANDLE thread);
DWORD WINAPI SuspendThread(HANDLE thread);
DWORD WINAPI QueueUserAPC(PAPCFUNC function, HANDLE thread, ULONG_PTR parameter);
BOOL WINAPI SwitchToThread(VOID);
HANDLE WINAPI GetCurrentThread(VOID);
DWORD WINAPI GetCurrentThreadId(VOID);
DWORD WINAPI GetThreadId(HANDLE thread);
DWORD WINAPI GetProcessIdOfThread(HANDLE thread);
BOOL WINAPI SetThreadPriority(HANDLE thread, int priority);
int WINAPI GetThreadPriority(HANDLE thread);
BOOL WINAPI SetThreadPriorityBoost(HANDLE thread, BOOL disabled);
BOOL WINAPI GetThreadPriorityBoost(HANDLE thread, PBOOL disabled);
BOOL WINAPI GetThreadTimes(HANDLE thread, LPFILETIME created, LPFILETIME exited,
			   LPFILETIME kernel, LPFILETIME user);
HRESULT WINAPI SetThreadDescription(HANDLE thread, PCWSTR description);
HRESULT WINAPI GetThreadDescription(HANDLE thread, PWSTR *description);
DWORD_PTR WINAPI SetThreadAffinityMask(HANDLE thread, DWORD_PTR mask);
DWORD WINAPI SetThreadIdealProcessor(HANDLE thread, DWORD processor);
DWORD WINAPI GetCurrentProcessorNumber(VOID);

/* Processes. */
HANDLE WINAPI GetCurrentProcess(VOID);
DWORD WINAPI GetCurrentProcessId(VOID);
HANDLE WINAPI OpenProcess(DWORD access, BOOL inherit, DWORD id);
DECLSPEC_NORETURN VOID WINAPI ExitProcess(UINT code);
BOOL WINAPI TerminateProcess(HANDLE process, UINT code);
BOOL WINAPI GetExitCodeProcess(HANDLE process, LPDWORD code);
DWORD WINAPI GetProcessId(HANDLE process);
BOOL WINAPI GetProcessTimes(HANDLE process, LPFILETIME created, LPFILETIME exited,
			    LPFILETIME kernel, LPFILETIME user);
BOOL WINAPI GetProcessAffinityMask(HANDLE process, PDWORD_PTR mask, PDWORD_PTR system);
BOOL WINAPI SetProcessAffinityMask(HANDLE process, DWORD_PTR mask);
BOOL WINAPI SetPriorityClass(HANDLE process, DWORD priority);
DWORD WINAPI GetPriorityClass(HANDLE process);

/* Tokens. */
BOOL WINAPI OpenProcessToken(HANDLE process, DWORD access, PHANDLE token);
BOOL WINAPI OpenThreadToken(HANDLE thread, DWORD access, BOOL as_self, PHANDLE token);

/* Handles to tokens that need not be opened, for asking only. */
static __inline__ __attribute__((__unused__)) HANDLE GetCurrentProcessToken(VOID)
{
	return (HANDLE)(LONG_PTR)-4;
}

static __inline__ __attribute__((__unused__)) HANDLE GetCurrentThreadToken(VOID)
{
	return (HANDLE)(LONG_PTR)-5;
}

static __inline__ __attribute__((__unused__)) HANDLE GetCurrentThreadEffectiveToken(VOID)
{
	return (HANDLE)(LONG_PTR)-6;
}

WINSOCK_END

#endif
