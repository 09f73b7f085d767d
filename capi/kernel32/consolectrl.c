/*
 * consolectrl.c: control events of consoles.
 *
 * SIGINT is CTRL_C_EVENT, SIGQUIT CTRL_BREAK_EVENT, SIGTERM and SIGHUP are
 * CTRL_CLOSE_EVENT. The signals are taken over while handlers are installed, and
 * given back with the last of them. Each event is handled on a thread of its
 * own: the handler that was installed last is asked first, until one says TRUE.
 *
 * When nobody does, and after CTRL_CLOSE_EVENT in any case, at the latest after
 * five seconds, the process ends; it dies of the signal, which shells report
 * and which is exit code 0xC000013A, STATUS_CONTROL_C_EXIT, to GetExitCodeProcess.
 * Of SIGQUIT it dies as of SIGINT: without a core.
 *
 * Source: console documentation, HandlerRoutine, CTRL+CLOSE signal.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <windows.h>

#include "consolekeys.h"
#include "fileerror.h"

/* How long a process has after CTRL_CLOSE_EVENT, in ms. */
enum { PATIENCE = 5000 };

static const struct {
	int signal;
	DWORD event;
} events[] = {
	{SIGINT, CTRL_C_EVENT},
	{SIGQUIT, CTRL_BREAK_EVENT},
	{SIGTERM, CTRL_CLOSE_EVENT},
	{SIGHUP, CTRL_CLOSE_EVENT},
};
enum { EVENTS = sizeof events / sizeof *events };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static PHANDLER_ROUTINE *handlers; /* in the order of their installation */
static size_t count, room;
static bool taken; /* the signals are ours, before holds what was there */
static struct sigaction before[EVENTS];
static int mail[2] = {-1, -1}; /* signals on their way to the thread */

/* on_signal posts the signal to the thread that listens. */
static void on_signal(int signal)
{
	int saved = errno;
	char letter = (char)signal;

	while (write(mail[1], &letter, 1) < 0 && errno == EINTR)
		continue;
	errno = saved;
}

/* die ends the process by a signal. */
static void die(int signal)
{
	sigset_t set;

	if (signal == SIGQUIT)
		signal = SIGINT;
	ws_console_restore();
	sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
	sigemptyset(&set);
	sigaddset(&set, signal);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	raise(signal);
	_exit(128 + signal);
}

static DWORD event_of(int signal)
{
	for (size_t i = 0; i < EVENTS; i++)
		if (events[i].signal == signal)
			return events[i].event;
	return CTRL_C_EVENT;
}

/* ask asks the handlers as they were when the event came. */
static bool ask(DWORD event)
{
	PHANDLER_ROUTINE *list;
	size_t n;
	bool handled = false;

	pthread_mutex_lock(&lock);
	n = count;
	list = malloc(n * sizeof *list + 1);
	if (list != NULL && n != 0)
		memcpy(list, handlers, n * sizeof *list);
	pthread_mutex_unlock(&lock);
	if (list == NULL)
		return false;
	while (n > 0 && !handled)
		handled = list[--n](event);
	free(list);
	return handled;
}

static void *handle_event(void *argument)
{
	int signal = (int)(intptr_t)argument;
	DWORD event = event_of(signal);

	if (!ask(event) || event == CTRL_CLOSE_EVENT)
		die(signal);
	return NULL;
}

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* start runs a thread that no signal disturbs. */
static bool start(void *(*run)(void *), void *argument)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all, old;
	int error;

	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	error = pthread_create(&thread, &attributes, run, argument);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attributes);
	return error == 0;
}

/* listen_for_signals starts a thread for each, and sees to it that closing ends. */
static void *listen_for_signals(void *unused)
{
	struct pollfd p = {.fd = mail[0], .events = POLLIN};
	int64_t end = 0;
	int closing = 0;

	(void)unused;
	for (;;) {
		int64_t rest = closing ? end - now() : -1;
		char letter;

		if (closing && rest <= 0)
			die(closing);
		if (poll(&p, 1, (int)rest) <= 0 || read(mail[0], &letter, 1) != 1)
			continue;
		if (event_of(letter) == CTRL_CLOSE_EVENT && !closing) {
			closing = letter;
			end = now() + PATIENCE;
		}
		if (!start(handle_event, (void *)(intptr_t)letter))
			handle_event((void *)(intptr_t)letter);
	}
	return NULL;
}

/* begin makes what listens; once. */
static bool begin(void)
{
	if (mail[0] >= 0)
		return true;
	if (pipe2(mail, O_CLOEXEC) != 0)
		return ws_fail();
	fcntl(mail[1], F_SETFL, O_NONBLOCK); /* a signal handler never waits */
	if (start(listen_for_signals, NULL))
		return true;
	close(mail[0]);
	close(mail[1]);
	mail[0] = mail[1] = -1;
	return ws_fail_with(ERROR_NOT_ENOUGH_MEMORY);
}

/* apply gives the signals the actions that the handlers ask for. */
static void apply(void)
{
	struct sigaction mine = {.sa_handler = on_signal, .sa_flags = SA_RESTART | SA_ONSTACK};

	sigfillset(&mine.sa_mask);
	if (count > 0 && !taken) {
		for (size_t i = 0; i < EVENTS; i++) {
			sigaction(events[i].signal, NULL, &before[i]);
			if (before[i].sa_handler != SIG_IGN) /* nohup, and jobs in the background */
				sigaction(events[i].signal, &mine, NULL);
		}
		taken = true;
	} else if (count == 0 && taken) {
		for (size_t i = 0; i < EVENTS; i++)
			sigaction(events[i].signal, &before[i], NULL);
		taken = false;
	}
}

/* ignore_c makes the process, and its children, ignore CTRL_C_EVENT or not. */
static void ignore_c(bool ignore)
{
	struct sigaction action = {.sa_handler = SIG_DFL};

	if (ignore)
		action.sa_handler = SIG_IGN;
	else if (taken)
		action = (struct sigaction){.sa_handler = on_signal,
					    .sa_flags = SA_RESTART | SA_ONSTACK};
	if (taken)
		before[0].sa_handler = ignore ? SIG_IGN : SIG_DFL;
	sigaction(SIGINT, &action, NULL);
}

static bool add_handler(PHANDLER_ROUTINE handler)
{
	if (!begin())
		return false;
	if (count == room) {
		size_t more = room != 0 ? room * 2 : 4;
		PHANDLER_ROUTINE *list = realloc(handlers, more * sizeof *list);

		if (list == NULL)
			return ws_fail_with(ERROR_NOT_ENOUGH_MEMORY);
		handlers = list;
		room = more;
	}
	handlers[count++] = handler;
	apply();
	return true;
}

static bool remove_handler(PHANDLER_ROUTINE handler)
{
	for (size_t i = count; i > 0; i--) {
		if (handlers[i - 1] != handler)
			continue;
		memmove(handlers + i - 1, handlers + i, (count - i) * sizeof *handlers);
		count--;
		apply();
		return true;
	}
	return ws_fail_with(ERROR_INVALID_PARAMETER);
}

/*
 * SetConsoleCtrlHandler installs a handler or, when add is FALSE, takes it away;
 * NULL makes CTRL_C_EVENT ignored or not, by children too. Errors:
 * ERROR_INVALID_PARAMETER (it is not installed), ERROR_NOT_ENOUGH_MEMORY.
 */
BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE handler, BOOL add)
{
	bool ok = true;

	pthread_mutex_lock(&lock);
	if (handler == NULL)
		ignore_c(add);
	else if (add)
		ok = add_handler(handler);
	else
		ok = remove_handler(handler);
	pthread_mutex_unlock(&lock);
	return ok;
}

/*
 * GenerateConsoleCtrlEvent sends CTRL_C_EVENT or CTRL_BREAK_EVENT to the process
 * group, 0 for the caller's own. CTRL_C_EVENT for another group is sent to
 * nobody, as documented. Errors: ERROR_INVALID_PARAMETER (another event, no such
 * group), ERROR_ACCESS_DENIED.
 */
BOOL WINAPI GenerateConsoleCtrlEvent(DWORD event, DWORD group)
{
	if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	if (event == CTRL_C_EVENT && group != 0)
		return TRUE;
	if ((int)group < 0 || group == 1)
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	if (kill(-(pid_t)group, event == CTRL_C_EVENT ? SIGINT : SIGQUIT) == 0)
		return TRUE;
	return ws_fail_with(errno == ESRCH ? ERROR_INVALID_PARAMETER : ERROR_ACCESS_DENIED);
}
