/* spi.c: starting a provider, and its table. P-199...P-208, P-215...P-245, P-248...P-264, P-268. */
#include "provider.h"

#include <stddef.h>

/* The functions of a provider and the upcalls by their places in the tables. */
#define ROW(table, clause, place, member) {clause, #member, offsetof(table, lp##member), place}
#define FUNCTION(clause, place, member) ROW(WSPPROC_TABLE, clause, place, WSP##member)
#define UPCALL(clause, place, member) ROW(WSPUPCALLTABLE, clause, place, WPU##member)

static const struct {
	const char *clause, *what;
	size_t offset;
	int place;
} functions[] = {
	FUNCTION("P-215", 0, Accept), FUNCTION("P-216", 1, AddressToString),
	FUNCTION("P-217", 2, AsyncSelect), FUNCTION("P-218", 3, Bind),
	FUNCTION("P-219", 4, CancelBlockingCall), FUNCTION("P-220", 5, Cleanup),
	FUNCTION("P-221", 6, CloseSocket), FUNCTION("P-222", 7, Connect),
	FUNCTION("P-223", 8, DuplicateSocket), FUNCTION("P-224", 9, EnumNetworkEvents),
	FUNCTION("P-225", 10, EventSelect), FUNCTION("P-226", 11, GetOverlappedResult),
	FUNCTION("P-227", 12, GetPeerName), FUNCTION("P-228", 13, GetSockName),
	FUNCTION("P-229", 14, GetSockOpt), FUNCTION("P-230", 15, GetQOSByName),
	FUNCTION("P-231", 16, Ioctl), FUNCTION("P-232", 17, JoinLeaf),
	FUNCTION("P-233", 18, Listen), FUNCTION("P-234", 19, Recv),
	FUNCTION("P-235", 20, RecvDisconnect), FUNCTION("P-236", 21, RecvFrom),
	FUNCTION("P-237", 22, Select), FUNCTION("P-238", 23, Send),
	FUNCTION("P-239", 24, SendDisconnect), FUNCTION("P-240", 25, SendTo),
	FUNCTION("P-241", 26, SetSockOpt), FUNCTION("P-242", 27, Shutdown),
	FUNCTION("P-243", 28, Socket), FUNCTION("P-244", 29, StringToAddress),
}, upcalls[] = {
	UPCALL("P-250", 0, CloseEvent), UPCALL("P-251", 1, CloseSocketHandle),
	UPCALL("P-252", 2, CreateEvent), UPCALL("P-253", 3, CreateSocketHandle),
	UPCALL("P-254", 4, FDIsSet), UPCALL("P-255", 5, GetProviderPath),
	UPCALL("P-256", 6, ModifyIFSHandle), UPCALL("P-257", 7, PostMessage),
	UPCALL("P-258", 8, QueryBlockingCallback), UPCALL("P-259", 9, QuerySocketHandleContext),
	UPCALL("P-260", 10, QueueApc), UPCALL("P-261", 11, ResetEvent),
	UPCALL("P-262", 12, SetEvent), UPCALL("P-263", 13, OpenCurrentThread),
	UPCALL("P-264", 14, CloseThread),
};

/* layouts compares structures with what the documentation's machines have. */
static void layouts(void)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		expect(functions[i].clause, functions[i].what, functions[i].offset, 8 * functions[i].place);
	for (size_t i = 0; i < sizeof upcalls / sizeof *upcalls; i++)
		expect(upcalls[i].clause, upcalls[i].what, upcalls[i].offset, 8 * upcalls[i].place);
	expect("P-244", "WSPPROC_TABLE", sizeof(WSPPROC_TABLE), 240);
	expect("P-264", "WSPUPCALLTABLE", sizeof(WSPUPCALLTABLE), 120);
	expect("P-200", "WSPDATA", sizeof(WSPDATA), 516);
	expect("P-200", "wVersion", offsetof(WSPDATA, wVersion), 0);
	expect("P-200", "wHighVersion", offsetof(WSPDATA, wHighVersion), 2);
	expect("P-200", "szDescription", offsetof(WSPDATA, szDescription), 4);
	expect("P-248", "WSATHREADID", sizeof(WSATHREADID), 16);
	expect("P-248", "ThreadHandle", offsetof(WSATHREADID, ThreadHandle), 0);
	expect("P-248", "Reserved", offsetof(WSATHREADID, Reserved), 8);
	expect("P-214", "network events are a LONG of 32 bits",
		sizeof(((WSANETWORKEVENTS *)0)->lNetworkEvents), 4);
}

static const struct {
	const char *what;
	WORD asked;
	int result;
} versions[] = {
	{"version 0.0", MAKEWORD(0, 0), WSAVERNOTSUPPORTED},
	{"version 1.1", MAKEWORD(1, 1), WSAVERNOTSUPPORTED},
	{"version 1.255", MAKEWORD(1, 255), WSAVERNOTSUPPORTED},
	{"version 2.1", MAKEWORD(2, 1), WSAVERNOTSUPPORTED},
	{"version 2.2", MAKEWORD(2, 2), 0},
	{"version 2.3", MAKEWORD(2, 3), 0},
	{"version 3.0", MAKEWORD(3, 0), 0},
};

static void negotiate(void)
{
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		WSPDATA data;
		memset(&data, 0xEE, sizeof data);
		int result = provider_startup(versions[i].asked, &data, &tcp_entry, &provider);
		expect("P-201", versions[i].what, result, versions[i].result);
		if (result != 0)
			continue;
		expect("P-201", "wVersion", data.wVersion, MAKEWORD(2, 2));
		expect("P-201", "wHighVersion", data.wHighVersion, MAKEWORD(2, 2));
		int end = 0;
		while (end < 256 && data.szDescription[end] != 0)
			end++;
		check("P-200", end > 0 && end < 256, "a description");
		expect("P-220", "WSPCleanup", provider.lpWSPCleanup(&errno_), 0);
	}
}

static void refuse(void)
{
	WSPDATA data;
	SetLastError(4711);
	expect("P-202", "no data", provider_startup(MAKEWORD(2, 2), NULL, &tcp_entry, &provider),
		WSAEFAULT);
	expect("P-202", "no table", provider_startup(MAKEWORD(2, 2), &data, &tcp_entry, NULL), WSAEFAULT);
	expect("P-199", "the error is the result", GetLastError(), 4711);
}

/* all compares every function of the table with NULL. */
static void all(void)
{
	void *pointers[30];
	int missing = 0;
	memcpy(pointers, &provider, sizeof pointers);
	for (int i = 0; i < 30; i++)
		missing += pointers[i] == NULL;
	expect("P-245", "functions that are missing", missing, 0);
}

static void count(void)
{
	WSPDATA data;
	struct sockaddr_in name = loopback(0);
	int len = sizeof name;
	expect("P-203", "WSPStartup", provider_startup(MAKEWORD(2, 2), &data, &tcp_entry, &provider), 0);
	expect("P-203", "WSPStartup again", provider_startup(MAKEWORD(2, 2), &data, &udp_entry, &provider),
		0);
	all();
	SOCKET s = provider_udp();
	expect("P-203", "WSPCleanup", provider.lpWSPCleanup(&errno_), 0);
	expect("P-203", "goes on", provider.lpWSPBind(s, (struct sockaddr *)&name, len, &errno_), 0);
	expect("P-203", "WSPCleanup again", provider.lpWSPCleanup(&errno_), 0);
	spi_fails("P-204", "WSPCleanup once too often", provider.lpWSPCleanup(&errno_), SOCKET_ERROR,
		WSANOTINITIALISED);
	spi_fails("P-204", "a function behind the last WSPCleanup",
		provider.lpWSPGetSockName(s, (struct sockaddr *)&name, &len, &errno_), SOCKET_ERROR,
		WSANOTINITIALISED);
	spi_fails("P-208", "WSPSocket there",
		provider.lpWSPSocket(AF_INET, SOCK_DGRAM, 0, &udp_entry, 0, 0, &errno_), INVALID_SOCKET,
		WSANOTINITIALISED);
	OVERLAPPED o = {0};
	DWORD n, flags;
	spi_fails("P-208", "WSPGetOverlappedResult there",
		provider.lpWSPGetOverlappedResult(s, &o, &n, FALSE, &flags, &errno_), FALSE,
		WSANOTINITIALISED);
	WSABUF text = {1, "x"};
	QOS qos;
	spi_fails("P-208", "WSPGetQOSByName there",
		provider.lpWSPGetQOSByName(s, &text, &qos, &errno_), FALSE, WSANOTINITIALISED);
}

static SOCKET waits;
static int result_waits, error_waits;

static DWORD WINAPI wait_for_data(void *unused)
{
	char byte;
	WSABUF buf = {1, &byte};
	DWORD n, flags = 0;
	(void)unused;
	result_waits = provider.lpWSPRecv(waits, &buf, 1, &n, &flags, NULL, NULL, NULL, &error_waits);
	return 0;
}

/* The last WSPCleanup ends all that goes on, and another WSPStartup begins anew. */
static void last(void)
{
	WSPDATA data;
	SOCKET a, b, c, d;
	OVERLAPPED o = {0};
	char byte = 0;
	WSABUF buf = {1, &byte};
	DWORD flags = 0;
	struct sockaddr_in name;
	int len = sizeof name;

	expect("P-205", "WSPStartup", provider_startup(MAKEWORD(2, 2), &data, &tcp_entry, &provider), 0);
	provider_pair(&a, &b);
	provider_pair(&c, &d);
	o.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
	errno_ = 0;
	expect("P-208", "an operation that pends",
		provider.lpWSPRecv(a, &buf, 1, NULL, &flags, &o, NULL, NULL, &errno_), SOCKET_ERROR);
	expect("P-208", "says so", errno_, WSA_IO_PENDING);
	waits = c;
	HANDLE thread = on_thread(wait_for_data, NULL);
	Sleep(50);
	expect("P-205", "the last WSPCleanup", provider.lpWSPCleanup(&errno_), 0);
	joined(thread);
	expect("P-205", "a call that blocked fails", result_waits, SOCKET_ERROR);
	check("P-205", error_waits == WSAEINTR || error_waits == WSAENOTSOCK ||
		error_waits == WSANOTINITIALISED, "and says that it was ended");
	expect("P-205", "an operation's status", (DWORD)o.Internal, 0xC0000120);
	expect("P-205", "its event", WaitForSingleObject(o.hEvent, 0), WAIT_TIMEOUT);
	expect("P-205", "WSPStartup again", provider_startup(MAKEWORD(2, 2), &data, &tcp_entry, &provider),
		0);
	spi_fails("P-205", "a socket of before",
		provider.lpWSPGetSockName(a, (struct sockaddr *)&name, &len, &errno_), SOCKET_ERROR,
		WSAENOTSOCK);
	provider_pair(&a, &b);
	provider_close(a);
	provider_close(b);
	expect("P-205", "WSPCleanup", provider.lpWSPCleanup(&errno_), 0);
	CloseHandle(o.hEvent);
}

static int told, refuses;
static DWORD entry_told;
static SOCKET socket_told;

static SOCKET WSPAPI first_modify(DWORD entry, SOCKET s, LPINT error)
{
	(void)entry;
	(void)error;
	told += 100;
	return s;
}

static SOCKET WSPAPI modify(DWORD entry, SOCKET s, LPINT error)
{
	told++;
	entry_told = entry;
	socket_told = s;
	if (refuses) {
		*error = WSAENOBUFS;
		return INVALID_SOCKET;
	}
	return s;
}

/* A provider of file handles tells of each socket that it makes. */
static void tell(void)
{
	WSPDATA data;
	SOCKET a, b;
	provider_upcalls.lpWPUModifyIFSHandle = first_modify;
	expect("P-203", "WSPStartup", provider_startup(MAKEWORD(2, 2), &data, &tcp_entry, &provider), 0);
	provider_upcalls.lpWPUModifyIFSHandle = modify;
	expect("P-203", "with other upcalls",
		provider_startup(MAKEWORD(2, 2), &data, &tcp_entry, &provider), 0);
	SOCKET s = provider_udp();
	expect("P-268", "of a new socket the provider tells", told, 1);
	expect("P-203", "the upcalls that came last", told, 1);
	expect("P-256", "the entry", entry_told, udp_entry.dwCatalogEntryId);
	expect("P-256", "the handle", socket_told, s);
	provider_close(s);
	provider_pair(&a, &b);
	expect("P-268", "of listener, client and the accepted one", told, 4);
	expect("P-268", "which is told last", socket_told, b);
	provider_close(a);
	provider_close(b);
	refuses = 1;
	spi_fails("P-256", "a handle that is refused",
		provider.lpWSPSocket(AF_INET, SOCK_DGRAM, 0, &udp_entry, 0, 0, &errno_), INVALID_SOCKET,
		WSAENOBUFS);
	provider.lpWSPCleanup(&errno_);
	provider.lpWSPCleanup(&errno_);
}

int main(void)
{
	layouts();
	provider_find("P-199");
	negotiate();
	refuse();
	count();
	last();
	tell();
	return verdict();
}
