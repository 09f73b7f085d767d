/* control.c: control data of messages, byte order, classes of services, NetBIOS names. */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <svcguid.h>
#include <wsnetbs.h>
#include "testdata/expect.h"

static void control(void)
{
	union {
		char bytes[128];
		WSACMSGHDR head;
	} room;
	WSAMSG msg;
	PWSACMSGHDR item;

	memset(&msg, 0, sizeof msg);
	EXPECT(WSA_CMSG_FIRSTHDR(&msg) == NULL);
	EXPECT(WSA_CMSG_LEN(4) == 20 && WSA_CMSG_SPACE(4) == 24 && WSA_CMSG_SPACE(8) == 24);
	msg.Control.buf = room.bytes;
	msg.Control.len = (ULONG)(WSA_CMSG_SPACE(sizeof(IN_PKTINFO)) + WSA_CMSG_SPACE(sizeof(int)));
	item = WSA_CMSG_FIRSTHDR(&msg);
	EXPECT((char *)item == room.bytes && (char *)WSA_CMSG_DATA(item) == room.bytes + 16);
	item->cmsg_len = WSA_CMSG_LEN(sizeof(IN_PKTINFO));
	item = WSA_CMSG_NXTHDR(&msg, item);
	EXPECT((char *)item == room.bytes + 24);
	item->cmsg_len = WSA_CMSG_LEN(sizeof(int));
	EXPECT(WSA_CMSG_NXTHDR(&msg, item) == NULL);
	item->cmsg_len = ~(size_t)0 - 20;
	EXPECT(WSA_CMSG_NXTHDR(&msg, item) == NULL);
	EXPECT(WSA_CMSG_NXTHDR(&msg, (PWSACMSGHDR)0) == WSA_CMSG_FIRSTHDR(&msg));
}

static void order(void)
{
	EXPECT(htonll(0x0102030405060708) == 0x0807060504030201);
	EXPECT(ntohll(htonll(42)) == 42);
	EXPECT(htonf(1.0f) == 0x0000803f && ntohf(htonf(2.5f)) == 2.5f);
	EXPECT(htond(1.0) == 0xf03f && ntohd(htond(-7.25)) == -7.25);
}

static void services(void)
{
	GUID web = SVCID_TCP(80), g;

	EXPECT(web.Data1 == 0x00090050 && web.Data2 == 0);
	EXPECT(web.Data4[0] == 0xC0 && web.Data4[7] == 0x46);
	EXPECT(IS_SVCID_TCP(&web) && !IS_SVCID_UDP(&web) && PORT_FROM_SVCID_TCP(&web) == 80);
	SET_NETWARE_SVCID(&g, 4);
	EXPECT(IS_SVCID_NETWARE(&g) && SAPID_FROM_SVCID_NETWARE(&g) == 4);
	SET_TCP_SVCID(&g, 80);
	EXPECT(memcmp(&g, &web, sizeof g) == 0);
}

int main(void)
{
	SOCKADDR_NB name;
	GUID accept_ex = WSAID_ACCEPTEX;

	control();
	order();
	services();
	SET_NETBIOS_SOCKADDR(&name, NETBIOS_UNIQUE_NAME, "HOST", 0x20);
	EXPECT(name.snb_family == AF_NETBIOS && name.snb_type == NETBIOS_UNIQUE_NAME);
	EXPECT(memcmp(name.snb_name, "HOST           ", 15) == 0 && name.snb_name[15] == 0x20);
	EXPECT(accept_ex.Data1 == 0xb5367df1 && accept_ex.Data4[7] == 0x92);
	return 0;
}
