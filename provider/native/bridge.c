#include "bridge.h"

#include <dlfcn.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

#define LIBRARY "libws2_32.so.0"

extern void ws_np_signalled(uintptr_t id);

/* The library's functions, by the types that they have in plain C. */
static struct {
	void *startup;
	void *(*create_event)(void *, int, int, void *);
	int (*close_handle)(void *);
	int (*register_wait)(void **, void *, void (*)(void *, uint8_t), void *, uint32_t, uint32_t);
	int (*unregister_wait)(void *, void *);
} library;

/* The handlers of SIGURG, by which each run-time of Go interrupts its own threads. */
static struct sigaction first, second;

char *ws_np_library(const char *path)
{
	dlerror();
	sigaction(SIGURG, NULL, &first);
	void *file = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!file && dlopen(path, RTLD_NOW | RTLD_LOCAL))
		file = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!file) {
		char *why = strdup(dlerror());
		return why;
	}
	library.create_event = dlsym(file, "CreateEventW");
	library.close_handle = dlsym(file, "CloseHandle");
	library.register_wait = dlsym(file, "RegisterWaitForSingleObject");
	library.unregister_wait = dlsym(file, "UnregisterWaitEx");
	library.startup = dlsym(file, "WSPStartup");
	if (!library.create_event || !library.close_handle || !library.register_wait ||
		!library.unregister_wait || !library.startup)
		return strdup(LIBRARY " is another one than that of winsock, or an old one");
	return NULL;
}

void *ws_np_library_startup(void)
{
	return library.startup;
}

/* both lets each run-time look whether the signal is for a thread of its own. */
static void both(int signal, siginfo_t *info, void *context)
{
	first.sa_sigaction(signal, info, context);
	second.sa_sigaction(signal, info, context);
}

void ws_np_share(void)
{
	struct sigaction now;
	sigaction(SIGURG, NULL, &now);
	if (!(first.sa_flags & SA_SIGINFO) || !(now.sa_flags & SA_SIGINFO) ||
		now.sa_sigaction == first.sa_sigaction || now.sa_sigaction == both)
		return;
	second = now;
	struct sigaction shared = now;
	shared.sa_sigaction = both;
	sigaction(SIGURG, &shared, NULL);
}

static void signalled(void *id, uint8_t timed_out)
{
	(void)timed_out;
	ws_np_signalled((uintptr_t)id);
}

uintptr_t ws_np_watch(uintptr_t id, void **wait)
{
	const uint32_t infinite = UINT32_MAX;
	void *event = library.create_event(NULL, 0, 0, NULL);
	if (event && !library.register_wait(wait, event, signalled, (void *)id, infinite, 0)) {
		library.close_handle(event);
		event = NULL;
	}
	return (uintptr_t)event;
}

void ws_np_unwatch(uintptr_t event, void *wait)
{
	library.unregister_wait(wait, NULL);
	library.close_handle((void *)event);
}
