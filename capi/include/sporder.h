/* sporder.h: the order of providers. */
#ifndef WINSOCK_SPORDER_H
#define WINSOCK_SPORDER_H

#include <ws2spi.h>

WINSOCK_BEGIN

/* Put the catalog into an order, which names every entry once. The result is the error code. */
int WSPAPI WSCWriteProviderOrder(LPDWORD lpwdCatalogEntryId, DWORD dwNumberOfEntries);
int WSPAPI WSCWriteProviderOrder32(LPDWORD lpwdCatalogEntryId, DWORD dwNumberOfEntries);

WINSOCK_END

#endif
