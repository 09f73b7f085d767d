/* load.c: dlopen of the library, by a thread when there is an argument. */
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static void *library;

static void *load(void *unused)
{
	library = dlopen(getenv("LIBRARY"), RTLD_NOW);
	if (library == NULL)
		printf("%s\n", dlerror());
	return unused;
}

/* The fault is the program's own: it ends well. */
static void fault(int signal)
{
	_exit(signal != SIGSEGV);
}

int main(int argc, char **argv)
{
	char data[512], *gone = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pthread_t thread;

	(void)argv;
	signal(SIGSEGV, fault);
	if (argc > 1) {
		pthread_create(&thread, NULL, load, NULL);
		pthread_join(thread, NULL);
	} else {
		load(NULL);
	}
	if (library == NULL)
		return 1;
	int (*startup)(unsigned short, void *) = dlsym(library, "WSAStartup");
	int (*cleanup)(void) = dlsym(library, "WSACleanup");
	int (*error)(void) = dlsym(library, "WSAGetLastError");
	size_t (*make)(int, int, int) = dlsym(library, "ws_socket");
	int (*bind_it)(size_t, void *, int) = dlsym(library, "ws_bind");
	if (startup(0x202, data) != 0)
		printf("WSAStartup failed\n");
	if (bind_it(make(2, 1, 0), gone, 16) != -1 || error() != 10014)
		printf("a bad pointer: %d\n", error());
	dlclose(library);
	if (cleanup() != 0)
		printf("the library has gone\n");
	fflush(stdout);
	return *(volatile char *)gone + 1; /* fault */
}
