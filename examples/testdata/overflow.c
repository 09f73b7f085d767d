/*
 * overflow.c: is wrong on purpose: it lies about the size of a block, so that the
 * library's own code writes past its end. What is to find errors must find this one.
 */
#include <winsock2.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	WSADATA data;
	char *block = malloc(8);

	WSAStartup(MAKEWORD(2, 2), &data);
	strcpy_s(block, 100, "longer than 8 bytes");
	WSACleanup();
	free(block);
	return 0;
}
