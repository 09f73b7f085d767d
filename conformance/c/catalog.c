/* catalog.c: changes of the catalog. Chapter 5 of providers.md, and 2.3. */
#include "check.h"

#include <ws2spi.h>

#include <sporder.h>

#ifdef __MINGW32__ /* 64-bit Windows has only the form for both catalogs */
#define WSCInstallProviderAndChains(id, path, name, flags, list, n, entry, error)             \
	WSCInstallProviderAndChains64_32(id, path, NULL, name, flags, (void *)(list), n, entry, \
		error)
#endif

static GUID ids[] = {
	{0x57530001, 1, 2, {3}}, {0x57530002, 1, 2, {3}}, {0x57530003, 1, 2, {3}}, {0x57530004, 1, 2,
		{3}},
};
static WSAPROTOCOL_INFOW entries[64];
static WCHAR path[] = L"%SystemRoot%/spy.so", other[] = L"/opt/spy.so";

/* enumerate reads the catalog as it is stored, and returns the number of entries. */
static int enumerate(void)
{
	DWORD len = sizeof entries;
	int error = 0;
	return WSCEnumProtocols(NULL, entries, &len, &error);
}

/* find is the first entry of a provider; NULL: there is none. */
static WSAPROTOCOL_INFOW *find(GUID *id)
{
	int n = enumerate();
	for (int i = 0; i < n; i++)
		if (memcmp(&entries[i].ProviderId, id, sizeof *id) == 0)
			return &entries[i];
	return NULL;
}

/* offer is a protocol that nobody else has. */
static WSAPROTOCOL_INFOW offer(const WCHAR *name, int protocol)
{
	WSAPROTOCOL_INFOW p;
	memset(&p, 0, sizeof p);
	p.dwProviderFlags = PFL_MATCHES_PROTOCOL_ZERO;
	p.ProtocolChain.ChainLen = BASE_PROTOCOL;
	p.iVersion = 2;
	p.iAddressFamily = 0x7001;
	p.iMaxSockAddr = p.iMinSockAddr = 16;
	p.iSocketType = SOCK_STREAM;
	p.iProtocol = protocol;
	for (int i = 0; (p.szProtocol[i] = name[i]) != 0; i++)
		;
	return p;
}

/* answers says that a WSC call ended with an error, 0 for success. */
static void answers(const char *clause, const char *what, int result, int *error, int wanted)
{
	expect(clause, what, result == 0 ? 0 : *error, wanted);
	check("P-298", result == (wanted != 0 ? SOCKET_ERROR : 0), what);
	*error = -1;
}

static void installing(void)
{
	int e = -1, before = enumerate();
	WSAPROTOCOL_INFOW two[] = {offer(L"one", 1), offer(L"two", 2)}, none = offer(L"", 1);
	WCHAR longest[261];
	for (int i = 0; i < 260; i++)
		longest[i] = i == 0 ? '/' : 'x';
	longest[260] = 0;
	answers("P-302", "no id", WSCInstallProvider(NULL, path, two, 1, &e), &e, WSAEFAULT);
	answers("P-302", "no path", WSCInstallProvider(ids, NULL, two, 1, &e), &e, WSAEFAULT);
	answers("P-302", "no array", WSCInstallProvider(ids, path, NULL, 1, &e), &e, WSAEFAULT);
	answers("P-302", "no entry", WSCInstallProvider(ids, path, two, 0, &e), &e, WSAEINVAL);
	answers("P-301", "a relative path", WSCInstallProvider(ids, L"spy.so", two, 1, &e), &e,
		WSAEINVAL);
	answers("P-318", "260 characters", WSCInstallProvider(ids, longest, two, 1, &e), &e, WSAEINVAL);
	answers("P-302", "an entry without a name", WSCInstallProvider(ids, path, &none, 1, &e), &e,
		WSAEINVAL);
	expect("P-302", "no place for the error", WSCInstallProvider(ids, path, two, 2, NULL),
		SOCKET_ERROR);
	expect("P-302", "what was refused is not there", enumerate(), before);
	answers("P-302", "two entries", WSCInstallProvider(ids, path, two, 2, &e), &e, 0);
	answers("P-302", "once more", WSCInstallProvider(ids, path, two, 2, &e), &e, WSANO_RECOVERY);
	expect("P-302", "two more entries", enumerate(), before + 2);
	check("P-302", memcmp(&entries[before].ProviderId, ids, sizeof *ids) == 0 &&
			entries[before].dwCatalogEntryId != 0, "they have the id, and ids of their own");
	answers("P-303", "the form for both catalogs", WSCInstallProvider64_32(ids + 1, other, two, 1,
		&e), &e, 0);

	WCHAR got[40];
	int n = 0;
	answers("P-307", "how long the path is", WSCGetProviderPath(ids, NULL, &n, &e), &e, WSAEFAULT);
	expect("P-307", "with the zero", n, sizeof path / sizeof *path);
	n--;
	answers("P-307", "a character too few", WSCGetProviderPath(ids, got, &n, &e), &e, WSAEFAULT);
	n = 40;
	answers("P-307", "the path", WSCGetProviderPath(ids, got, &n, &e), &e, 0);
	check("P-301", memcmp(got, path, sizeof path) == 0, "it is not expanded");
	answers("P-307", "of nobody", WSCGetProviderPath(ids + 3, got, &n, &e), &e, WSAEINVAL);
	n = 40;
	answers("P-316", "the path, form for 32 bits", WSCGetProviderPath32(ids + 1, got, &n, &e), &e,
		0);

	DWORD id = find(ids)->dwCatalogEntryId;
	two[0] = offer(L"first", 1);
	answers("P-306", "an update", WSCUpdateProvider(ids, other, two, 1, &e), &e, 0);
	WSAPROTOCOL_INFOW *first = find(ids);
	check("P-306", first->dwCatalogEntryId == id && first->szProtocol[0] == 'f',
		"the id stays, the name is new");
	expect("P-306", "the other one is gone", enumerate(), before + 2);
	answers("P-306", "of nobody", WSCUpdateProvider(ids + 3, other, two, 1, &e), &e, WSAEINVAL);
	answers("P-316", "an update, form for 32 bits", WSCUpdateProvider32(ids, path, two, 2, &e), &e,
		0);

	answers("P-305", "removal", WSCDeinstallProvider(ids, &e), &e, 0);
	answers("P-305", "once more", WSCDeinstallProvider(ids, &e), &e, WSAEINVAL);
	answers("P-305", "no id", WSCDeinstallProvider(NULL, &e), &e, WSAEFAULT);
	answers("P-316", "removal, form for 32 bits", WSCDeinstallProvider32(ids + 1, &e), &e, 0);
	DWORD len = sizeof entries;
	expect("P-316", "what is left, form for 32 bits", WSCEnumProtocols32(NULL, entries, &len, &e),
		before);
	expect("P-308", "all is as before", enumerate(), before);
}

static void layers(void)
{
	int e = -1, before = enumerate();
	DWORD layer = 0;
	WSAPROTOCOL_INFOW tcp = {0}, nobody = offer(L"nobody", 99);
	tcp.iAddressFamily = AF_INET;
	tcp.iSocketType = SOCK_STREAM;
	tcp.iProtocol = IPPROTO_TCP;
	WCHAR name[300];
	for (int i = 0; i < 256; i++)
		name[i] = 'x';
	name[256] = 0;
	answers("P-304", "no id", WSCInstallProviderAndChains(NULL, path, L"Spy", 0, NULL, 0, &layer,
		&e), &e, WSAEINVAL);
	answers("P-304", "no path", WSCInstallProviderAndChains(ids, NULL, L"Spy", 0, NULL, 0, &layer,
		&e), &e, WSAEINVAL);
	answers("P-304", "no name", WSCInstallProviderAndChains(ids, path, NULL, 0, NULL, 0, &layer,
		&e), &e, WSAEINVAL);
	answers("P-304", "a long name", WSCInstallProviderAndChains(ids, path, name, 0, NULL, 0,
		&layer, &e), &e, WSAEINVAL);
	answers("P-304", "an array of none", WSCInstallProviderAndChains(ids, path, L"Spy", 0, &tcp, 0,
		&layer, &e), &e, WSAEINVAL);
	answers("P-304", "no match", WSCInstallProviderAndChains(ids, path, L"Spy", 0, &nobody, 1,
		&layer, &e), &e, WSAEINVAL);
	answers("P-304", "bad memory", WSCInstallProviderAndChains(ids, path, L"Spy", 0, (void *)8, 1,
		&layer, &e), &e, WSAEFAULT);
	answers("P-304", "a layer", WSCInstallProviderAndChains(ids, path, L"Spy", 0, &tcp, 1, &layer,
		&e), &e, 0);
	answers("P-304", "once more", WSCInstallProviderAndChains(ids, path, L"Other", 0, &tcp, 1,
		NULL, &e), &e, WSAEINVAL);
	answers("P-304", "another of the name", WSCInstallProviderAndChains(ids + 1, path, L"Spy", 0,
		&tcp, 1, NULL, &e), &e, WSAEINVAL);
	WSAPROTOCOL_INFOW *own = find(ids);
	check("P-304", own != NULL && own->dwCatalogEntryId == layer &&
		own->ProtocolChain.ChainLen == LAYERED_PROTOCOL &&
			own->dwProviderFlags == PFL_HIDDEN, "the layer's entry has the id");
	int n = enumerate(), chains = n - before - 1, right = 0;
	for (int i = 0; i < chains; i++)
		right += entries[i].ProtocolChain.ChainLen > 1 &&
			entries[i].ProtocolChain.ChainEntries[0] == layer &&
			(entries[i].dwServiceFlags1 & XP1_IFS_HANDLES) == 0 &&
				entries[i].iAddressFamily == AF_INET;
	expect("P-318", "chains over TCP, UDP and raw sockets", chains, 3);
	expect("P-279", "chains in front", right, chains);
	check("P-278", memcmp(&entries[0].ProviderId, &entries[1].ProviderId, sizeof(GUID)) != 0,
		"each has an id of its own");
	answers("P-304", "the form for both catalogs",
		WSCInstallProviderAndChains64_32(ids + 1, path, NULL, L"Second", XP1_IFS_HANDLES, NULL, 0,
			&layer, &e), &e, 0);
	WSAPROTOCOL_INFOW *second = find(ids + 1);
	check("P-304", second != NULL && second->dwServiceFlags1 & XP1_IFS_HANDLES,
		"it has real handles");

	DWORD categories = LSP_SYSTEM | LSP_FIREWALL, seen = 0;
	BYTE *p = (BYTE *)&categories;
	size_t size = 0;
	answers("P-311", "the audit", WSCSetProviderInfo(ids, ProviderInfoAudit, p, 4, 0, &e), &e,
		ERROR_CALL_NOT_IMPLEMENTED);
	answers("P-311", "no value", WSCSetProviderInfo(ids, ProviderInfoLspCategories, NULL, 4, 0,
		&e), &e, WSAEFAULT);
	answers("P-311", "a wrong size", WSCSetProviderInfo(ids, ProviderInfoLspCategories, p, 2, 0,
		&e), &e, WSAEINVAL);
	answers("P-311", "categories", WSCSetProviderInfo(ids, ProviderInfoLspCategories, p, 4, 0, &e),
		&e, 0);
	answers("P-310", "no room", WSCGetProviderInfo(ids, ProviderInfoLspCategories, NULL, &size, 0,
		&e), &e, WSAEFAULT);
	expect("P-310", "the size", (long long)size, 4);
	answers("P-310", "the audit", WSCGetProviderInfo(ids, ProviderInfoAudit, (BYTE *)&seen, &size,
		0, &e), &e, ERROR_CALL_NOT_IMPLEMENTED);
	answers("P-310", "of nobody", WSCGetProviderInfo(ids + 3, ProviderInfoLspCategories,
		(BYTE *)&seen, &size, 0, &e), &e, WSAEINVALIDPROVIDER);
	answers("P-310", "categories", WSCGetProviderInfo(ids, ProviderInfoLspCategories,
		(BYTE *)&seen, &size, 0, &e), &e, 0);
	expect("P-294", "which", seen, categories);
	answers("P-316", "categories, forms for 32 bits", WSCSetProviderInfo32(ids + 1,
		ProviderInfoLspCategories, p, 4, 0, &e), &e, 0);
	seen = 0;
	WSCGetProviderInfo32(ids + 1, ProviderInfoLspCategories, (BYTE *)&seen, &size, 0, &e);
	expect("P-316", "which, forms for 32 bits", seen, categories);
}

static void order(void)
{
	DWORD all[64];
	int n = enumerate();
	for (int i = 0; i < n; i++)
		all[i] = entries[n - 1 - i].dwCatalogEntryId;
	DWORD last = all[n - 1];
	expect("P-309", "one too few", WSCWriteProviderOrder(all, n - 1), WSAEINVAL);
	all[n - 1] = all[0];
	expect("P-309", "one twice", WSCWriteProviderOrder(all, n), WSAEINVAL);
	all[n - 1] = 4711;
	expect("P-309", "an unknown one", WSCWriteProviderOrder(all, n), WSAEINVAL);
	all[n - 1] = last;
	expect("P-309", "bad memory", WSCWriteProviderOrder((void *)8, n), WSAEINVAL);
	expect("P-298", "the result is the code", WSCWriteProviderOrder(all, n), 0);
	expect("P-309", "as many", enumerate(), n);
	int right = 0;
	for (int i = 0; i < n; i++)
		right += entries[i].dwCatalogEntryId == all[i];
	expect("P-309", "in order", right, n);
	expect("P-316", "the form for 32 bits", WSCWriteProviderOrder32(all, n), 0);
}

static void applications(void)
{
	static const WCHAR app[] = L"/bin/app", extra[] = L"-k net";
	DWORD len = sizeof app / sizeof *app - 1, xlen = sizeof extra / sizeof *extra - 1, before = 7,
		now = 7;
	int e = -1;
	answers("P-313", "without categories", WSCGetApplicationCategory(app, len, NULL, 0, &now, &e),
		&e, WSASERVICE_NOT_FOUND);
	answers("P-312", "no path", WSCSetApplicationCategory(NULL, len, NULL, 0, 1, &before, &e), &e,
		WSAEFAULT);
	answers("P-312", "an empty path", WSCSetApplicationCategory(app, 0, NULL, 0, 1, &before, &e),
		&e, WSAEINVAL);
	answers("P-312", "categories", WSCSetApplicationCategory(app, len, NULL, 0, LSP_PROXY, &before,
		&e), &e, 0);
	expect("P-312", "before", before, 0);
	answers("P-312", "more", WSCSetApplicationCategory(app, len, NULL, 0, LSP_SYSTEM, &before, &e),
		&e, 0);
	expect("P-312", "before that", before, LSP_PROXY);
	answers("P-312", "nobody asks for those before", WSCSetApplicationCategory(app, len, extra,
		xlen, LSP_FIREWALL, NULL, &e), &e, 0);
	answers("P-313", "which", WSCGetApplicationCategory(app, len, NULL, 0, &now, &e), &e, 0);
	expect("P-312", "both", now, LSP_PROXY | LSP_SYSTEM);
	answers("P-313", "with arguments", WSCGetApplicationCategory(app, len, extra, xlen, &now, &e),
		&e, 0);
	expect("P-319", "others", now, LSP_FIREWALL);
	answers("P-313", "no room", WSCGetApplicationCategory(app, len, NULL, 0, NULL, &e), &e,
		WSAEFAULT);
}

static int told;

static void CALLBACK changed(DWORD error, DWORD n, LPWSAOVERLAPPED ov, DWORD flags)
{
	(void)ov;
	told += error == 0 && n == 0 && flags == 0;
}

/* turn puts the catalog as this process knows it into another order each time. */
static DWORD WINAPI turn(void *unused)
{
	static int turns;
	DWORD all[64];
	int n = enumerate();
	(void)unused;
	turns++;
	for (int i = 0; i < n; i++)
		all[i] = entries[(i + turns) % n].dwCatalogEntryId;
	return WSCWriteProviderOrder(all, n);
}

/* turn_late changes the order some times, of which the other thread sees at least one. */
static DWORD WINAPI turn_late(void *unused)
{
	for (int i = 0; i < 20; i++) {
		Sleep(10);
		turn(unused);
	}
	return 0;
}

static void news(void)
{
	HANDLE h = NULL;
	fails("P-115", "before WSAStartup", WSAProviderConfigChange(&h, NULL, NULL), WSANOTINITIALISED);
	start();
	HANDLE event = WSACreateEvent();
	fails("P-115", "no place for the handle", WSAProviderConfigChange(NULL, NULL, NULL), WSAEFAULT);
	expect("P-115", "a notification handle", WSAProviderConfigChange(&h, NULL, NULL), 0);
	check("P-115", h != NULL, "it is there");
	fails("P-115", "an event instead", WSAProviderConfigChange(&event, NULL, NULL),
		WSA_INVALID_HANDLE);
	WSAOVERLAPPED by_event, by_routine;
	memset(&by_event, 0, sizeof by_event);
	memset(&by_routine, 0, sizeof by_routine);
	by_event.hEvent = event;
	fails("P-115", "a wait with an event", WSAProviderConfigChange(&h, &by_event, NULL),
		WSA_IO_PENDING);
	fails("P-115", "a wait with a routine", WSAProviderConfigChange(&h, &by_routine, changed),
		WSA_IO_PENDING);
	expect("P-115", "nothing has changed", WaitForSingleObject(event, 0), WAIT_TIMEOUT);
	expect("P-116", "a change", turn(NULL), 0);
	expect("P-116", "the event", WaitForSingleObject(event, 10000), WAIT_OBJECT_0);
	expect("P-115", "the status", HasOverlappedIoCompleted(&by_event), TRUE);
	while (told == 0 && SleepEx(10000, TRUE) == WAIT_IO_COMPLETION)
		;
	expect("P-115", "the routine", told, 1);
	fails("P-115", "another wait", WSAProviderConfigChange(&h, &by_event, NULL), WSA_IO_PENDING);
	HANDLE thread = on_thread(turn, NULL);
	expect("P-300", "a change of another thread", WaitForSingleObject(event, 10000), WAIT_OBJECT_0);
	joined(thread);
	thread = on_thread(turn_late, NULL);
	expect("P-115", "a call that blocks", WSAProviderConfigChange(&h, NULL, NULL), 0);
	joined(thread);
	check("P-115", CloseHandle(h), "the handle is closed");
	fails("P-115", "a closed handle", WSAProviderConfigChange(&h, NULL, NULL), WSA_INVALID_HANDLE);
}

int main(void)
{
	if (wine())
		skip_all("P-298", "Wine 8.0 has no catalog that can be changed");
	SetEnvironmentVariableW(L"SystemRoot", L"/usr");
	installing();
	layers();
	order();
	applications();
	news();
	return verdict();
}
