/* objbase.h: of the component object model, what makes and shows GUIDs. */
#ifndef _OBJBASE_H_
#define _OBJBASE_H_

#include <rpc.h>
#include <wtypes.h>

WINSOCK_BEGIN

/* Makes a GUID as UuidCreate does. Errors: E_INVALIDARG. */
HRESULT WINAPI CoCreateGuid(GUID *pguid);
/* Writes a GUID in braces: 39 characters with the zero, or 0 when there is no room. */
int WINAPI StringFromGUID2(REFGUID rguid, LPOLESTR lpsz, int cchMax);

WINSOCK_END

#endif
