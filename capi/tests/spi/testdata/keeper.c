/* keeper.c: a provider that keeps what it is given for a program to use, and never starts. */
#include <winsock2.h>
#include <ws2spi.h>

WSPUPCALLTABLE kept;
WSAPROTOCOL_INFOW kept_entry;
int starts;
WORD version;

int WSPAPI WSPStartup(WORD requested, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
	WSPUPCALLTABLE upcalls, LPWSPPROC_TABLE table)
{
	(void)data;
	(void)table;
	kept = upcalls;
	kept_entry = *info;
	version = requested;
	starts++;
	return WSAEPROCLIM;
}
