/* joinleaf.c: sessions with a root. Chapters 7.1, 7.2 and 7.4 of providers.md. */
#include <stdlib.h>

#include "check.h"

#define ROOT (WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_ROOT)
#define LEAF (WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_LEAF)
#define D_ROOT WSA_FLAG_MULTIPOINT_D_ROOT
#define D_LEAF WSA_FLAG_MULTIPOINT_D_LEAF

/* The entries of the rooted provider for IPv4, by data plane. */
static WSAPROTOCOL_INFOW rooted, nonrooted;

/* find finds the entries in the catalog; 0 when they are not there. */
static int find(void)
{
	static WSAPROTOCOL_INFOW all[64];
	DWORD size = sizeof all;
	int n = WSAEnumProtocolsW(NULL, all, &size), found = 0;
	for (int i = 0; i < n; i++) {
		if (all[i].iAddressFamily != AF_INET || all[i].iSocketType != SOCK_SEQPACKET ||
			!(all[i].dwServiceFlags1 & XP1_MULTIPOINT_CONTROL_PLANE))
			continue;
		int plane = (all[i].dwServiceFlags1 & XP1_MULTIPOINT_DATA_PLANE) != 0;
		*(plane ? &rooted : &nonrooted) = all[i];
		found |= 1 << plane;
	}
	return found == 3;
}

static SOCKET opened(WSAPROTOCOL_INFOW *plane, DWORD flags)
{
	SOCKET s = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, plane,
		0, flags);
	if (s != INVALID_SOCKET)
		set_option(s, SOL_SOCKET, SO_RCVTIMEO, 10000);
	return s;
}

static void flags(void)
{
	static const struct {
		const char *clause;
		DWORD flags;
		int rooted, nonrooted;
	} rows[] = {
		{"P-362", ROOT | D_ROOT, 0, WSAEINVAL},
		{"P-363", ROOT | D_LEAF, 0, 0},
		{"P-364", LEAF | D_ROOT, 0, WSAEINVAL},
		{"P-365", LEAF | D_LEAF, 0, 0},
		{"P-366", WSA_FLAG_OVERLAPPED, 0, 0},
		{"P-367", ROOT, WSAEINVAL, WSAEINVAL},
		{"P-367", LEAF, WSAEINVAL, WSAEINVAL},
		{"P-367", D_ROOT, WSAEINVAL, WSAEINVAL},
		{"P-367", D_LEAF, WSAEINVAL, WSAEINVAL},
		{"P-367", ROOT | LEAF | D_LEAF, WSAEINVAL, WSAEINVAL},
		{"P-367", LEAF | D_ROOT | D_LEAF, WSAEINVAL, WSAEINVAL},
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (int plane = 0; plane < 2; plane++) {
			SOCKET s = opened(plane ? &rooted : &nonrooted, rows[i].flags);
			int e = s == INVALID_SOCKET ? WSAGetLastError() : 0;
			expect(rows[i].clause, plane ? "rooted data plane" : "nonrooted data plane", e,
				plane ? rows[i].rooted : rows[i].nonrooted);
			closesocket(s);
		}
	}
	expect("P-392", "service flags of the rooted plane",
		rooted.dwServiceFlags1 & (XP1_SUPPORT_MULTIPOINT | 0x1800), 0x1C00);
	expect("P-392", "and of the nonrooted one",
		nonrooted.dwServiceFlags1 & (XP1_SUPPORT_MULTIPOINT | 0x1800), 0x0C00);
}

/* place is where a bound socket can be reached on this host. */
static struct sockaddr_in place(SOCKET s) { return loopback(port(s)); }

static SOCKET join(SOCKET s, struct sockaddr_in to)
{
	return WSAJoinLeaf(s, (struct sockaddr *)&to, sizeof to, NULL, NULL, NULL, NULL, JL_BOTH);
}

/* admission accepts on another thread. */
static DWORD WINAPI admission(void *s) { return (DWORD)(ULONG_PTR)accept((SOCKET)s, NULL, NULL); }

/* comes joins a leaf to a root, which admits it; the result stands for it at the root. */
static SOCKET comes(SOCKET root, SOCKET leaf)
{
	DWORD member = 0;
	HANDLE thread = on_thread(admission, (void *)root);
	check("P-373", join(leaf, place(root)) == leaf, "a leaf that joins gets itself");
	WaitForSingleObject(thread, INFINITE);
	GetExitCodeThread(thread, &member);
	CloseHandle(thread);
	return member;
}

static int hears(SOCKET s, const char *word)
{
	char got[64] = "";
	int n = recv(s, got, sizeof got - 1, 0);
	return n == (int)strlen(word) && strcmp(got, word) == 0;
}

static void says(const char *clause, SOCKET s, const char *word)
{
	expect(clause, "send", send(s, word, (int)strlen(word), 0), (long long)strlen(word));
}

/* session has a root, a leaf that joins and one that is invited. */
static void session(WSAPROTOCOL_INFOW *plane, DWORD root_role, int all_hear)
{
	SOCKET root = opened(plane, ROOT | root_role);
	bind_to(root, "127.0.0.1", 0);
	expect("P-373", "a root listens", listen(root, 5), 0);
	SOCKET joined = opened(plane, LEAF | D_LEAF);
	SOCKET member = comes(root, joined);

	SOCKET waiting = opened(plane, LEAF | D_LEAF);
	bind_to(waiting, "127.0.0.1", 0);
	listen(waiting, 5);
	HANDLE thread = on_thread(admission, (void *)waiting);
	SOCKET guest = join(root, place(waiting));
	check("P-372", guest != INVALID_SOCKET && guest != root,
		"a root that invites gets a new socket");
	DWORD invited = 0;
	WaitForSingleObject(thread, INFINITE);
	GetExitCodeThread(thread, &invited);
	CloseHandle(thread);

	says("P-379", root, "by the root");
	check("P-356", hears(joined, "by the root") && hears(invited, "by the root"),
		"all leaves hear the root");
	says("P-379", joined, "by a leaf");
	check("P-356", hears(root, "by a leaf"), "the root hears a leaf");
	if (all_hear)
		check("P-356", hears(invited, "by a leaf"), "the other leaf hears it");
	else
		check("P-356", !readable(invited, 50), "the other leaf does not hear it");

	fails("P-372", "what stands for a leaf carries no data", send(member, "x", 1, 0),
		WSAEOPNOTSUPP);
	expect_error("P-375", "a member joins again", join(joined, place(root)), INVALID_SOCKET,
		WSAEISCONN);

	/* The root drops a leaf. */
	closesocket(member);
	fails("P-372", "the end of a leaf that was dropped", recv(joined, (char[8]){0}, 8, 0),
		WSAEDISCON);
	/* A leaf leaves: the event of what stands for it tells. */
	WSAEVENT event = WSACreateEvent();
	WSANETWORKEVENTS seen;
	memset(&seen, 0, sizeof seen);
	WSAEventSelect(guest, event, FD_CLOSE);
	closesocket(invited);
	expect("P-372", "a leaf leaves", WSAWaitForMultipleEvents(1, &event, TRUE, 5000, FALSE),
		WSA_WAIT_EVENT_0);
	WSAEnumNetworkEvents(guest, event, &seen);
	expect("P-372", "FD_CLOSE", seen.lNetworkEvents, FD_CLOSE);
	WSACloseEvent(event);

	/* The session ends with its root. */
	SOCKET last = opened(plane, LEAF | D_LEAF);
	SOCKET stands = comes(root, last);
	says("P-379", root, "goodbye");
	closesocket(root);
	check("P-379", hears(last, "goodbye"), "what was said before the end is heard");
	fails("P-379", "the session ends with its root", recv(last, (char[8]){0}, 8, 0), WSAEDISCON);
	closesocket(stands);
	closesocket(last);
	closesocket(joined);
	closesocket(guest);
	closesocket(waiting);
}

/* no refuses a leaf whose event is arg: nobody has told it anything before. */
static int CALLBACK no(LPWSABUF caller, LPWSABUF data, LPQOS sqos, LPQOS gqos, LPWSABUF callee,
	LPWSABUF answer, GROUP *g, DWORD_PTR arg)
{
	(void)caller, (void)data, (void)sqos, (void)gqos, (void)callee, (void)answer, (void)g;
	expect("P-373", "a leaf is told nothing while the condition function decides",
		WaitForSingleObject((HANDLE)arg, 100), WAIT_TIMEOUT);
	return CF_REJECT;
}

static int CALLBACK later(LPWSABUF caller, LPWSABUF data, LPQOS sqos, LPQOS gqos, LPWSABUF callee,
	LPWSABUF answer, GROUP *g, DWORD_PTR arg)
{
	(void)data, (void)sqos, (void)gqos, (void)answer, (void)g, (void)arg;
	check("P-342", caller->len >= sizeof(struct sockaddr_in) &&
		((struct sockaddr_in *)caller->buf)->sin_port != 0, "the leaf's address");
	check("P-342", callee->len >= sizeof(struct sockaddr_in) &&
		((struct sockaddr_in *)callee->buf)->sin_port != 0, "the root's address");
	return CF_DEFER;
}

static void events(void)
{
	SOCKET root = opened(&rooted, ROOT | D_ROOT), leaf = opened(&rooted, LEAF | D_LEAF);
	bind_to(root, "127.0.0.1", 0);
	listen(root, 5);
	WSAEVENT event = WSACreateEvent();
	WSANETWORKEVENTS seen;
	memset(&seen, 0, sizeof seen);
	WSAEventSelect(leaf, event, FD_CONNECT);
	check("P-376", join(leaf, place(root)) == leaf, "a nonblocking join has its socket at once");
	expect_error("P-374", "a second join", join(leaf, place(root)), INVALID_SOCKET, WSAEALREADY);
	expect_error("P-338", "deferred", WSAAccept(root, NULL, NULL, later, 0), INVALID_SOCKET,
		WSATRY_AGAIN);
	expect_error("P-376", "rejected", WSAAccept(root, NULL, NULL, no, (DWORD_PTR)event),
		INVALID_SOCKET, WSAECONNREFUSED);
	expect("P-376", "the event", WSAWaitForMultipleEvents(1, &event, TRUE, 5000, FALSE),
		WSA_WAIT_EVENT_0);
	WSAEnumNetworkEvents(leaf, event, &seen);
	expect("P-376", "FD_CONNECT", seen.lNetworkEvents, FD_CONNECT);
	expect("P-376", "and its error", seen.iErrorCode[FD_CONNECT_BIT], WSAECONNREFUSED);
	check("P-375", join(leaf, place(root)) == leaf, "it may be tried again");
	SOCKET member = accept(root, NULL, NULL);
	check("P-373", member != INVALID_SOCKET, "and is admitted then");
	WSAWaitForMultipleEvents(1, &event, TRUE, 5000, FALSE);
	WSAEnumNetworkEvents(leaf, event, &seen);
	expect("P-376", "without error", seen.iErrorCode[FD_CONNECT_BIT], 0);

	/* A root's FD_CONNECT tells how a leaf has answered. */
	SOCKET waiting = opened(&rooted, LEAF | D_LEAF);
	bind_to(waiting, "127.0.0.1", 0);
	listen(waiting, 5);
	memset(&seen, 0, sizeof seen);
	WSAEventSelect(root, event, FD_CONNECT);
	SOCKET guest = join(root, place(waiting));
	check("P-376", guest != INVALID_SOCKET && guest != root,
		"a nonblocking invitation has its socket at once");
	expect_error("P-374", "a second invitation", join(root, place(waiting)), INVALID_SOCKET,
		WSAEALREADY);
	SOCKET invited = accept(waiting, NULL, NULL);
	expect("P-376", "the event", WSAWaitForMultipleEvents(1, &event, TRUE, 5000, FALSE),
		WSA_WAIT_EVENT_0);
	WSAEnumNetworkEvents(root, event, &seen);
	expect("P-376", "FD_CONNECT on the root", seen.lNetworkEvents, FD_CONNECT);
	expect("P-376", "and how", seen.iErrorCode[FD_CONNECT_BIT], 0);
	closesocket(guest);
	closesocket(invited);
	closesocket(waiting);
	closesocket(member);
	closesocket(leaf);
	closesocket(root);
	WSACloseEvent(event);
}

int main(void)
{
	/* Where this is ours, the command adds the provider to the catalog of the run. */
	if (getenv("WINSOCK_COMMAND") != NULL)
		system("\"$WINSOCK_COMMAND\" catalog install rooted >/dev/null");
	start();
	if (!find())
		skip_all("P-355", "no provider of rooted sessions is installed");
	flags();
	session(&rooted, D_ROOT, 0);
	session(&nonrooted, D_LEAF, 1);
	events();
	WSACleanup();
	return verdict();
}
