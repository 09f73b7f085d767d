/* stdio_path.c: file names for the run-time's functions. */
#include "stdio_path.h"

#include <errno.h>
#include <winerror.h>

#include "format.h"

int ws_stdio_path(const char *name, char path[WS_PATH])
{
	unsigned error;

	if (name == NULL)
		return ws_format_invalid();
	error = ws_path(name, path, NULL);
	if (error == 0)
		return 0;
	errno = error == ERROR_INVALID_NAME ? EINVAL : ENOENT;
	return -1;
}
