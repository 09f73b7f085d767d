/* qos.c: quality of service. Chapter 10 of providers.md, and what of chapter 6.4 is about it. */
#include "check.h"

#include <qossp.h>

#include <stddef.h>

static WSAPROTOCOL_INFOW entries[64];

/* find is the entry with quality of service for IPv4 and a type; NULL: there is none. */
static WSAPROTOCOL_INFOW *find(int type)
{
	DWORD len = sizeof entries;
	int n = WSAEnumProtocolsW(NULL, entries, &len);
	for (int i = 0; i < n; i++)
		if (entries[i].dwServiceFlags1 & XP1_QOS_SUPPORTED && entries[i].iAddressFamily == AF_INET &&
			entries[i].iSocketType == type)
			return &entries[i];
	return NULL;
}

/* rsvp makes a socket of that entry. */
static SOCKET rsvp(int type)
{
	return WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, find(type), 0,
		WSA_FLAG_OVERLAPPED);
}

/* flow is a flow specification with a service and a rate, and nothing else. */
static FLOWSPEC flow(ULONG service, ULONG rate)
{
	FLOWSPEC f;
	memset(&f, 0xFF, sizeof f);
	f.ServiceType = service;
	f.TokenRate = rate;
	return f;
}

static QOS quality(ULONG service, ULONG rate)
{
	QOS q = {flow(service, rate), flow(SERVICETYPE_NOTRAFFIC, QOS_NOT_SPECIFIED), {0, NULL}};
	return q;
}

static int set(SOCKET s, QOS *q)
{
	DWORD n = 0;
	return WSAIoctl(s, SIO_SET_QOS, q, sizeof *q, NULL, 0, &n, NULL, NULL);
}

static int get(SOCKET s, DWORD code, void *out, DWORD room, DWORD *n)
{
	*n = 0;
	return WSAIoctl(s, code, NULL, 0, out, room, n, NULL, NULL);
}

static void shapes(void)
{
	expect("P-447", "sizeof FLOWSPEC", sizeof(FLOWSPEC), 32);
	expect("P-447", "ServiceType", offsetof(FLOWSPEC, ServiceType), 20);
	expect("P-447", "MinimumPolicedSize", offsetof(FLOWSPEC, MinimumPolicedSize), 28);
	expect("P-448", "sizeof QOS", sizeof(QOS), 80);
	expect("P-448", "ProviderSpecific", offsetof(QOS, ProviderSpecific), 64);
	expect("P-448", "QOS_NOT_SPECIFIED", (ULONG)QOS_NOT_SPECIFIED, 0xFFFFFFFF);
	expect("P-448", "POSITIVE_INFINITY_RATE", (ULONG)POSITIVE_INFINITY_RATE, 0xFFFFFFFE);
	expect("P-449", "SERVICETYPE_NETWORK_CONTROL", SERVICETYPE_NETWORK_CONTROL, 10);
	expect("P-449", "SERVICETYPE_QUALITATIVE", SERVICETYPE_QUALITATIVE, 13);
	expect("P-451", "SIO_SET_QOS", (DWORD)SIO_SET_QOS, 0x8800000B);
	expect("P-451", "SIO_GET_QOS", (DWORD)SIO_GET_QOS, 0xC8000007);
	expect("P-351", "SIO_SET_GROUP_QOS", (DWORD)SIO_SET_GROUP_QOS, 0x8800000C);
	expect("P-351", "SIO_GET_GROUP_QOS", (DWORD)SIO_GET_GROUP_QOS, 0xC8000008);
	expect("P-350", "FD_QOS", FD_QOS, 0x40);
	expect("P-350", "FD_GROUP_QOS", FD_GROUP_QOS, 0x80);
	expect("P-452", "WSA_QOS_RECEIVERS", WSA_QOS_RECEIVERS, 11005);
	expect("P-452", "WSA_QOS_RESERVED_PETYPE", WSA_QOS_RESERVED_PETYPE, 11031);
}

/* without: a plain socket has no quality of service. */
static void without(void)
{
	SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
	QOS q = quality(SERVICETYPE_BESTEFFORT, 1000);
	DWORD n;
	char out[200], name[100] = "G711";
	WSABUF buf = {sizeof name, name};
	fails("P-453", "SIO_SET_QOS of a plain socket", set(s, &q), WSAENOPROTOOPT);
	fails("P-453", "SIO_GET_QOS of a plain socket", get(s, SIO_GET_QOS, out, sizeof out, &n),
		WSAENOPROTOOPT);
	fails("P-351", "SIO_GET_GROUP_QOS of a plain socket",
		get(s, SIO_GET_GROUP_QOS, out, sizeof out, &n), WSAENOPROTOOPT);
	fails("P-351", "SIO_SET_GROUP_QOS of a plain socket",
		WSAIoctl(s, SIO_SET_GROUP_QOS, &q, sizeof q, NULL, 0, &n, NULL, NULL), WSAENOPROTOOPT);
	expect_error("P-457", "a name, on a plain socket", WSAGetQOSByName(s, &buf, &q), FALSE,
		WSAEOPNOTSUPP);
	SOCKADDR_IN to = {.sin_family = AF_INET, .sin_port = htons(9)};
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fails("P-451", "WSAConnect of a plain socket with lpSQOS",
		WSAConnect(s, (SOCKADDR *)&to, sizeof to, NULL, NULL, &q, NULL), WSAEOPNOTSUPP);
	fails("P-352", "WSAConnect of a plain socket with lpGQOS",
		WSAConnect(s, (SOCKADDR *)&to, sizeof to, NULL, NULL, NULL, &q), WSAEINVAL);
	closesocket(s);
}

/* specifications: what a quality may say. */
static void specifications(SOCKET s)
{
	static const struct {
		const char *clause, *what;
		ULONG service, rate, peak;
		int error;
	} rows[] = {
		{"P-450", "guaranteed, with a rate", SERVICETYPE_GUARANTEED, 1000, 2000, 0},
		{"P-450", "guaranteed, without", SERVICETYPE_GUARANTEED, QOS_NOT_SPECIFIED, QOS_NOT_SPECIFIED,
			WSA_QOS_EFLOWSPEC},
		{"P-450", "controlled load, rate 0", SERVICETYPE_CONTROLLEDLOAD, 0, QOS_NOT_SPECIFIED,
			WSA_QOS_EFLOWSPEC},
		{"P-450", "a peak below the rate", SERVICETYPE_BESTEFFORT, 1000, 999, WSA_QOS_EFLOWSPEC},
		{"P-450", "network control, without", SERVICETYPE_NETWORK_CONTROL, QOS_NOT_SPECIFIED,
			QOS_NOT_SPECIFIED, 0},
		{"P-450", "qualitative, without", SERVICETYPE_QUALITATIVE, QOS_NOT_SPECIFIED,
			QOS_NOT_SPECIFIED, 0},
		{"P-450", "service 7", 7, 1000, QOS_NOT_SPECIFIED, WSA_QOS_ESERVICETYPE},
		{"P-449", "no signaling", SERVICETYPE_BESTEFFORT | SERVICE_NO_QOS_SIGNALING, 1000,
			QOS_NOT_SPECIFIED, 0},
		{"P-449", "no traffic control", SERVICETYPE_BESTEFFORT | SERVICE_NO_TRAFFIC_CONTROL, 1000,
			QOS_NOT_SPECIFIED, 0},
		{"P-449", "no change", SERVICETYPE_NOCHANGE, 0, 0, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		QOS q = quality(rows[i].service, rows[i].rate);
		q.SendingFlowspec.PeakBandwidth = rows[i].peak;
		WSASetLastError(0);
		int result = set(s, &q);
		expect(rows[i].clause, rows[i].what, result == 0 ? 0 : WSAGetLastError(), rows[i].error);
	}
	QOS_SD_MODE mode = {{QOS_OBJECT_SD_MODE, sizeof mode}, TC_NONCONF_SHAPE};
	QOS q = quality(SERVICETYPE_BESTEFFORT, 1000000);
	q.ProviderSpecific.buf = (char *)&mode;
	q.ProviderSpecific.len = 7;
	fails("P-450", "half an object", set(s, &q), WSA_QOS_EPROVSPECBUF);
	q.ProviderSpecific.len = sizeof mode;
	expect("P-460", "QOS_SD_MODE", set(s, &q), 0);
	mode.ShapeDiscardMode = 9;
	fails("P-450", "a mode that is none", set(s, &q), WSA_QOS_ESDMODEOBJ);
	mode.ObjectHdr.ObjectType = 1;
	fails("P-450", "an object that is none", set(s, &q), WSA_QOS_EUNKOWNPSOBJ);
	q.ProviderSpecific.buf = (char *)8;
	fails("P-450", "objects that are no memory", set(s, &q), WSAEFAULT);
	DWORD n;
	fails("P-451", "a QOS that is too short",
		WSAIoctl(s, SIO_SET_QOS, &q, sizeof q - 1, NULL, 0, &n, NULL, NULL), WSAEFAULT);
}

/* told: FD_QOS, and what SIO_GET_QOS says. */
static void told(void)
{
	SOCKET s = rsvp(SOCK_DGRAM), to = socket(AF_INET, SOCK_DGRAM, 0);
	SOCKADDR_IN a = {.sin_family = AF_INET};
	int len = sizeof a;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bind(to, (SOCKADDR *)&a, sizeof a);
	getsockname(to, (SOCKADDR *)&a, &len);
	WSAEVENT event = WSACreateEvent();
	WSANETWORKEVENTS seen = {0};
	DWORD n;
	struct {
		QOS q;
		char rest[100];
	} out;
	QOS q = quality(SERVICETYPE_GUARANTEED, 5000);
	q.SendingFlowspec.TokenBucketSize = 700;
	q.ReceivingFlowspec = flow(SERVICETYPE_CONTROLLEDLOAD, 3000);
	QOS_SHAPING_RATE shaping = {{QOS_OBJECT_SHAPING_RATE, sizeof shaping}, 6000};
	q.ProviderSpecific.len = sizeof shaping;
	q.ProviderSpecific.buf = (char *)&shaping;

	fails("P-451", "a receiver that is not bound", get(s, SIO_GET_QOS, &out, sizeof out, &n),
		WSAEINVAL);
	expect("P-350", "FD_QOS can be selected", WSAEventSelect(s, event, FD_QOS), 0);
	expect("P-451", "SIO_SET_QOS", set(s, &q), 0);
	expect("P-465", "FD_QOS when it took effect", WSAWaitForMultipleEvents(1, &event, FALSE, 2000, FALSE),
		WSA_WAIT_EVENT_0);
	WSAEnumNetworkEvents(s, event, &seen);
	expect("P-465", "FD_QOS", seen.lNetworkEvents, FD_QOS);
	expect("P-452", "its error", seen.iErrorCode[FD_QOS_BIT], 0);
	set(s, &q);
	expect("P-465", "once", WSAWaitForMultipleEvents(1, &event, FALSE, 20, FALSE), WSA_WAIT_TIMEOUT);
	bind(s, (SOCKADDR *)&(SOCKADDR_IN){.sin_family = AF_INET}, sizeof a);
	fails("P-451", "a sender that is not connected", get(s, SIO_GET_QOS, &out, sizeof out, &n),
		WSAENOTCONN);
	connect(s, (SOCKADDR *)&a, sizeof a);
	fails("P-451", "no room for all of it", get(s, SIO_GET_QOS, &out, sizeof q, &n), WSAEFAULT);
	expect("P-451", "SIO_GET_QOS", get(s, SIO_GET_QOS, &out, sizeof out, &n), 0);
	expect("P-451", "its length", n, sizeof q + sizeof shaping);
	check("P-458", memcmp(&out.q.SendingFlowspec, &q.SendingFlowspec, sizeof(FLOWSPEC)) == 0,
		"what was asked of the sender");
	check("P-464", memcmp(&out.q.ReceivingFlowspec, &q.ReceivingFlowspec, sizeof(FLOWSPEC)) == 0,
		"what was asked of the receiver");
	check("P-451", out.q.ProviderSpecific.len == sizeof shaping &&
			memcmp(out.q.ProviderSpecific.buf, &shaping, sizeof shaping) == 0,
		"the objects");
	set(s, &q);
	expect("P-350", "SIO_GET_QOS re-enables FD_QOS",
		WSAWaitForMultipleEvents(1, &event, FALSE, 2000, FALSE), WSA_WAIT_EVENT_0);
	expect("P-351", "SIO_GET_GROUP_QOS in no group", get(s, SIO_GET_GROUP_QOS, &out, sizeof q, &n), 0);
	check("P-351", out.q.SendingFlowspec.TokenRate == 0 && out.q.SendingFlowspec.ServiceType == 0 &&
			out.q.ReceivingFlowspec.TokenRate == 0,
		"nothing");
	DWORD question = ALLOWED_TO_SEND_DATA, answer = 99;
	expect("P-451", "SIO_CHK_QOS",
		WSAIoctl(s, SIO_CHK_QOS, &question, sizeof question, &answer, sizeof answer, &n, NULL, NULL), 0);
	expect("P-451", "data may be sent", answer, 1);
	specifications(s);
	WSACloseEvent(event);
	closesocket(s);
	closesocket(to);
}

/* spent sends on a nonblocking socket until it has no credit; 0: it always has. */
static int spent(SOCKET s)
{
	char message[1000] = {0};
	for (int i = 0; i < 100; i++)
		if (send(s, message, sizeof message, 0) < 0)
			return WSAGetLastError() == WSAEWOULDBLOCK;
	return 0;
}

/* rate: what datagrams leave at. */
static void rate(void)
{
	SOCKET s = rsvp(SOCK_DGRAM), to = socket(AF_INET, SOCK_DGRAM, 0);
	SOCKADDR_IN a = {.sin_family = AF_INET};
	int len = sizeof a;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bind(to, (SOCKADDR *)&a, sizeof a);
	getsockname(to, (SOCKADDR *)&a, &len);
	QOS q = quality(SERVICETYPE_CONTROLLEDLOAD, 1000000);
	char message[1000] = {0};
	DWORD n;
	u_long on = 1;
	expect("P-451", "WSAConnect with lpSQOS",
		WSAConnect(s, (SOCKADDR *)&a, sizeof a, NULL, NULL, &q, NULL), 0);
	QOS out;
	expect("P-352", "lpSQOS is the socket's", get(s, SIO_GET_QOS, &out, sizeof out, &n), 0);
	expect("P-352", "its rate", out.SendingFlowspec.TokenRate, 1000000);
	q = quality(7, 1);
	fails("P-451", "an lpSQOS that can't be met",
		WSAConnect(s, (SOCKADDR *)&a, sizeof a, NULL, NULL, &q, NULL), WSAEOPNOTSUPP);
	ULONGLONG begun = GetTickCount64();
	int sent = 0;
	for (; sent < 300; sent++)
		if (send(s, message, sizeof message, 0) != sizeof message)
			break;
	ULONGLONG took = GetTickCount64() - begun;
	expect("P-460", "blocking sends wait", sent, 300);
	check("P-460", took >= 270 && took < 20000, "300 kB at 1 MB/s take 0.3 s");
	ioctlsocket(s, FIONBIO, &on);
	expect("P-460", "nonblocking ones do not", spent(s), 1);
	WSAEVENT event = WSACreateEvent();
	WSAEventSelect(s, event, FD_WRITE);
	for (int i = 0; i < 100; i++) {
		WSAResetEvent(event); /* it is set once for each send that is refused */
		if (send(s, message, sizeof message, 0) < 0)
			break;
	}
	expect("P-460", "FD_WRITE when there is credit",
		WSAWaitForMultipleEvents(1, &event, FALSE, 2000, FALSE), WSA_WAIT_EVENT_0);
	WSAEventSelect(s, event, 0);
	fd_set sets;
	struct timeval now = {0, 0}, soon = {2, 0};
	int room = 1;
	for (int i = 0; i < 20 && room; i++) { /* it is the time of one message until there is some */
		spent(s);
		FD_ZERO(&sets);
		FD_SET(s, &sets);
		room = select(0, NULL, &sets, NULL, &now);
	}
	expect("P-460", "select: no room", room, 0);
	FD_SET(s, &sets);
	expect("P-460", "select waits for it", select(0, NULL, &sets, NULL, &soon), 1);
	spent(s);
	OVERLAPPED ov = {.hEvent = WSACreateEvent()};
	WSABUF buf = {sizeof message, message};
	int result = WSASend(s, &buf, 1, &n, 0, &ov, NULL);
	check("P-460", result == 0 || WSAGetLastError() == WSA_IO_PENDING, "an overlapped send goes on");
	DWORD flags = 0;
	expect("P-460", "and ends", WSAGetOverlappedResult(s, &ov, &n, TRUE, &flags), TRUE);
	expect("P-460", "with all of it", n, sizeof message);
	WSACloseEvent(ov.hEvent);
	WSACloseEvent(event);
	closesocket(s);
	closesocket(to);
}

static QOS shown;
static int was_shown, gqos_shown;

static int CALLBACK agree(LPWSABUF caller, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
	LPWSABUF callee, LPWSABUF callee_data, GROUP *g, DWORD_PTR data)
{
	(void)caller, (void)caller_data, (void)callee, (void)callee_data, (void)g;
	was_shown = sqos != NULL;
	gqos_shown = gqos != NULL;
	if (sqos != NULL) {
		shown = *sqos;
		if (data != 0)
			sqos->SendingFlowspec = flow(SERVICETYPE_GUARANTEED, (ULONG)data);
	}
	return CF_ACCEPT;
}

/* agreed makes a connection to l that its condition function sees, with data for that. */
static SOCKET agreed(SOCKET l, DWORD_PTR data, SOCKET *client)
{
	SOCKADDR_IN a;
	int len = sizeof a;
	getsockname(l, (SOCKADDR *)&a, &len);
	*client = socket(AF_INET, SOCK_STREAM, 0);
	connect(*client, (SOCKADDR *)&a, sizeof a);
	was_shown = gqos_shown = 0;
	return WSAAccept(l, NULL, NULL, agree, data);
}

static void accepting(void)
{
	SOCKET l = rsvp(SOCK_STREAM), client, s;
	SOCKADDR_IN a = {.sin_family = AF_INET};
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bind(l, (SOCKADDR *)&a, sizeof a);
	QOS q = quality(SERVICETYPE_CONTROLLEDLOAD, 7000), out;
	DWORD n;
	expect("P-340", "SIO_SET_QOS of a listener", set(l, &q), 0);
	listen(l, 5);
	s = agreed(l, 0, &client);
	check("P-343", s != INVALID_SOCKET && was_shown, "the function sees a quality");
	check("P-343", !gqos_shown, "but none of a group");
	expect("P-343", "the listener's", shown.SendingFlowspec.TokenRate, 7000);
	expect("P-340", "the new socket has it", get(s, SIO_GET_QOS, &out, sizeof out, &n), 0);
	expect("P-340", "its rate", out.SendingFlowspec.TokenRate, 7000);
	closesocket(s);
	closesocket(client);
	s = agreed(l, 9000, &client);
	expect("P-343", "what the function wrote", get(s, SIO_GET_QOS, &out, sizeof out, &n), 0);
	expect("P-343", "its rate", out.SendingFlowspec.TokenRate, 9000);
	expect("P-343", "its service", out.SendingFlowspec.ServiceType, SERVICETYPE_GUARANTEED);
	closesocket(s);
	closesocket(client);
	closesocket(l);
	l = socket(AF_INET, SOCK_STREAM, 0);
	bind(l, (SOCKADDR *)&a, sizeof a);
	listen(l, 5);
	s = agreed(l, 1, &client);
	check("P-343", s != INVALID_SOCKET && !was_shown, "lpSQOS is NULL without quality of service");
	closesocket(s);
	closesocket(client);
	closesocket(l);
}

/* listed reports whether a list of names has one. */
static int listed(const char *list, const char *name)
{
	for (; *list != 0; list += strlen(list) + 1)
		if (strcmp(list, name) == 0)
			return 1;
	return 0;
}

static void names(void)
{
	SOCKET s = rsvp(SOCK_DGRAM);
	char name[200] = "";
	WSABUF buf = {sizeof name, name};
	QOS q;
	expect("P-455", "all names", WSAGetQOSByName(s, &buf, NULL), TRUE);
	static const char *const base[] = {"G711", "G723.1", "G729", "H263QCIF", "H263CIF", "H261QCIF",
		"H261CIF", "GSM6.10"};
	for (size_t i = 0; i < sizeof base / sizeof *base; i++)
		check("P-456", listed(name, base[i]), base[i]);
	memset(name, 'q', sizeof name);
	name[0] = 0;
	buf.len = 8;
	expect("P-455", "as many as fit", WSAGetQOSByName(s, &buf, NULL), TRUE);
	check("P-455", memcmp(name, "G711\0\0qq", 8) == 0, "one, and the end of the list");
	strcpy(name, "G711");
	buf.len = sizeof name;
	memset(&q, 0x5A, sizeof q);
	expect("P-455", "by a name", WSAGetQOSByName(s, &buf, &q), TRUE);
	check("P-455", q.SendingFlowspec.ServiceType == SERVICETYPE_GUARANTEED &&
			q.SendingFlowspec.TokenRate >= 8000 && q.ProviderSpecific.len == 0,
		"speech of 64 kbit/s");
	expect("P-455", "it can be set", set(s, &q), 0);
	strcpy(name, "no such name");
	expect_error("P-455", "an unknown name", WSAGetQOSByName(s, &buf, &q), FALSE, WSAEINVAL);
	expect_error("P-454", "no buffer", WSAGetQOSByName(s, NULL, &q), FALSE, WSAEFAULT);
	strcpy(name, "G711");
	expect_error("P-454", "a name and no QOS", WSAGetQOSByName(s, &buf, NULL), FALSE, WSAEFAULT);
	expect_error("P-454", "no socket", WSAGetQOSByName(INVALID_SOCKET, &buf, &q), FALSE, WSAENOTSOCK);
	closesocket(s);
}

/* The calls that keep names, where ws2_32 has them: Windows has given them up. */
static int(WSAAPI *install)(const GUID *, WSABUF *, QOS *);
static int(WSAAPI *take_back)(const GUID *, WSABUF *);

/* installed: names of one's own. The catalog's directory has to be ours. */
static void installed(void)
{
	HMODULE module = GetModuleHandleA("ws2_32.dll");
	install = (int(WSAAPI *)(const GUID *, WSABUF *, QOS *))(void *)GetProcAddress(module,
		"WSCInstallQOSTemplate");
	take_back = (int(WSAAPI *)(const GUID *, WSABUF *))(void *)GetProcAddress(module,
		"WSCRemoveQOSTemplate");
	if (install == NULL || take_back == NULL) {
		skip("P-314", "ws2_32 keeps no names");
		return;
	}
	SOCKET s = rsvp(SOCK_DGRAM);
	char name[100] = "conformance";
	WSABUF buf = {sizeof name, name};
	QOS q = quality(SERVICETYPE_CONTROLLEDLOAD, 4321), out;
	QOS_SHAPING_RATE shaping = {{QOS_OBJECT_SHAPING_RATE, sizeof shaping}, 6000};
	q.ProviderSpecific.len = sizeof shaping;
	q.ProviderSpecific.buf = (char *)&shaping;
	int result = install(NULL, &buf, &q);
	if (result == WSANO_RECOVERY) {
		skip("P-314", "the catalog can't be changed");
		closesocket(s);
		return;
	}
	expect("P-314", "WSCInstallQOSTemplate", result, 0);
	expect("P-314", "it has the name", WSAGetQOSByName(s, &buf, &out), TRUE);
	check("P-314", out.SendingFlowspec.TokenRate == 4321 && out.ProviderSpecific.len == sizeof shaping &&
			memcmp(out.ProviderSpecific.buf, &shaping, sizeof shaping) == 0,
		"all of it");
	q.SendingFlowspec.TokenRate = 5432;
	expect("P-314", "another in its place", install(NULL, &buf, &q), 0);
	expect("P-314", "which is there", WSAGetQOSByName(s, &buf, &out), TRUE);
	expect("P-314", "its rate", out.SendingFlowspec.TokenRate, 5432);
	GUID nobody = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
	expect("P-314", "for a provider that is none", install(&nobody, &buf, &q), WSAEINVAL);
	expect("P-314", "for this provider", install(&find(SOCK_DGRAM)->ProviderId, &buf, &q), 0);
	expect("P-315", "WSCRemoveQOSTemplate", take_back(&find(SOCK_DGRAM)->ProviderId, &buf), 0);
	expect("P-315", "and of all", take_back(NULL, &buf), 0);
	expect("P-315", "it is gone", take_back(NULL, &buf), WSAEINVAL);
	strcpy(name, "G711");
	expect("P-315", "a built-in one stays", take_back(NULL, &buf), WSAEINVAL);
	q.SendingFlowspec.ServiceType = 7;
	expect("P-314", "a quality that is none", install(NULL, &buf, &q), WSAEINVAL);
	expect("P-314", "no quality", install(NULL, &buf, NULL), WSAEFAULT);
	buf.buf = NULL;
	expect("P-314", "no name", install(NULL, &buf, &q), WSAEFAULT);
	closesocket(s);
}

int main(void)
{
	start();
	shapes();
	if (find(SOCK_DGRAM) == NULL)
		skip_all("P-453", "the catalog has no quality of service");
	without();
	told();
	rate();
	accepting();
	names();
	installed();
	WSACleanup();
	return verdict();
}
