/* raw.c: raw sockets, where the program has the right. Chapter 20 of sockets.md. */
#include "check.h"

/* sum is the checksum of IP over n bytes. */
static u_short sum(const unsigned char *p, int n)
{
	unsigned int s = 0;
	for (int i = 0; i < n; i += 2)
		s += p[i] << 8 | (i + 1 < n ? p[i + 1] : 0);
	while (s >> 16)
		s = (s & 0xFFFF) + (s >> 16);
	return htons((u_short)~s);
}

static void echo(SOCKET s)
{
	unsigned char ask[16] = {8, 0, 0, 0, 0x12, 0x34, 0, 1, 'w', 'i', 'n', 's', 'o', 'c', 'k', '!'};
	unsigned char got[256];
	u_short check_sum = sum(ask, sizeof ask);
	struct sockaddr_in to = loopback(0), from;
	int len = sizeof from, n = 0;
	memcpy(ask + 2, &check_sum, 2);
	set_option(s, SOL_SOCKET, SO_RCVTIMEO, 5000);
	bound(s);
	expect("S-494", "an echo request", sendto(s, (char *)ask, sizeof ask, 0, (struct sockaddr *)&to,
		sizeof to), sizeof ask);
	/* The request itself comes by too. */
	for (int i = 0; i < 100; i++) {
		len = sizeof from;
		n = recvfrom(s, (char *)got, sizeof got, 0, (struct sockaddr *)&from, &len);
		if (n < 0 || (n >= 28 && got[20] == 0 && got[24] == 0x12 && got[25] == 0x34))
			break;
	}
	expect("S-492", "its reply, with the header of IP", n, 36);
	check("S-494", got[0] == 0x45 && got[9] == IPPROTO_ICMP, "20 bytes of header, ICMP");
	check("S-494", memcmp(got + 24, ask + 4, 12) == 0, "id, sequence and data as sent");
	check("S-492", from.sin_addr.s_addr == htonl(INADDR_LOOPBACK), "from where");
	sendto(s, (char *)ask, sizeof ask, 0, (struct sockaddr *)&to, sizeof to);
	fails("S-493", "a short buffer", recv(s, (char *)got, 10, 0), WSAEMSGSIZE);
}

int main(void)
{
	start();
	WSASetLastError(0);
	SOCKET s = WSASocketW(AF_INET, SOCK_RAW, IPPROTO_ICMP, NULL, 0, WSA_FLAG_OVERLAPPED);
	if (s == INVALID_SOCKET) {
		expect("S-077", "a raw socket without the right", WSAGetLastError(), WSAEACCES);
		expect_error("S-078", "IPv6 without the right", socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6),
			INVALID_SOCKET, WSAEACCES);
		skip("S-492", "no right to make raw sockets");
		return verdict();
	}
	check("S-077", s != INVALID_SOCKET, "a raw socket");
	SOCKET t = WSASocketW(AF_INET, 0, 200, NULL, 0, 0);
	expect("S-080", "type 0, protocol 200", option(t, SOL_SOCKET, SO_TYPE), SOCK_RAW);
	closesocket(t);
	t = WSASocketW(0, 0, 255, NULL, 0, 0);
	expect("S-079", "no family, no type, protocol 255", option(t, SOL_SOCKET, SO_TYPE), SOCK_RAW);
	closesocket(t);
	WSAPROTOCOL_INFOW info;
	int n = sizeof info;
	expect("S-105", "SO_PROTOCOL_INFOW", getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info,
		&n), 0);
	DWORD layered = info.ProtocolChain.ChainLen > 1 ? XP1_IFS_HANDLES : 0; /* a layer takes it off */
	check("S-105", info.iAddressFamily == AF_INET && info.iSocketType == SOCK_RAW &&
		info.iMaxSockAddr == 16 && info.iMinSockAddr == 16 && info.iProtocolMaxOffset == 255 &&
		info.dwProviderFlags == 0x0C && (info.dwServiceFlags1 | layered) == 0x20609,
		"what it says");
	expect("S-105", "its protocol", info.iProtocol, 0);
	expect("S-556", "IP_HDRINCL", option(s, IPPROTO_IP, 2), 0);
	expect("S-556", "set", set_option(s, IPPROTO_IP, 2, 1), 0);
	expect("S-556", "read back", option(s, IPPROTO_IP, 2), 1);
	set_option(s, IPPROTO_IP, 2, 0);
	echo(s);
	closesocket(s);
	WSACleanup();
	return verdict();
}
