/* consolekeys.c: the terminal's settings: keys one by one, or lines. */
#include "consolekeys.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* What the settings were before the process changed any. */
static struct {
	struct termios settings;
	int fd;
	bool known;
} first;

/* What they were before keys were wanted one by one. */
static struct {
	struct termios settings;
	int fd;
	bool on;
} keys;

/* foreground: changing the terminal does not stop the process. */
static bool foreground(int fd)
{
	return tcgetpgrp(fd) == getpgrp();
}

bool ws_console_set(int fd, const struct termios *settings)
{
	pthread_mutex_lock(&lock);
	if (!first.known && tcgetattr(fd, &first.settings) == 0) {
		first.fd = fd;
		first.known = true;
		atexit(ws_console_restore);
	}
	pthread_mutex_unlock(&lock);
	return tcsetattr(fd, TCSANOW, settings) == 0;
}

void ws_console_restore(void)
{
	if (first.known && foreground(first.fd))
		tcsetattr(first.fd, TCSANOW, &first.settings);
}

void ws_console_enter_keys(int fd)
{
	struct termios t;

	if (keys.on || !foreground(fd) || tcgetattr(fd, &t) != 0 || !(t.c_lflag & ICANON))
		return;
	keys.settings = t;
	keys.fd = fd;
	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	t.c_iflag &= ~(tcflag_t)ICRNL;
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	keys.on = ws_console_set(fd, &t);
}

void ws_console_leave_keys(void)
{
	if (!keys.on)
		return;
	keys.on = false;
	ws_console_set(keys.fd, &keys.settings);
}
