/* wincon.h: consoles. */
#ifndef _WINCON_
#define _WINCON_

#include <wincontypes.h>
#include <consoleapi.h>
#include <consoleapi2.h>
#include <consoleapi3.h>

#define CONSOLE_TEXTMODE_BUFFER 1

#endif
