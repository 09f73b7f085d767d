/*
 * operations.c: how overlapped operations end, and calling them off.
 *
 * Source: ioapiset.h documentation, O-099, O-242...O-253.
 */
#include <ioapiset.h>

#include "file.h"
#include "objects.h"
#include "statuserror.h"
#include "threadid.h"

int64_t ws_go_operation_result(void *thread, uintptr_t file, void *overlapped, uint32_t *count,
			       int32_t wait);
int32_t ws_go_operations_cancel(uintptr_t file, void *overlapped);
int32_t ws_go_operations_cancel_by(uintptr_t file, uint32_t issuer);

/*
 * result is how the operation with overlapped has ended: those on files end before
 * the call that starts them.
 */
static unsigned result(HANDLE file, LPOVERLAPPED overlapped, LPDWORD count, BOOL wait)
{
	struct ws_file borrowed;
	unsigned error = (unsigned)ws_go_operation_result(ws_thread_record(), (uintptr_t)file,
							  overlapped, (uint32_t *)count, wait);

	if (error != ERROR_INVALID_HANDLE || !ws_file_borrow(file, &borrowed))
		return error;
	ws_file_return(&borrowed);
	if (borrowed.kind == WS_SOCKET)
		return error;
	*count = (DWORD)overlapped->InternalHigh;
	return ws_ntstatus_win32((unsigned)overlapped->Internal);
}

BOOL WINAPI GetOverlappedResult(HANDLE file, LPOVERLAPPED overlapped, LPDWORD count, BOOL wait)
{
	WS_NO_CHILD(FALSE);
	return ws_bool((int32_t)result(file, overlapped, count, wait));
}

/*
 * GetOverlappedResultEx is GetOverlappedResult with a limit in milliseconds. Errors:
 * as that, WAIT_TIMEOUT, and WAIT_IO_COMPLETION when routines ran in an alertable
 * wait.
 */
BOOL WINAPI GetOverlappedResultEx(HANDLE file, LPOVERLAPPED overlapped, LPDWORD count, DWORD limit,
				  BOOL alertable)
{
	HANDLE event = (HANDLE)((uintptr_t)overlapped->hEvent & ~(uintptr_t)1);
	DWORD waited = WAIT_OBJECT_0;

	WS_NO_CHILD(FALSE);
	if (limit != 0 && !HasOverlappedIoCompleted(overlapped))
		waited = WaitForSingleObjectEx(event != NULL ? event : file, limit, alertable);
	switch (waited) {
	case WAIT_FAILED:
		return FALSE;
	case WAIT_OBJECT_0:
		return ws_bool((int32_t)result(file, overlapped, count, FALSE));
	default:
		return ws_bool((int32_t)waited);
	}
}

BOOL WINAPI CancelIoEx(HANDLE file, LPOVERLAPPED overlapped)
{
	WS_NO_CHILD(FALSE);
	return ws_bool(ws_go_operations_cancel((uintptr_t)file, overlapped));
}

BOOL WINAPI CancelIo(HANDLE file)
{
	WS_NO_CHILD(FALSE);
	return ws_bool(ws_go_operations_cancel_by((uintptr_t)file, ws_thread_id()));
}
