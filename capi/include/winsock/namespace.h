/* namespace.h: what a provider of a name space offers. */
#ifndef WINSOCK_NAMESPACE_H
#define WINSOCK_NAMESPACE_H

typedef INT(WSPAPI *LPNSPCLEANUP)(LPGUID lpProviderId);
typedef INT(WSPAPI *LPNSPLOOKUPSERVICEBEGIN)(LPGUID lpProviderId, LPWSAQUERYSETW lpqsRestrictions,
	LPWSASERVICECLASSINFOW lpServiceClassInfo, DWORD dwControlFlags, LPHANDLE lphLookup);
typedef INT(WSPAPI *LPNSPLOOKUPSERVICENEXT)(HANDLE hLookup, DWORD dwControlFlags,
	LPDWORD lpdwBufferLength, LPWSAQUERYSETW lpqsResults);
typedef INT(WSPAPI *LPNSPLOOKUPSERVICEEND)(HANDLE hLookup);
typedef INT(WSPAPI *LPNSPSETSERVICE)(LPGUID lpProviderId,
	LPWSASERVICECLASSINFOW lpServiceClassInfo, LPWSAQUERYSETW lpqsRegInfo,
	WSAESETSERVICEOP essOperation, DWORD dwControlFlags);
typedef INT(WSPAPI *LPNSPINSTALLSERVICECLASS)(LPGUID lpProviderId,
	LPWSASERVICECLASSINFOW lpServiceClassInfo);
typedef INT(WSPAPI *LPNSPREMOVESERVICECLASS)(LPGUID lpProviderId, LPGUID lpServiceClassId);
typedef INT(WSPAPI *LPNSPGETSERVICECLASSINFO)(LPGUID lpProviderId, LPDWORD lpdwBufSize,
	LPWSASERVICECLASSINFOW lpServiceClassInfo);
typedef INT(WSPAPI *LPNSPIOCTL)(HANDLE hLookup, DWORD dwControlCode, LPVOID lpvInBuffer,
	DWORD cbInBuffer, LPVOID lpvOutBuffer, DWORD cbOutBuffer, LPDWORD lpcbBytesReturned,
	LPWSACOMPLETION lpCompletion, LPWSATHREADID lpThreadId);

typedef struct _NSP_ROUTINE {
	DWORD cbSize;
	DWORD dwMajorVersion;
	DWORD dwMinorVersion;
	LPNSPCLEANUP NSPCleanup;
	LPNSPLOOKUPSERVICEBEGIN NSPLookupServiceBegin;
	LPNSPLOOKUPSERVICENEXT NSPLookupServiceNext;
	LPNSPLOOKUPSERVICEEND NSPLookupServiceEnd;
	LPNSPSETSERVICE NSPSetService;
	LPNSPINSTALLSERVICECLASS NSPInstallServiceClass;
	LPNSPREMOVESERVICECLASS NSPRemoveServiceClass;
	LPNSPGETSERVICECLASSINFO NSPGetServiceClassInfo;
	LPNSPIOCTL NSPIoctl;
} NSP_ROUTINE, *PNSP_ROUTINE, *LPNSP_ROUTINE;

WINSOCK_ASSERT(sizeof(NSP_ROUTINE) == 88, "size");

/* A provider exports a function of this type as NSPStartup. */
typedef INT(WSPAPI *LPNSPSTARTUP)(LPGUID lpProviderId, LPNSP_ROUTINE lpnspRoutines);

/* The same for providers of the second kind, which run in the program's process. */
typedef INT(WSPAPI *LPNSPV2STARTUP)(LPGUID lpProviderId, LPVOID *ppvClientSessionArg);
typedef INT(WSPAPI *LPNSPV2CLEANUP)(LPGUID lpProviderId, LPVOID pvClientSessionArg);
typedef INT(WSPAPI *LPNSPV2LOOKUPSERVICEBEGIN)(LPGUID lpProviderId,
	LPWSAQUERYSET2W lpqsRestrictions, DWORD dwControlFlags, LPVOID lpvClientSessionArg,
	LPHANDLE lphLookup);
typedef VOID(WSPAPI *LPNSPV2LOOKUPSERVICENEXTEX)(HANDLE hAsyncCall, HANDLE hLookup,
	DWORD dwControlFlags, LPDWORD lpdwBufferLength, LPWSAQUERYSET2W lpqsResults);
typedef INT(WSPAPI *LPNSPV2LOOKUPSERVICEEND)(HANDLE hLookup);
typedef VOID(WSPAPI *LPNSPV2SETSERVICEEX)(HANDLE hAsyncCall, LPGUID lpProviderId,
	LPWSAQUERYSET2W lpqsRegInfo, WSAESETSERVICEOP essOperation, DWORD dwControlFlags,
	LPVOID lpvClientSessionArg);
typedef VOID(WSPAPI *LPNSPV2CLIENTSESSIONRUNDOWN)(LPGUID lpProviderId, LPVOID pvClientSessionArg);

typedef struct _NSPV2_ROUTINE {
	DWORD cbSize;
	DWORD dwMajorVersion;
	DWORD dwMinorVersion;
	LPNSPV2STARTUP NSPv2Startup;
	LPNSPV2CLEANUP NSPv2Cleanup;
	LPNSPV2LOOKUPSERVICEBEGIN NSPv2LookupServiceBegin;
	LPNSPV2LOOKUPSERVICENEXTEX NSPv2LookupServiceNextEx;
	LPNSPV2LOOKUPSERVICEEND NSPv2LookupServiceEnd;
	LPNSPV2SETSERVICEEX NSPv2SetServiceEx;
	LPNSPV2CLIENTSESSIONRUNDOWN NSPv2ClientSessionRundown;
} NSPV2_ROUTINE, *PNSPV2_ROUTINE, *LPNSPV2_ROUTINE;

WINSOCK_ASSERT(sizeof(NSPV2_ROUTINE) == 72, "size");

WINSOCK_BEGIN

/* Have a name space served by a provider, or no longer; there is one catalog for all widths. */
INT WSPAPI WSCInstallNameSpace(LPWSTR lpszIdentifier, LPWSTR lpszPathName, DWORD dwNameSpace,
	DWORD dwVersion, LPGUID lpProviderId);
INT WSPAPI WSCInstallNameSpace32(LPWSTR lpszIdentifier, LPWSTR lpszPathName, DWORD dwNameSpace,
	DWORD dwVersion, LPGUID lpProviderId);
INT WSPAPI WSCInstallNameSpaceEx(LPWSTR lpszIdentifier, LPWSTR lpszPathName, DWORD dwNameSpace,
	DWORD dwVersion, LPGUID lpProviderId, LPBLOB lpProviderSpecific);
INT WSPAPI WSCInstallNameSpaceEx32(LPWSTR lpszIdentifier, LPWSTR lpszPathName, DWORD dwNameSpace,
	DWORD dwVersion, LPGUID lpProviderId, LPBLOB lpProviderSpecific);
INT WSPAPI WSCUnInstallNameSpace(LPGUID lpProviderId);
INT WSPAPI WSCUnInstallNameSpace32(LPGUID lpProviderId);
INT WSPAPI WSCEnableNSProvider(LPGUID lpProviderId, BOOL fEnable);
INT WSPAPI WSCEnableNSProvider32(LPGUID lpProviderId, BOOL fEnable);
INT WSAAPI WSCEnumNameSpaceProviders32(LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOW lpnspBuffer);
INT WSAAPI WSCEnumNameSpaceProvidersEx32(LPDWORD lpdwBufferLength,
	LPWSANAMESPACE_INFOEXW lpnspBuffer);

/* The result is the error code. */
int WSPAPI WSCWriteNameSpaceOrder(LPGUID lpProviderId, DWORD dwNumberOfEntries);
int WSPAPI WSCWriteNameSpaceOrder32(LPGUID lpProviderId, DWORD dwNumberOfEntries);

WINSOCK_END

#endif
