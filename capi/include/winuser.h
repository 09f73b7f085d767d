/* winuser.h: what of user32 needs no window. */
#ifndef _WINUSER_
#define _WINUSER_

#include <winsock/showcommands.h>
#include <winsock/virtualkeys.h>
#include <winsock/wsprintf.h>

#endif
