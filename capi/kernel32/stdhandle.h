/* stdhandle.h: the standard handles. */
#ifndef WINSOCK_KERNEL32_STDHANDLE_H
#define WINSOCK_KERNEL32_STDHANDLE_H

/* ws_standard_handle is GetStdHandle for descriptor 0, 1 or 2. */
void *ws_standard_handle(int fd);

#endif
