/* send.h: messages to window procedures. */
#ifndef WINSOCK_USER32_SEND_H
#define WINSOCK_USER32_SEND_H

#include "queue.h"

/* ws_deliver calls a window procedure, with texts of its kind, and returns what it does. */
LRESULT ws_deliver(const struct ws_call *call);

/* ws_deliver_converted is ws_deliver when the sender's texts are of the other kind. */
LRESULT ws_deliver_converted(const struct ws_call *call);

/* ws_window_send is SendMessage of a caller whose texts are wide or not. */
LRESULT ws_window_send(HWND window, UINT message, WPARAM wparam, LPARAM lparam, bool wide);

#endif
