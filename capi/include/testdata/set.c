/* set.c: sets of sockets; FD_SETSIZE is the program's, also after other headers. */
#include <stdlib.h>
#undef FD_SETSIZE
#define FD_SETSIZE 3
#include <winsock2.h>
#include "testdata/expect.h"

int WSAAPI __WSAFDIsSet(SOCKET s, fd_set *set)
{
	u_int i;

	for (i = 0; i < set->fd_count; i++)
		if (set->fd_array[i] == s)
			return 1;
	return 0;
}

int main(void)
{
	fd_set set;
	struct timeval a = { 1, 5 }, b = { 2, 0 };

	EXPECT(sizeof set == 8 + 3 * sizeof(SOCKET));
	FD_ZERO(&set);
	EXPECT(set.fd_count == 0);
	FD_SET(4, &set);
	FD_SET(8, &set);
	FD_SET(4, &set);
	EXPECT(set.fd_count == 2);
	FD_SET(12, &set);
	FD_SET(16, &set);
	EXPECT(set.fd_count == 3 && !FD_ISSET(16, &set));
	FD_CLR(4, &set);
	EXPECT(set.fd_count == 2 && set.fd_array[0] == 8 && set.fd_array[1] == 12);
	FD_CLR(99, &set);
	EXPECT(set.fd_count == 2 && FD_ISSET(12, &set) && !FD_ISSET(4, &set));
	EXPECT(timerisset(&a) && timercmp(&a, &b, <) && !timercmp(&a, &b, >));
	timerclear(&a);
	EXPECT(!timerisset(&a));
	return 0;
}
