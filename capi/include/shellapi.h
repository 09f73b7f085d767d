/* shellapi.h: of the shell, what takes a command line apart. */
#ifndef _INC_SHELLAPI
#define _INC_SHELLAPI

#include <minwindef.h>

WINSOCK_BEGIN

LPWSTR *WINAPI CommandLineToArgvW(LPCWSTR command_line, int *count);

WINSOCK_END

#endif
