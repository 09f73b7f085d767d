/* guiddef.h: globally unique identifiers. */
#ifndef GUID_DEFINED
#define GUID_DEFINED

#include <winsock/keywords.h>
#include <string.h>

typedef struct _GUID {
	unsigned int Data1;
	unsigned short Data2;
	unsigned short Data3;
	unsigned char Data4[8];
} GUID;

WINSOCK_ASSERT(sizeof(GUID) == 16, "a GUID has 16 bytes");

#endif

#ifndef EXTERN_C
#ifdef __cplusplus
#define EXTERN_C extern "C"
#else
#define EXTERN_C extern
#endif
#endif

#ifndef _GUIDDEF_H_
#define _GUIDDEF_H_

#ifndef __LPGUID_DEFINED__
#define __LPGUID_DEFINED__
typedef GUID *LPGUID;
#endif
#ifndef __LPCGUID_DEFINED__
#define __LPCGUID_DEFINED__
typedef const GUID *LPCGUID;
#endif
#ifndef __IID_DEFINED__
#define __IID_DEFINED__
typedef GUID IID, *LPIID;
typedef GUID CLSID, *LPCLSID;
typedef GUID FMTID, *LPFMTID;
#define IID_NULL GUID_NULL
#define CLSID_NULL GUID_NULL
#define FMTID_NULL GUID_NULL
#define IsEqualIID(a, b) IsEqualGUID(a, b)
#define IsEqualCLSID(a, b) IsEqualGUID(a, b)
#define IsEqualFMTID(a, b) IsEqualGUID(a, b)
#endif

#ifdef __cplusplus
#define REFGUID const GUID &
#define REFIID const IID &
#define REFCLSID const IID &
#define REFFMTID const IID &

extern "C++" {

static __inline__ int IsEqualGUID(const GUID &a, const GUID &b)
{
	return memcmp(&a, &b, sizeof(GUID)) == 0;
}

static __inline__ int InlineIsEqualGUID(const GUID &a, const GUID &b)
{
	return IsEqualGUID(a, b);
}

#ifndef _SYS_GUID_OPERATOR_EQ_
#define _SYS_GUID_OPERATOR_EQ_
static __inline__ bool operator==(const GUID &a, const GUID &b)
{
	return IsEqualGUID(a, b) != 0;
}

static __inline__ bool operator!=(const GUID &a, const GUID &b)
{
	return IsEqualGUID(a, b) == 0;
}
#endif

}
#else
#define REFGUID const GUID *
#define REFIID const IID *
#define REFCLSID const IID *
#define REFFMTID const IID *
#define IsEqualGUID(a, b) (memcmp(a, b, sizeof(GUID)) == 0)
#define InlineIsEqualGUID(a, b) IsEqualGUID(a, b)
#endif

#endif

/*
 * DEFINE_GUID declares a GUID; in the one file that includes initguid.h, or
 * says INITGUID, it also holds the value. So it is chosen anew at each include.
 */
#undef DEFINE_GUID
#ifdef INITGUID
#define DEFINE_GUID(name, d1, d2, d3, b1, b2, b3, b4, b5, b6, b7, b8)                    \
	EXTERN_C const GUID name __attribute__((__weak__));                              \
	const GUID name = {d1, d2, d3, {b1, b2, b3, b4, b5, b6, b7, b8}}
#else
#define DEFINE_GUID(name, d1, d2, d3, b1, b2, b3, b4, b5, b6, b7, b8)                    \
	EXTERN_C const GUID name
#endif
#undef DEFINE_OLEGUID
#define DEFINE_OLEGUID(name, d1, d2, d3) \
	DEFINE_GUID(name, d1, d2, d3, 0xC0, 0, 0, 0, 0, 0, 0, 0x46)
