/* fork.c: the child of a fork. */
#include <sys/wait.h>
#include <unistd.h>

#include "pair.h"

static void child(SOCKET a)
{
	char c;
	WSADATA data;
	struct addrinfo *found;

	that(send(a, "x", 1, 0) == -1);
	that(WSAGetLastError() == WSANOTINITIALISED);
	that(recv(a, &c, 1, 0) == -1);
	that(closesocket(a) == -1);
	that(socket(AF_INET, SOCK_STREAM, 0) == INVALID_SOCKET);
	that(gethostbyname("localhost") == NULL);
	that(getaddrinfo("localhost", NULL, NULL, &found) == WSANOTINITIALISED);
	that(WSACleanup() == -1);
	that(WSAStartup(MAKEWORD(2, 2), &data) == WSASYSNOTREADY);
	fflush(stdout);
	_exit(0);
}

int main(void)
{
	SOCKET a, b;
	char c;
	int status = 1;

	start();
	pair(&a, &b);
	pid_t pid = fork();
	if (pid == 0)
		child(a);
	waitpid(pid, &status, 0);
	that(status == 0);
	that(send(a, "y", 1, 0) == 1 && recv(b, &c, 1, 0) == 1 && c == 'y');
	that(WSACleanup() == 0);
	return 0;
}
