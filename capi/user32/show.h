/* show.h: whether a window could be seen. */
#ifndef WINSOCK_USER32_SHOW_H
#define WINSOCK_USER32_SHOW_H

#include <windows.h>

/* ws_hide makes a window one that could not be seen, without a word to its procedure. */
void ws_hide(HWND window);

/* ws_style_change sets and clears bits of a window's style and returns the old one. */
DWORD ws_style_change(HWND window, DWORD set, DWORD clear);

#endif
