/* below.c: the provider that the layer stands on. */
#include "layer.h"

#include <stdio.h>

WSPUPCALLTABLE upcalls;
volatile LONGLONG received, sent;

static CRITICAL_SECTION lock;
static struct chain *chains;
static int starts; /* of all */

__attribute__((constructor)) static void begin(void)
{
	InitializeCriticalSection(&lock);
}

/* entries lists the catalog; free it. */
static LPWSAPROTOCOL_INFOW entries(int *count)
{
	DWORD size = 0;
	int error;
	WSCEnumProtocols(NULL, NULL, &size, &error);
	LPWSAPROTOCOL_INFOW all = malloc(size);
	*count = all ? WSCEnumProtocols(NULL, all, &size, &error) : 0;
	return all;
}

/* with_id is the entry with a catalog id; NULL: there is none. */
static LPWSAPROTOCOL_INFOW with_id(LPWSAPROTOCOL_INFOW all, int count, DWORD id)
{
	for (int i = 0; i < count; i++)
		if (all[i].dwCatalogEntryId == id)
			return &all[i];
	return NULL;
}

/*
 * next is what stands below the layer in a chain: behind the element that is the layer, or
 * else behind the first.
 */
static LPWSAPROTOCOL_INFOW next(LPWSAPROTOCOL_INFOW info, LPWSAPROTOCOL_INFOW all, int count)
{
	const WSAPROTOCOLCHAIN *chain = &info->ProtocolChain;
	for (int i = 0; i + 1 < chain->ChainLen; i++) {
		LPWSAPROTOCOL_INFOW e = with_id(all, count, chain->ChainEntries[i]);
		if (e && IsEqualGUID(&e->ProviderId, &layer))
			return with_id(all, count, chain->ChainEntries[i + 1]);
	}
	return NULL;
}

struct chain *chain_of(LPWSAPROTOCOL_INFOW info)
{
	struct chain *c;
	EnterCriticalSection(&lock);
	c = chains;
	while (c && info && c->entry != info->dwCatalogEntryId)
		c = c->next;
	LeaveCriticalSection(&lock);
	return c;
}

/* load starts what is below in a chain that is new. */
static int load(struct chain *c, WORD version, LPWSAPROTOCOL_INFOW info)
{
	WCHAR path[MAX_PATH];
	int count, len = MAX_PATH, error = 0;
	WSPDATA data;
	LPWSAPROTOCOL_INFOW all = entries(&count), e = next(info, all, count);
	if (!e || upcalls.lpWPUGetProviderPath(&e->ProviderId, path, &len, &error) != 0) {
		free(all);
		return WSAEPROVIDERFAILEDINIT;
	}
	c->entry = info->dwCatalogEntryId;
	c->info = e->ProtocolChain.ChainLen == BASE_PROTOCOL ? *e : *info;
	free(all);
	c->module = LoadLibraryW(path);
	void *startup = c->module ? (void *)GetProcAddress(c->module, "WSPStartup") : NULL;
	if (!startup)
		return WSAEPROVIDERFAILEDINIT;
	return ((LPWSPSTARTUP)startup)(version, &data, &c->info, upcalls, &c->below);
}

struct chain *start_below(WORD version, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE table,
	int *error)
{
	struct chain *c = chain_of(info);
	EnterCriticalSection(&lock);
	upcalls = table;
	*error = 0;
	if (!c) {
		c = calloc(1, sizeof *c);
		*error = c ? load(c, version, info) : WSAENOBUFS;
		if (*error == 0) {
			c->next = chains;
			chains = c;
		} else {
			if (c && c->module)
				FreeLibrary(c->module);
			free(c);
			c = NULL;
		}
	}
	if (c)
		starts++;
	LeaveCriticalSection(&lock);
	return c;
}

/* Which of the starts is ended nobody says: what is below ends with the last. */
int end_below(LPINT error, bool *last)
{
	struct chain *c;
	int result = 0;
	*last = false;
	EnterCriticalSection(&lock);
	if (starts == 0) {
		*error = WSANOTINITIALISED;
		result = SOCKET_ERROR;
	} else if (--starts == 0) {
		*last = true;
		while ((c = chains) != NULL) {
			chains = c->next;
			c->below.lpWSPCleanup(error);
			FreeLibrary(c->module);
			free(c);
		}
		if (getenv("COUNT_REPORT"))
			fprintf(stderr, "counted %lld bytes received, %lld sent\n", (long long)received,
				(long long)sent);
	}
	LeaveCriticalSection(&lock);
	return result;
}
