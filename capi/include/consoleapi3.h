/* consoleapi3.h: consoles and windows. */
#ifndef _APISETCONSOLEL3_
#define _APISETCONSOLEL3_

#include <windef.h>
#include <wincontypes.h>

WINSOCK_BEGIN

HWND WINAPI GetConsoleWindow(void);

WINSOCK_END

#endif
