/* objects.h: names and results of objects. */
#ifndef WINSOCK_KERNEL32_OBJECTS_H
#define WINSOCK_KERNEL32_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include <windows.h>

#include "fork.h"
#include "lasterror.h"
#include "objectsgo.h"

/* WS_NO_CHILD ends a call in the child of a fork, where Go can't run (D12). */
#define WS_NO_CHILD(failure)                                 \
	do {                                                 \
		if (__builtin_expect(ws_forked, 0)) {        \
			ws_last_error = ERROR_NOT_SUPPORTED; \
			return failure;                      \
		}                                            \
	} while (0)

/* ws_bool is the result of a call that gave an error code. */
static inline BOOL ws_bool(int32_t error)
{
	if (error != 0)
		ws_last_error = (unsigned)error;
	return error == 0;
}

/* ws_value is a value of 32 bits, or failure when it is a negative error code. */
static inline DWORD ws_value(int64_t value, DWORD failure)
{
	if (value >= 0)
		return (DWORD)value;
	ws_last_error = (unsigned)-value;
	return failure;
}

/* ws_handle is a handle that was opened, or NULL for a negative error code. */
static inline HANDLE ws_handle(int64_t h)
{
	if (h >= 0)
		return (HANDLE)h;
	ws_last_error = (unsigned)-h;
	return NULL;
}

static inline bool ws_inherits(const SECURITY_ATTRIBUTES *security)
{
	return security != NULL && security->bInheritHandle;
}

/* ws_name_a and ws_name_w describe a name, or none for NULL. */
struct ws_name ws_name_a(const char *text);
struct ws_name ws_name_w(const WCHAR *text);

/* ws_name_fits refuses a name that is too long: ERROR_FILENAME_EXCED_RANGE. */
bool ws_name_fits(const struct ws_name *name);

/* ws_flags_known refuses flags that are not in known: ERROR_INVALID_PARAMETER. */
bool ws_flags_known(DWORD flags, DWORD known);

/*
 * ws_made is the handle of an object that was made or found, or NULL. The last
 * error tells which: ERROR_ALREADY_EXISTS, or 0 for a new one.
 */
HANDLE ws_made(int64_t h);

/* ws_opened is the handle that open, one of ws_go_..._open, gives for a name, or NULL. */
HANDLE ws_opened(int64_t (*open)(const struct ws_name *, uint32_t), struct ws_name name,
		 BOOL inherit);

#endif
