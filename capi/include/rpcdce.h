/* rpcdce.h: of remote procedure calls, what makes and reads UUIDs. */
#ifndef __RPCDCE_H__
#define __RPCDCE_H__

#include <guiddef.h>
#include <winerror.h>
#include <winsock/types.h>

typedef LONG RPC_STATUS;
typedef unsigned char *RPC_CSTR;
#ifdef RPC_USE_NATIVE_WCHAR
typedef WCHAR *RPC_WSTR;
#else
typedef unsigned short *RPC_WSTR;
#endif

#ifndef UUID_DEFINED
#define UUID_DEFINED
typedef GUID UUID;
#endif

#define RPC_ENTRY WINAPI

#define RPC_S_OK ERROR_SUCCESS
#define RPC_S_INVALID_ARG ERROR_INVALID_PARAMETER
#define RPC_S_OUT_OF_MEMORY ERROR_OUTOFMEMORY

WINSOCK_BEGIN

/* Makes a UUID of random numbers (version 4). */
RPC_STATUS RPC_ENTRY UuidCreate(UUID *Uuid);
/* Makes the UUID that is all zeros. */
RPC_STATUS RPC_ENTRY UuidCreateNil(UUID *NilUuid);

/* The text of a UUID, to be freed by RpcStringFree; and back, where no text is all zeros. */
RPC_STATUS RPC_ENTRY UuidToStringA(const UUID *Uuid, RPC_CSTR *StringUuid);
RPC_STATUS RPC_ENTRY UuidToStringW(const UUID *Uuid, RPC_WSTR *StringUuid);
RPC_STATUS RPC_ENTRY UuidFromStringA(RPC_CSTR StringUuid, UUID *Uuid);
RPC_STATUS RPC_ENTRY UuidFromStringW(RPC_WSTR StringUuid, UUID *Uuid);
RPC_STATUS RPC_ENTRY RpcStringFreeA(RPC_CSTR *String);
RPC_STATUS RPC_ENTRY RpcStringFreeW(RPC_WSTR *String);

/* Tell about UUIDs, of which no pointer is all zeros: -1, 0 or 1 by order; TRUE or FALSE. */
int RPC_ENTRY UuidCompare(UUID *Uuid1, UUID *Uuid2, RPC_STATUS *Status);
int RPC_ENTRY UuidEqual(UUID *Uuid1, UUID *Uuid2, RPC_STATUS *Status);
int RPC_ENTRY UuidIsNil(UUID *Uuid, RPC_STATUS *Status);

WINSOCK_END

#ifdef UNICODE
#define UuidToString UuidToStringW
#define UuidFromString UuidFromStringW
#define RpcStringFree RpcStringFreeW
#else
#define UuidToString UuidToStringA
#define UuidFromString UuidFromStringA
#define RpcStringFree RpcStringFreeA
#endif

#endif
