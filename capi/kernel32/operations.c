/*
 * operations.c: how overlapped operations on sockets end, and calling them off.
 *
 * Source: ioapiset.h documentation, O-099, O-242...O-253.
 */
#include <ioapiset.h>

#include "objects.h"
#include "threadid.h"

int64_t ws_go_operation_result(uintptr_t file, void *overlapped, uint32_t *count, int32_t wait);
int32_t ws_go_operations_cancel(uintptr_t file, void *overlapped);
int32_t ws_go_operations_cancel_by(uintptr_t file, uint32_t issuer);

BOOL WINAPI GetOverlappedResult(HANDLE file, LPOVERLAPPED overlapped, LPDWORD count, BOOL wait)
{
	WS_NO_CHILD(FALSE);
	return ws_bool((int32_t)ws_go_operation_result((uintptr_t)file, overlapped, (uint32_t *)count,
						      wait));
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
