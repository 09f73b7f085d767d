/* winuser.h: what of user32 needs no display: message queues, windows that are never drawn. */
#ifndef _WINUSER_
#define _WINUSER_

#include <windef.h>
#include <winsock/messagebox.h>
#include <winsock/messagequeue.h>
#include <winsock/resourcehandles.h>
#include <winsock/showcommands.h>
#include <winsock/virtualkeys.h>
#include <winsock/window.h>
#include <winsock/wsprintf.h>

#endif
