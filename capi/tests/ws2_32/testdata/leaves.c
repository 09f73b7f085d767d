/* leaves.c: a program that sends, and ends without closing anything. */
#include <winsock2.h>

#include <stdlib.h>
#include <string.h>

int main(void)
{
	WSADATA data;
	SOCKADDR_IN to = {.sin_family = AF_INET};
	int length = sizeof to;
	char text[8];
	SOCKET s;

	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 1;
	s = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(s, (SOCKADDR *)&to, sizeof to) != 0 ||
	    getsockname(s, (SOCKADDR *)&to, &length) != 0)
		return 2;
	for (int i = 0; i < 3; i++)
		if (sendto(s, "leaving", 7, 0, (SOCKADDR *)&to, sizeof to) != 7 ||
		    recv(s, text, sizeof text, 0) != 7 || memcmp(text, "leaving", 7) != 0)
			return 3;
	exit(0);
}
