/*
 * namespace.c: services by name and class, and the catalog of name spaces. Chapter 15 of
 * providers.md. Wine has no name spaces but the one of DNS, and that in part.
 */
#include "check.h"

#include <stdlib.h>
#include <svcguid.h>
#include <ws2spi.h>

#ifndef NS_LOCALNAME /* mingw-w64 does not have it */
#define NS_LOCALNAME 19
#endif

static GUID printing = {0x5a8f4b10, 0x0b8e, 0x4a51, {0x9d, 1, 2, 3, 4, 5, 6, 7}};
static GUID hostname = SVCID_HOSTNAME, by_name = SVCID_INET_HOSTADDRBYNAME;
static GUID by_address = SVCID_INET_HOSTADDRBYINETSTRING, service = SVCID_INET_SERVICEBYNAME;

/* ask is a query for a class by name. */
static WSAQUERYSETW ask(LPWSTR name, LPGUID class, DWORD space)
{
	WSAQUERYSETW q;
	memset(&q, 0, sizeof q);
	q.dwSize = sizeof q;
	q.lpszServiceInstanceName = name;
	q.lpServiceClassId = class;
	q.dwNameSpace = space;
	return q;
}

/* Room for a result. */
static union {
	WSAQUERYSETW set;
	char room[8192];
} result;

/* next gets a result into all the room. */
static INT next(HANDLE h, DWORD flags)
{
	DWORD n = sizeof result;
	memset(&result, 'q', sizeof result);
	return WSALookupServiceNextW(h, flags, &n, &result.set);
}

static HANDLE begun(const char *clause, const char *what, WSAQUERYSETW q, DWORD flags)
{
	HANDLE h = NULL;
	expect(clause, what, WSALookupServiceBeginW(&q, flags, &h), 0);
	return h;
}

/* finds expects a query to begin, and one result of it. */
static void finds(const char *clause, const char *what, WSAQUERYSETW q, DWORD flags)
{
	HANDLE h = begun(clause, what, q, flags);
	expect(clause, what, next(h, flags), 0);
	expect("P-482", "its end", WSALookupServiceEnd(h), 0);
}

/* refused expects a query to fail, at once or with its first result. */
static void refused(const char *clause, const char *what, WSAQUERYSETW q, DWORD flags, int error)
{
	HANDLE h = NULL;
	WSASetLastError(0);
	INT got = WSALookupServiceBeginW(&q, flags, &h);
	if (got == 0) {
		got = next(h, flags);
		int e = WSAGetLastError();
		WSALookupServiceEnd(h);
		WSASetLastError(e);
	}
	failed_as(clause, what, got, SOCKET_ERROR, WSAGetLastError(), error);
}

/* within tells whether n bytes at p are in the room of the result. */
static int within(const void *p, size_t n)
{
	const char *c = p;
	return c >= result.room && c + n <= result.room + sizeof result;
}

static void arguments(void)
{
	HANDLE h;
	DWORD n = sizeof result;
	WSAQUERYSETW q = ask(L"127.0.0.1", &hostname, NS_DNS);
	fails("P-473", "no query", WSALookupServiceBeginW(NULL, LUP_RETURN_ALL, &h), WSAEINVAL);
	q.dwSize--;
	fails("P-473", "a small query", WSALookupServiceBeginW(&q, LUP_RETURN_ALL, &h), WSAEINVAL);
	q.dwSize += 100;
	expect("P-473", "a large query", WSALookupServiceBeginW(&q, LUP_RETURN_ALL, &h), 0);
	WSALookupServiceEnd(h);
	q.dwSize = sizeof q;
	fails("P-473", "a bad address", WSALookupServiceBeginW((LPWSAQUERYSETW)16, 0, &h), WSAEFAULT);
	q.lpszServiceInstanceName = (LPWSTR)16;
	fails("P-473", "a bad name", WSALookupServiceBeginW(&q, 0, &h), WSAEFAULT);
	q.lpszServiceInstanceName = NULL;
	q.lpServiceClassId = NULL;
	fails("P-474", "no class", WSALookupServiceBeginW(&q, LUP_RETURN_ALL, &h), WSAEINVAL);
	q.lpServiceClassId = &hostname;
	q.dwNameSpace = NS_BTH;
	fails("P-475", "no such name space", WSALookupServiceBeginW(&q, 0, &h), WSASERVICE_NOT_FOUND);
	q.lpNSProviderId = &printing;
	fails("P-475", "no such provider", WSALookupServiceBeginW(&q, 0, &h), WSASERVICE_NOT_FOUND);
	q.lpNSProviderId = NULL;
	q.dwNameSpace = NS_DNS;
	fails("P-477", "containers of DNS", WSALookupServiceBeginW(&q, LUP_CONTAINERS, &h), WSANO_DATA);
	fails("P-482", "a bad handle", WSALookupServiceNextW((HANDLE)4711, 0, &n, &result.set),
		WSA_INVALID_HANDLE);
	fails("P-482", "the end of a bad handle", WSALookupServiceEnd((HANDLE)4711),
		WSA_INVALID_HANDLE);
	fails("P-473", "a bad service", WSASetServiceW((LPWSAQUERYSETW)16, RNRSERVICE_REGISTER, 0),
		WSAEFAULT);
	fails("P-486", "no service", WSASetServiceW(NULL, RNRSERVICE_REGISTER, 0), WSAEINVAL);
	q = ask(L"x", &printing, NS_LOCALNAME);
	fails("P-486", "no operation", WSASetServiceW(&q, (WSAESETSERVICEOP)3, 0), WSAEINVAL);
	q.dwNumberOfCsAddrs = 1;
	q.lpcsaBuffer = (LPCSADDR_INFO)16;
	fails("P-473", "bad addresses", WSASetServiceW(&q, RNRSERVICE_REGISTER, 0), WSAEFAULT);
}

static void hosts(void)
{
	DWORD flags = LUP_RETURN_ALL;
	finds("P-481", "an address as a host", ask(L"127.0.0.1", &hostname, NS_DNS), flags);
	WSAQUERYSETW *r = &result.set;
	check("P-478", r->dwSize == sizeof *r && r->dwNameSpace == NS_DNS && within(r->lpNSProviderId,
		sizeof(GUID)), "size, name space and provider are there");
	check("P-478", within(r->lpszServiceInstanceName, 20) &&
		wcscmp(r->lpszServiceInstanceName, L"127.0.0.1") == 0, "the name is behind the structure");
	CSADDR_INFO *a = r->lpcsaBuffer;
	struct sockaddr_in *in = NULL;
	if (r->dwNumberOfCsAddrs == 1 && within(a, sizeof *a))
		in = (struct sockaddr_in *)a->RemoteAddr.lpSockaddr;
	check("P-483", in && a->RemoteAddr.iSockaddrLength == 16 && in->sin_family == AF_INET &&
		in->sin_addr.s_addr == htonl(INADDR_LOOPBACK) && in->sin_port == 0, "its address, port 0");
	struct hostent *host =
		within(r->lpBlob, sizeof *r->lpBlob) ? (void *)r->lpBlob->pBlobData : NULL;
	check("P-483", host && host->h_addrtype == AF_INET && host->h_length == 4 &&
		strcmp((char *)host + (size_t)host->h_name, "127.0.0.1") == 0, "its HOSTENT has offsets");
	if (host) {
		char **list = (char **)((char *)host + (size_t)host->h_addr_list);
		check("P-483", memcmp((char *)host + (size_t)list[0], "\x7f\0\0\x01", 4) == 0 &&
			list[1] == NULL, "its addresses have offsets");
	}
	finds("P-483", "as gethostbyname", ask(L"127.0.0.1", &by_name, NS_ALL), flags);
	WSAQUERYSETW q = ask(L"not an address", &by_address, NS_DNS);
	refused("P-483", "no address as text", q, flags, WSAEINVAL);

	GUID web;
	SET_TCP_SVCID(&web, 80);
	finds("P-481", "a port of a host", ask(L"127.0.0.1", &web, NS_ALL), flags);
	a = r->lpcsaBuffer;
	in = r->dwNumberOfCsAddrs == 1 ? (struct sockaddr_in *)a->RemoteAddr.lpSockaddr : NULL;
	check("P-481", in && in->sin_port == htons(80) && a->iSocketType == SOCK_STREAM &&
		a->iProtocol == IPPROTO_TCP, "a whole address of TCP");
	in = in ? (struct sockaddr_in *)a->LocalAddr.lpSockaddr : NULL;
	check("P-478", in && in->sin_family == AF_INET && in->sin_port == 0 && in->sin_addr.s_addr == 0,
		"the other part can be used as it is");
	finds("P-478", "for the service", ask(L"127.0.0.1", &web, NS_ALL), flags | LUP_RES_SERVICE);
	a = r->lpcsaBuffer;
	in = r->dwNumberOfCsAddrs == 1 ? (struct sockaddr_in *)a->LocalAddr.lpSockaddr : NULL;
	check("P-478", in && in->sin_port == htons(80), "the address is the local one");
	AFPROTOCOLS udp_only = {AF_INET, IPPROTO_UDP};
	q = ask(L"127.0.0.1", &hostname, NS_DNS);
	q.dwNumberOfProtocols = 1;
	q.lpafpProtocols = &udp_only;
	finds("P-474", "only UDP", q, flags);
	check("P-474", r->dwNumberOfCsAddrs == 1 && r->lpcsaBuffer->iProtocol == IPPROTO_UDP &&
		r->lpcsaBuffer->iSocketType == SOCK_DGRAM, "an address of UDP");
	udp_only.iAddressFamily = AF_INET6;
	refused("P-474", "only IPv6", q, flags, WSANO_DATA);
	refused("P-481", "an unknown class", ask(L"127.0.0.1", &printing, NS_DNS), flags,
		WSASERVICE_NOT_FOUND);
}

static void services(void)
{
	WSAQUERYSETW *r = &result.set;
	finds("P-484", "a service", ask(L"HTTP/TCP", &service, NS_DNS), LUP_RETURN_ALL);
	struct servent *s = r->lpBlob ? (void *)r->lpBlob->pBlobData : NULL;
	check("P-484", s && s->s_port == htons(80) &&
		strcmp((char *)s + (size_t)s->s_name, "http") == 0 &&
		strcmp((char *)s + (size_t)s->s_proto, "tcp") == 0, "its SERVENT has offsets");
	check("P-484", r->lpszServiceInstanceName && wcscmp(r->lpszServiceInstanceName, L"http") == 0,
		"its name");
	check("P-484", r->lpServiceClassId && IS_SVCID_TCP(r->lpServiceClassId) &&
		PORT_FROM_SVCID_TCP(r->lpServiceClassId) == 80, "its class is that of the port");
	finds("P-484", "a port", ask(L"80/tcp", &service, NS_DNS), LUP_RETURN_ALL);
	refused("P-484", "no service", ask(L"no such service", &service, NS_DNS), 0, WSANO_DATA);
}

static void results(void)
{
	WSAQUERYSETW *r = &result.set, q = ask(L"127.0.0.1", &hostname, NS_DNS);
	HANDLE h = begun("P-480", "a query", q, LUP_RETURN_NAME | LUP_RETURN_ADDR);
	DWORD n = 0, needed;
	fails("P-480", "no room", WSALookupServiceNextW(h, LUP_RETURN_ALL, &n, NULL), WSAEFAULT);
	needed = n;
	check("P-480", needed > sizeof q && needed < 1000, "the room it takes");
	n = needed - 1;
	memset(&result, 'q', sizeof result);
	fails("P-480", "a byte too few", WSALookupServiceNextW(h, LUP_RETURN_ALL, &n, r), WSAEFAULT);
	check("P-480", n == needed && result.room[0] == 'q', "nothing is written");
	expect("P-480", "just enough", WSALookupServiceNextW(h, LUP_RETURN_ALL, &n, r), 0);
	check("P-478", r->lpBlob == NULL && r->lpServiceClassId == NULL && r->lpcsaBuffer != NULL,
		"more flags than at the beginning bring nothing");
	fails("P-479", "after the last result", next(h, LUP_RETURN_ALL), WSA_E_NO_MORE);
	fails("P-479", "once more", next(h, LUP_RETURN_ALL), WSA_E_NO_MORE);
	WSALookupServiceEnd(h);
	fails("P-482", "after the end", next(h, LUP_RETURN_ALL), WSA_INVALID_HANDLE);
	fails("P-482", "the end again", WSALookupServiceEnd(h), WSA_INVALID_HANDLE);
	h = begun("P-480", "a query", q, LUP_RETURN_ALL);
	n = 0;
	WSALookupServiceNextW(h, 0, &n, NULL);
	fails("P-480", "the result is dropped", next(h, LUP_FLUSHPREVIOUS), WSA_E_NO_MORE);
	WSALookupServiceEnd(h);
	h = begun("P-478", "a query", q, LUP_RETURN_ALL);
	expect("P-478", "no flags", next(h, 0), 0);
	check("P-478", r->lpszServiceInstanceName == NULL && r->dwNumberOfCsAddrs == 0 &&
		r->lpBlob == NULL, "nothing is asked for");
	WSALookupServiceEnd(h);

	WSAQUERYSETA narrow;
	memset(&narrow, 0, sizeof narrow);
	narrow.dwSize = sizeof narrow;
	narrow.lpszServiceInstanceName = "127.0.0.1";
	narrow.lpServiceClassId = &hostname;
	narrow.dwNameSpace = NS_DNS;
	expect("P-473", "bytes", WSALookupServiceBeginA(&narrow, LUP_RETURN_NAME, &h), 0);
	n = sizeof result;
	expect("P-473", "a result in bytes",
		WSALookupServiceNextA(h, LUP_RETURN_NAME, &n, (LPWSAQUERYSETA)&result), 0);
	check("P-473", strcmp(((LPWSAQUERYSETA)&result)->lpszServiceInstanceName, "127.0.0.1") == 0,
		"its name in bytes");
	WSALookupServiceEnd(h);
}

/* count is how many services a query finds; -1: none, by an error. */
static int count(WSAQUERYSETW q, DWORD flags)
{
	HANDLE h;
	int found = 0;
	if (WSALookupServiceBeginW(&q, flags, &h) != 0)
		return -1;
	while (next(h, flags) == 0)
		found++;
	WSALookupServiceEnd(h);
	return found;
}

static void registration(void)
{
	struct sockaddr_in here = loopback(4000), there = loopback(4001);
	CSADDR_INFO a[2];
	memset(a, 0, sizeof a);
	for (int i = 0; i < 2; i++) {
		a[i].LocalAddr.lpSockaddr = (struct sockaddr *)(i ? &there : &here);
		a[i].LocalAddr.iSockaddrLength = sizeof here;
		a[i].iSocketType = SOCK_STREAM;
		a[i].iProtocol = IPPROTO_TCP;
	}
	WSAVERSION version = {3, COMP_EQUAL};
	BLOB blob = {3, (BYTE *)"abc"};
	WSAQUERYSETW q = ask(L"Laboratory", &printing, NS_LOCALNAME), *r = &result.set;
	q.lpszComment = L"second floor";
	q.lpVersion = &version;
	q.lpBlob = &blob;
	q.dwNumberOfCsAddrs = 1;
	q.lpcsaBuffer = a;
	fails("P-486", "nothing to delete", WSASetServiceW(&q, RNRSERVICE_DELETE, 0),
		WSASERVICE_NOT_FOUND);
	expect("P-486", "a service", WSASetServiceW(&q, RNRSERVICE_REGISTER, 0), 0);
	WSAQUERYSETW some = ask(NULL, &printing, NS_ALL);
	HANDLE h = begun("P-485", "by class", some, LUP_RETURN_ALL);
	expect("P-485", "it is found", next(h, LUP_RETURN_ALL), 0);
	check("P-485", wcscmp(r->lpszServiceInstanceName, L"Laboratory") == 0 &&
		wcscmp(r->lpszComment, L"second floor") == 0 && r->lpVersion->dwVersion == 3 &&
		memcmp(r->lpServiceClassId, &printing, sizeof printing) == 0 && r->lpBlob->cbSize == 3 &&
		memcmp(r->lpBlob->pBlobData, "abc", 3) == 0, "with all that was given");
	check("P-485", r->dwNumberOfCsAddrs == 1 && r->lpcsaBuffer->RemoteAddr.iSockaddrLength == 16 &&
		memcmp(r->lpcsaBuffer->RemoteAddr.lpSockaddr, &here, sizeof here) == 0,
		"where to connect to");
	q.lpcsaBuffer = a + 1;
	expect("P-491", "the results hold", WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0,
		&(DWORD){0}, NULL) == SOCKET_ERROR && WSAGetLastError() == WSAEWOULDBLOCK, 1);
	expect("P-486", "one more address",
		WSASetServiceW(&q, RNRSERVICE_REGISTER, SERVICE_MULTIPLE), 0);
	for (int i = 0; i < 1000 && WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0,
		&(DWORD){0}, NULL) != 0; i++)
		Sleep(10);
	expect("P-491", "they no longer do", WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0,
		&(DWORD){0}, NULL), 0);
	WSALookupServiceEnd(h);
	finds("P-486", "it has both", some, LUP_RETURN_ALL);
	expect("P-486", "addresses", r->dwNumberOfCsAddrs, 2);
	some.lpVersion = &version;
	version.dwVersion = 2;
	expect("P-474", "another version", count(some, 0), -1);
	version.ecHow = COMP_NOTLESS;
	expect("P-474", "that version or a later one", count(some, 0), 1);
	some.lpVersion = NULL;
	some.lpszServiceInstanceName = L"lab*";
	expect("P-485", "a pattern", count(some, 0), 1);
	some.lpszServiceInstanceName = L"lab";
	expect("P-485", "another name", count(some, 0), -1);
	some.lpszServiceInstanceName = NULL;

	WSAQUERYSETW inside = ask(L"Attic", &printing, NS_LOCALNAME);
	inside.lpszContext = L"House\\Roof";
	expect("P-485", "a service in a container", WSASetServiceW(&inside, RNRSERVICE_REGISTER, 0), 0);
	expect("P-485", "the first level", count(some, 0), 1);
	expect("P-485", "all levels", count(some, LUP_DEEP), 2);
	WSAQUERYSETW containers = ask(NULL, NULL, NS_LOCALNAME);
	finds("P-485", "a container", containers, LUP_CONTAINERS | LUP_RETURN_NAME);
	check("P-485", wcscmp(r->lpszServiceInstanceName, L"House") == 0, "its name");
	containers.lpszContext = L"house";
	finds("P-485", "the one inside", containers, LUP_CONTAINERS | LUP_RETURN_NAME);
	check("P-485", wcscmp(r->lpszServiceInstanceName, L"Roof") == 0 &&
		wcscmp(r->lpszContext, L"House") == 0, "its name and where it is");
	expect("P-486", "it goes", WSASetServiceW(&inside, RNRSERVICE_DELETE, 0), 0);

	expect("P-486", "an address less",
		WSASetServiceW(&q, RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE), 0);
	finds("P-486", "it has one", some, LUP_RETURN_ALL);
	expect("P-486", "addresses", r->dwNumberOfCsAddrs, 1);
	expect("P-486", "it is deregistered", WSASetServiceW(&q, RNRSERVICE_DEREGISTER, 0), 0);
	expect("P-486", "and not found", count(some, 0), -1);
	expect("P-486", "it is deleted", WSASetServiceW(&q, RNRSERVICE_DELETE, 0), 0);
	fails("P-486", "twice", WSASetServiceW(&q, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
	q.lpszServiceInstanceName = NULL;
	fails("P-486", "no name", WSASetServiceW(&q, RNRSERVICE_REGISTER, 0), WSAEINVAL);
	q = ask(L"x", &printing, NS_DNS);
	expect("P-486", "in DNS nothing is done", WSASetServiceW(&q, RNRSERVICE_REGISTER, 0), 0);
}

static void classes(void)
{
	DWORD port = 4000;
	WSANSCLASSINFOW value = {SERVICE_TYPE_VALUE_TCPPORTW, NS_ALL, REG_DWORD, sizeof port, &port};
	WSASERVICECLASSINFOW c = {&printing, L"Printing", 1, &value}, *got = (void *)&result;
	WSAQUERYSETW q = ask(L"127.0.0.1", &printing, NS_DNS);
	GUID local = {0}, dns = {0};
	WSANAMESPACE_INFOW all[8];
	DWORD n = sizeof all;
	int have = WSAEnumNameSpaceProvidersW(&n, all);
	check("P-494", have == 2 && all[0].dwNameSpace == NS_LOCALNAME &&
		all[1].dwNameSpace == NS_DNS && all[0].fActive && all[1].fActive &&
		wcscmp(all[1].lpszIdentifier, L"Tcpip") == 0,
		"two name spaces");
	if (have == 2) {
		local = all[0].NSProviderId;
		dns = all[1].NSProviderId;
	}
	n = sizeof result;
	fails("P-488", "an unknown class", WSAGetServiceClassInfoW(&local, &printing, &n, got),
		WSATYPE_NOT_FOUND);
	fails("P-489", "nothing to remove", WSARemoveServiceClass(&printing), WSATYPE_NOT_FOUND);
	fails("P-487", "no class", WSAInstallServiceClassW(NULL), WSAEINVAL);
	fails("P-487", "a bad class", WSAInstallServiceClassW((LPWSASERVICECLASSINFOW)16), WSAEFAULT);
	expect("P-487", "a class", WSAInstallServiceClassW(&c), 0);
	fails("P-487", "twice", WSAInstallServiceClassW(&c), WSAEALREADY);
	n = 0;
	fails("P-488", "no room", WSAGetServiceClassInfoW(&local, &printing, &n, got), WSAEFAULT);
	expect("P-488", "just enough", WSAGetServiceClassInfoW(&local, &printing, &n, got), 0);
	check("P-488", wcscmp(got->lpszServiceClassName, L"Printing") == 0 && got->dwCount == 1 &&
		wcscmp(got->lpClassInfos->lpszName, L"TcpPort") == 0 &&
		memcmp(got->lpClassInfos->lpValue, &port, sizeof port) == 0, "all that was given");
	fails("P-488", "no provider", WSAGetServiceClassInfoW(NULL, &printing, &n, got), WSAEINVAL);
	fails("P-488", "another provider", WSAGetServiceClassInfoW(&printing, &printing, &n, got),
		WSAEINVAL);
	finds("P-481", "the class has a port", q, LUP_RETURN_ALL);
	struct sockaddr_in *in = result.set.dwNumberOfCsAddrs == 1
		? (struct sockaddr_in *)result.set.lpcsaBuffer->RemoteAddr.lpSockaddr : NULL;
	check("P-481", in && in->sin_port == htons(4000), "it is in the address");
	WCHAR name[9];
	n = 8;
	fails("P-490", "a character too few", WSAGetServiceClassNameByClassIdW(&printing, name, &n),
		WSAEFAULT);
	expect("P-490", "what it takes", n, 9);
	expect("P-490", "the name", WSAGetServiceClassNameByClassIdW(&printing, name, &n), 0);
	check("P-490", wcscmp(name, L"Printing") == 0, "of the class");
	fails("P-490", "no class", WSAGetServiceClassNameByClassIdW(NULL, name, &n),
		WSA_INVALID_PARAMETER);
	q = ask(L"x", &printing, NS_LOCALNAME);
	WSASetServiceW(&q, RNRSERVICE_REGISTER, 0);
	fails("P-489", "a service is of it", WSARemoveServiceClass(&printing), WSAETOOMANYREFS);
	WSASetServiceW(&q, RNRSERVICE_DELETE, 0);
	expect("P-489", "it goes", WSARemoveServiceClass(&printing), 0);
	fails("P-490", "nobody knows it", WSAGetServiceClassNameByClassIdW(&printing, name, &n),
		WSANO_DATA);
	GUID web;
	SET_TCP_SVCID(&web, 80);
	n = sizeof result;
	expect("P-488", "the class of a port", WSAGetServiceClassInfoW(&dns, &web, &n, got), 0);
	check("P-488", wcscmp(got->lpszServiceClassName, L"http") == 0, "its name");
}

static void codes(void)
{
	DWORD n = 0;
	HANDLE h = begun("P-492", "a query", ask(L"127.0.0.1", &hostname, NS_DNS), 0);
	fails("P-491", "DNS does not notice",
		WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &n, NULL), WSAEOPNOTSUPP);
	fails("P-492", "an unknown code", WSANSPIoctl(h, 1, NULL, 0, NULL, 0, &n, NULL), WSAEOPNOTSUPP);
	WSALookupServiceEnd(h);
	fails("P-492", "a bad handle",
		WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &n, NULL), WSA_INVALID_HANDLE);
	GUID web;
	SET_TCP_SVCID(&web, 80);
	WSAQUERYSETW q = ask(L"w", &web, NS_LOCALNAME);
	WSASetServiceW(&q, RNRSERVICE_REGISTER, 0);
	h = begun("P-491", "two name spaces", ask(L"w", &web, NS_ALL), 0);
	fails("P-491", "a query of several providers",
		WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &n, NULL), WSAEINVAL);
	WSALookupServiceEnd(h);
	WSASetServiceW(&q, RNRSERVICE_DELETE, 0);
}

static void catalog(void)
{
	WSANAMESPACE_INFOEXW all[8];
	GUID ids[3];
	BLOB blob = {2, (BYTE *)"xy"};
	DWORD n = sizeof all;
	WSAStartup(MAKEWORD(2, 2), &(WSADATA){0});
	WSAEnumNameSpaceProvidersExW(&n, all);
	ids[1] = all[0].NSProviderId;
	ids[2] = all[1].NSProviderId;
	ids[0] = printing;
	WSACleanup();
	expect("P-495", "a provider", WSCInstallNameSpaceEx(L"Mine", L"%SystemRoot%/mine.so", NS_NDS, 7,
		&printing, &blob), 0);
	fails("P-495", "twice", WSCInstallNameSpace(L"Mine", L"/mine.so", NS_NDS, 7, &printing),
		WSANO_RECOVERY);
	fails("P-495", "a relative path", WSCInstallNameSpace32(L"x", L"x.so", NS_NDS, 7, &hostname),
		WSAEINVAL);
	fails("P-495", "no name", WSCInstallNameSpace(NULL, L"/x.so", NS_NDS, 7, &hostname), WSAEFAULT);
	expect("P-498", "too few", WSCWriteNameSpaceOrder(ids, 2), WSAEINVAL);
	expect("P-498", "the first", WSCWriteNameSpaceOrder(ids, 3), 0);
	expect("P-497", "disabled", WSCEnableNSProvider(&printing, FALSE), 0);
	fails("P-497", "an unknown one", WSCEnableNSProvider(&hostname, FALSE), WSAEINVAL);
	start();
	n = sizeof all;
	expect("P-476", "they are three", WSAEnumNameSpaceProvidersExW(&n, all), 3);
	check("P-476", memcmp(&all[0].NSProviderId, &printing, sizeof printing) == 0 &&
		all[0].dwNameSpace == NS_NDS && all[0].dwVersion == 7 && !all[0].fActive &&
		wcscmp(all[0].lpszIdentifier, L"Mine") == 0 && all[0].ProviderSpecific.cbSize == 2 &&
		memcmp(all[0].ProviderSpecific.pBlobData, "xy", 2) == 0, "all that was given");
	WSAQUERYSETW q = ask(L"x", &printing, NS_NDS);
	HANDLE h;
	fails("P-497", "no query reaches it", WSALookupServiceBeginW(&q, 0, &h), WSASERVICE_NOT_FOUND);
	q.lpNSProviderId = &printing;
	fails("P-497", "not by its id", WSALookupServiceBeginW(&q, 0, &h), WSASERVICE_NOT_FOUND);
	expect("P-497", "enabled", WSCEnableNSProvider32(&printing, TRUE), 0);
	fails("P-495", "processes keep what they have", WSALookupServiceBeginW(&q, 0, &h),
		WSASERVICE_NOT_FOUND);
	WSACleanup();
	start();
	fails("P-493", "it can't be loaded", WSALookupServiceBeginW(&q, 0, &h), WSAEPROVIDERFAILEDINIT);
	finds("P-493", "others go on", ask(L"127.0.0.1", &hostname, NS_ALL), LUP_RETURN_NAME);
	WSACleanup();
	expect("P-496", "it goes", WSCUnInstallNameSpace32(&printing), 0);
	fails("P-496", "twice", WSCUnInstallNameSpace(&printing), WSAEINVAL);
	fails("P-496", "nothing", WSCUnInstallNameSpace(NULL), WSAEFAULT);
	start();
	n = sizeof all;
	expect("P-499", "two are left", WSCEnumNameSpaceProvidersEx32(&n, all), 2);
	WSACleanup();
}

/* Looks a host up that no server answers for; ended tells what came of it. */
static DWORD WINAPI wait_for_host(void *h)
{
	WSASetLastError(0);
	return next(h, LUP_RETURN_ALL) == 0 ? 0 : (DWORD)WSAGetLastError();
}

static void cancelled(void)
{
	HANDLE h = begun("P-482", "a query", ask(L"nosuch.invalid", &hostname, NS_DNS), LUP_RETURN_ALL);
	HANDLE thread = on_thread(wait_for_host, h);
	WSALookupServiceEnd(h);
	DWORD code = 0;
	WaitForSingleObject(thread, INFINITE);
	GetExitCodeThread(thread, &code);
	joined(thread);
	check("P-482", code == WSA_E_CANCELLED || code == WSA_INVALID_HANDLE ||
		code == WSASERVICE_NOT_FOUND || code == WSATRY_AGAIN || code == WSANO_RECOVERY,
		"a Next returns when the query ends");
}

int main(void)
{
	HANDLE h;
	WSAQUERYSETW q = ask(L"x", &hostname, NS_DNS);
	if (wine())
		skip_all("P-473", "Wine has no name spaces but a part of DNS");
	fails("P-473", "without WSAStartup", WSALookupServiceBeginW(&q, 0, &h), WSANOTINITIALISED);
	fails("P-486", "without WSAStartup", WSASetServiceW(&q, RNRSERVICE_REGISTER, 0),
		WSANOTINITIALISED);
	start();
	arguments();
	hosts();
	services();
	results();
	registration();
	classes();
	codes();
	cancelled();
	h = begun("P-482", "a query", ask(L"127.0.0.1", &hostname, NS_DNS), 0);
	WSACleanup();
	start();
	fails("P-482", "after the last WSACleanup", next(h, 0), WSA_INVALID_HANDLE);
	WSACleanup();
	catalog();
	return verdict();
}
