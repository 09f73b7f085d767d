/* leaks.c: 100,000 sockets, and connections used by threads that end. */
#include <dirent.h>
#include <string.h>

#include "pair.h"

/* status is a number of /proc/self/status. */
static long status(const char *name)
{
	char line[256];
	long n = -1;
	FILE *f = fopen("/proc/self/status", "r");

	while (fgets(line, sizeof line, f))
		if (strncmp(line, name, strlen(name)) == 0)
			n = atol(line + strlen(name));
	fclose(f);
	return n;
}

static int descriptors(void)
{
	int n = 0;
	DIR *d = opendir("/proc/self/fd");

	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static DWORD WINAPI use(void *argument)
{
	SOCKET *s = argument;
	char c;

	that(gethostbyname("127.0.0.1") != NULL);
	that(getprotobyname("tcp") != NULL);
	that(send(s[0], "x", 1, 0) == 1 && recv(s[1], &c, 1, 0) == 1);
	return 0;
}

static void open_and_close(int times)
{
	HANDLE second, self = GetCurrentProcess();

	for (int i = 0; i < times; i++) {
		SOCKET s = socket(AF_INET, i % 2 ? SOCK_STREAM : SOCK_DGRAM, 0);
		that(closesocket(s) == 0);
		if (i % 50 != 0)
			continue;
		SOCKET ends[2];
		pair(&ends[0], &ends[1]);
		HANDLE thread = CreateThread(NULL, 0, use, ends, 0, NULL);
		WaitForSingleObject(thread, INFINITE);
		CloseHandle(thread);
		that(DuplicateHandle(self, (HANDLE)ends[0], self, &second, 0, FALSE, DUPLICATE_SAME_ACCESS));
		closesocket(ends[0]);
		that(send((SOCKET)second, "x", 1, 0) == 1);
		closesocket((SOCKET)second);
		closesocket(ends[1]);
	}
}

int main(void)
{
	start();
	open_and_close(100000); /* until the heap has its size */
	int before = descriptors();
	long memory = status("VmRSS:");
	open_and_close(100000);
	that(descriptors() <= before);
	that(status("VmRSS:") < memory + 8192);
	that(WSACleanup() == 0);
	for (int i = 0; i < 200; i++) {
		start();
		that(WSACleanup() == 0);
	}
	that(descriptors() <= before);
	return 0;
}
