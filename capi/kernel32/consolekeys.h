/* consolekeys.h: the terminal's settings: keys one by one, or lines. */
#ifndef WINSOCK_KERNEL32_CONSOLEKEYS_H
#define WINSOCK_KERNEL32_CONSOLEKEYS_H

#include <stdbool.h>
#include <termios.h>

/*
 * ws_console_set changes the settings of a terminal; what they were at first
 * comes back when the process ends. It returns false with errno set.
 */
bool ws_console_set(int fd, const struct termios *settings);

/* ws_console_restore gives the terminal the settings it had at first. */
void ws_console_restore(void);

/*
 * ws_console_enter_keys makes a terminal that gives lines give keys, without
 * echo; ws_console_leave_keys undoes that.
 */
void ws_console_enter_keys(int fd);
void ws_console_leave_keys(void);

#endif
