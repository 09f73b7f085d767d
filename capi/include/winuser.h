/* winuser.h: what of user32 needs no window. */
#ifndef _WINUSER_
#define _WINUSER_

#include <winsock/wsprintf.h>

#endif
