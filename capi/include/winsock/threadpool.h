/* threadpool.h: types of the thread pool. Part of winnt.h and winbase.h. */
#ifndef WINSOCK_THREADPOOL_H
#define WINSOCK_THREADPOOL_H

#include <winsock/types.h>

typedef struct _TP_CALLBACK_INSTANCE TP_CALLBACK_INSTANCE, *PTP_CALLBACK_INSTANCE;
typedef struct _TP_POOL TP_POOL, *PTP_POOL;
typedef struct _TP_CLEANUP_GROUP TP_CLEANUP_GROUP, *PTP_CLEANUP_GROUP;
typedef struct _TP_IO TP_IO, *PTP_IO;

typedef VOID(NTAPI *PTP_SIMPLE_CALLBACK)(PTP_CALLBACK_INSTANCE instance, PVOID context);
typedef VOID(NTAPI *PTP_CLEANUP_GROUP_CANCEL_CALLBACK)(PVOID object, PVOID context);

/* Is called when an operation on a file has ended: the error is a Win32 error, or 0. */
typedef VOID(WINAPI *PTP_WIN32_IO_CALLBACK)(PTP_CALLBACK_INSTANCE instance, PVOID context,
					    PVOID overlapped, ULONG error, ULONG_PTR count,
					    PTP_IO io);

typedef enum _TP_CALLBACK_PRIORITY {
	TP_CALLBACK_PRIORITY_HIGH,
	TP_CALLBACK_PRIORITY_NORMAL,
	TP_CALLBACK_PRIORITY_LOW,
	TP_CALLBACK_PRIORITY_INVALID,
	TP_CALLBACK_PRIORITY_COUNT = TP_CALLBACK_PRIORITY_INVALID
} TP_CALLBACK_PRIORITY;

/* In what surroundings callbacks run. InitializeThreadpoolEnvironment fills it. */
typedef struct _TP_CALLBACK_ENVIRON_V3 {
	DWORD Version;
	PTP_POOL Pool;
	PTP_CLEANUP_GROUP CleanupGroup;
	PTP_CLEANUP_GROUP_CANCEL_CALLBACK CleanupGroupCancelCallback;
	PVOID RaceDll;
	struct _ACTIVATION_CONTEXT *ActivationContext;
	PTP_SIMPLE_CALLBACK FinalizationCallback;
	union {
		DWORD Flags;
	} u;
	TP_CALLBACK_PRIORITY CallbackPriority;
	DWORD Size;
} TP_CALLBACK_ENVIRON_V3, TP_CALLBACK_ENVIRON, *PTP_CALLBACK_ENVIRON;

WINSOCK_ASSERT(sizeof(TP_CALLBACK_ENVIRON) == 72, "size of TP_CALLBACK_ENVIRON");

/* InitializeThreadpoolEnvironment makes the surroundings those that callbacks have anyway. */
static __inline__ __attribute__((__unused__)) VOID
InitializeThreadpoolEnvironment(PTP_CALLBACK_ENVIRON environment)
{
	__builtin_memset(environment, 0, sizeof(*environment));
	environment->Version = 3;
	environment->CallbackPriority = TP_CALLBACK_PRIORITY_NORMAL;
	environment->Size = sizeof(*environment);
}

/* DestroyThreadpoolEnvironment gives back what the surroundings hold: nothing. */
static __inline__ __attribute__((__unused__)) VOID
DestroyThreadpoolEnvironment(PTP_CALLBACK_ENVIRON environment)
{
	(void)environment;
}

#endif
