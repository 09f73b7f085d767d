/* unicode.c: the same calls with wide text. Chapter 24 of sockets.md. */
#define UNICODE
#define _UNICODE
#include "check.h"

#include <wchar.h>

int main(void)
{
	start();
	check("P-145", sizeof(WSAPROTOCOL_INFO) == 628 && (void *)WSASocket == (void *)WSASocketW,
		"the neutral names are wide");
	check("P-145", PF_INET == AF_INET && PF_INET6 == AF_INET6 && PF_UNIX == AF_UNIX, "PF_ and AF_");
	check("P-003", sizeof(WCHAR) == 2 && sizeof(wchar_t) == 2, "WCHAR has 16 bits");
	SOCKET s = WSASocket(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
	check("S-737", s != INVALID_SOCKET, "WSASocket");
	WSAPROTOCOL_INFO info;
	int len = sizeof info;
	expect("S-737", "SO_PROTOCOL_INFO", getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFO, (char *)&info,
		&len), 0);
	check("S-737", len == sizeof(WSAPROTOCOL_INFOW) && wcslen(info.szProtocol) > 0, "is wide");
	closesocket(s);

	ADDRINFOW hints, *list = NULL;
	memset(&hints, 0, sizeof hints);
	hints.ai_family = AF_INET;
	hints.ai_socktype = SOCK_STREAM;
	hints.ai_flags = AI_CANONNAME;
	expect("S-737", "GetAddrInfoW", GetAddrInfoW(L"127.0.0.1", L"80", &hints, &list), 0);
	struct sockaddr_in in = loopback(80);
	if (list != NULL)
		check("S-737", memcmp(list->ai_addr, &in, sizeof in) == 0 &&
			wcscmp(list->ai_canonname, L"127.0.0.1") == 0, "its result");
	FreeAddrInfoW(list);
	expect("S-737", "of nothing", GetAddrInfoW(NULL, NULL, NULL, &list), WSAHOST_NOT_FOUND);
	WCHAR host[64], service[16], text[64];
	expect("S-737", "GetNameInfoW", GetNameInfoW((struct sockaddr *)&in, sizeof in, host, 64, service,
		16, NI_NUMERICHOST | NI_NUMERICSERV), 0);
	check("S-737", wcscmp(host, L"127.0.0.1") == 0 && wcscmp(service, L"80") == 0, "its texts");
	IN_ADDR raw;
	expect("S-737", "InetPtonW", InetPtonW(AF_INET, L"127.0.0.1", &raw), 1);
	expect("S-737", "its bytes", raw.s_addr, htonl(INADDR_LOOPBACK));
	expect("S-737", "InetPtonW of a name", InetPtonW(AF_INET, L"localhost", &raw), 0);
	check("S-737", InetNtopW(AF_INET, &raw, text, 64) == text && wcscmp(text, L"127.0.0.1") == 0,
		"InetNtopW");
	DWORD n = 64;
	expect("S-737", "WSAAddressToStringW", WSAAddressToString((struct sockaddr *)&in, sizeof in, NULL,
		text, &n), 0);
	check("S-737", wcscmp(text, L"127.0.0.1:80") == 0 && n == 13, "its text");
	n = 5;
	fails("S-737", "too little room", WSAAddressToString((struct sockaddr *)&in, sizeof in, NULL, text,
		&n), WSAEFAULT);
	expect("S-737", "how much is needed", n, 13);
	WCHAR spelled[] = L"127.0.0.1:8080";
	len = sizeof in;
	expect("S-737", "WSAStringToAddressW", WSAStringToAddress(spelled, AF_INET, NULL,
		(struct sockaddr *)&in, &len), 0);
	expect("S-737", "its port", ntohs(in.sin_port), 8080);
	WSACleanup();
	return verdict();
}
