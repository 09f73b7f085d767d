/* wsnetbs.h: NetBIOS. */
#ifndef _WSNETBS_
#define _WSNETBS_

#include <winsock/base.h>
#include <winsock/zwsnetbs.h>
#include <winsock/zwsnetbs_structs.h>

/* Fills a SOCKADDR_NB: the name is cut or padded with blanks to 15 bytes; port is the 16th. */
#define SET_NETBIOS_SOCKADDR(address, type, name, port) \
	ws_set_netbios((address), (type), (name), (port))
static __inline__ void ws_set_netbios(SOCKADDR_NB *address, u_short type, const char *name,
	int port)
{
	int i = 0;

	address->snb_family = 17;
	address->snb_type = type;
	for (; i < NETBIOS_NAME_LENGTH - 1 && name[i] != 0; i++)
		address->snb_name[i] = name[i];
	for (; i < NETBIOS_NAME_LENGTH - 1; i++)
		address->snb_name[i] = ' ';
	address->snb_name[i] = (char)port;
}

#endif
