/* waitonaddress.c: threads that wait for a value in memory to change. */
#include <synchapi.h>
#include <winerror.h>

#include "lasterror.h"
#include "parking.h"

/* same reports whether the size bytes at address are those at compare. */
static BOOL same(volatile VOID *address, PVOID compare, SIZE_T size)
{
	switch (size) {
	case 1:
		return __atomic_load_n((volatile UINT8 *)address, __ATOMIC_SEQ_CST) ==
		       *(UINT8 *)compare;
	case 2:
		return __atomic_load_n((volatile UINT16 *)address, __ATOMIC_SEQ_CST) ==
		       *(UINT16 *)compare;
	case 4:
		return __atomic_load_n((volatile UINT32 *)address, __ATOMIC_SEQ_CST) ==
		       *(UINT32 *)compare;
	default:
		return __atomic_load_n((volatile UINT64 *)address, __ATOMIC_SEQ_CST) ==
		       *(UINT64 *)compare;
	}
}

/*
 * WaitOnAddress returns when the value differs or a wake-up came, which may be
 * for nothing. It fails with ERROR_TIMEOUT after timeout milliseconds, with
 * ERROR_INVALID_PARAMETER unless size is 1, 2, 4 or 8.
 */
BOOL WINAPI WaitOnAddress(volatile VOID *address, PVOID compare, SIZE_T size, DWORD timeout)
{
	if (address == NULL || compare == NULL ||
	    (size != 1 && size != 2 && size != 4 && size != 8)) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return FALSE;
	}
	struct ws_deadline deadline = ws_deadline_in(timeout);
	struct ws_parked me;
	ws_park(&me, (const void *)address);
	if (!same(address, compare, size)) {
		ws_park_leave(&me);
		return TRUE;
	}
	if (ws_park_wait(&me, &deadline))
		return TRUE;
	ws_last_error = ERROR_TIMEOUT;
	return FALSE;
}

VOID WINAPI WakeByAddressSingle(PVOID address)
{
	ws_unpark(address, 1);
}

VOID WINAPI WakeByAddressAll(PVOID address)
{
	ws_unpark(address, UINT_MAX);
}
