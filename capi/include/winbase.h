/* winbase.h: kernel32's functions together, and the older ones of them. */
#ifndef _WINBASE_
#define _WINBASE_

#include <minwinbase.h>
#include <winerror.h>
#include <debugapi.h>
#include <errhandlingapi.h>
#include <fibersapi.h>
#include <heapapi.h>
#include <interlockedapi.h>
#include <memoryapi.h>
#include <processenv.h>
#include <profileapi.h>
#include <securitybaseapi.h>
#include <realtimeapiset.h>
#include <stringapiset.h>
#include <synchapi.h>
#include <sysinfoapi.h>
#include <timezoneapi.h>
#include <utilapiset.h>
#include <winsock/slot.h>
#include <winsock/objects.h>
#include <handleapi.h>
#include <processthreadsapi.h>
#include <fileapi.h>
#include <threadpoolapiset.h>
#include <threadpoollegacyapiset.h>
#include <ioapiset.h>
#include <namedpipeapi.h>
#include <libloaderapi.h>
#include <winsock/file.h>

#define GMEM_FIXED 0x0000
#define GMEM_MOVEABLE 0x0002
#define GMEM_NOCOMPACT 0x0010
#define GMEM_NODISCARD 0x0020
#define GMEM_ZEROINIT 0x0040
#define GMEM_MODIFY 0x0080
#define GMEM_DISCARDABLE 0x0100
#define GMEM_NOT_BANKED 0x1000
#define GMEM_SHARE 0x2000
#define GMEM_DDESHARE 0x2000
#define GMEM_NOTIFY 0x4000
#define GMEM_LOWER GMEM_NOT_BANKED
#define GMEM_VALID_FLAGS 0x7F72
#define GMEM_INVALID_HANDLE 0x8000
#define GMEM_DISCARDED 0x4000
#define GMEM_LOCKCOUNT 0x00FF
#define GHND (GMEM_MOVEABLE | GMEM_ZEROINIT)
#define GPTR (GMEM_FIXED | GMEM_ZEROINIT)

#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS 0x00000200
#define FORMAT_MESSAGE_FROM_STRING 0x00000400
#define FORMAT_MESSAGE_FROM_HMODULE 0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM 0x00001000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY 0x00002000
#define FORMAT_MESSAGE_MAX_WIDTH_MASK 0x000000FF

#define MAX_COMPUTERNAME_LENGTH 15

typedef struct _MEMORYSTATUS {
	DWORD dwLength;
	DWORD dwMemoryLoad;
	SIZE_T dwTotalPhys;
	SIZE_T dwAvailPhys;
	SIZE_T dwTotalPageFile;
	SIZE_T dwAvailPageFile;
	SIZE_T dwTotalVirtual;
	SIZE_T dwAvailVirtual;
} MEMORYSTATUS, *LPMEMORYSTATUS;

/* FormatMessage's arguments: a va_list, or with ARGUMENT_ARRAY an array. */
#include <stdarg.h>

WINSOCK_BEGIN

DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD message, DWORD language,
			    LPSTR buffer, DWORD size, va_list *arguments);
DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD message, DWORD language,
			    LPWSTR buffer, DWORD size, va_list *arguments);

/* Memory of the older kind: a block, or a handle to lock. */
HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T size);
HLOCAL WINAPI LocalReAlloc(HLOCAL memory, SIZE_T size, UINT flags);
HLOCAL WINAPI LocalFree(HLOCAL memory);
SIZE_T WINAPI LocalSize(HLOCAL memory);
LPVOID WINAPI LocalLock(HLOCAL memory);
BOOL WINAPI LocalUnlock(HLOCAL memory);
HLOCAL WINAPI LocalHandle(LPCVOID memory);
UINT WINAPI LocalFlags(HLOCAL memory);
HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T size);
HGLOBAL WINAPI GlobalReAlloc(HGLOBAL memory, SIZE_T size, UINT flags);
HGLOBAL WINAPI GlobalFree(HGLOBAL memory);
SIZE_T WINAPI GlobalSize(HGLOBAL memory);
LPVOID WINAPI GlobalLock(HGLOBAL memory);
BOOL WINAPI GlobalUnlock(HGLOBAL memory);
HGLOBAL WINAPI GlobalHandle(LPCVOID memory);
UINT WINAPI GlobalFlags(HGLOBAL memory);
VOID WINAPI GlobalMemoryStatus(LPMEMORYSTATUS status);

/* Whether memory is there: n bytes, or a string. TRUE means it is not. */
BOOL WINAPI IsBadReadPtr(const VOID *memory, UINT_PTR n);
BOOL WINAPI IsBadWritePtr(LPVOID memory, UINT_PTR n);
BOOL WINAPI IsBadStringPtrA(LPCSTR text, UINT_PTR n);
BOOL WINAPI IsBadStringPtrW(LPCWSTR text, UINT_PTR n);
BOOL WINAPI IsBadCodePtr(FARPROC code);

/* Strings. */
int WINAPI lstrlenA(LPCSTR text);
int WINAPI lstrlenW(LPCWSTR text);
LPSTR WINAPI lstrcpyA(LPSTR to, LPCSTR from);
LPWSTR WINAPI lstrcpyW(LPWSTR to, LPCWSTR from);
LPSTR WINAPI lstrcpynA(LPSTR to, LPCSTR from, int size);
LPWSTR WINAPI lstrcpynW(LPWSTR to, LPCWSTR from, int size);
LPSTR WINAPI lstrcatA(LPSTR to, LPCSTR from);
LPWSTR WINAPI lstrcatW(LPWSTR to, LPCWSTR from);
int WINAPI lstrcmpA(LPCSTR a, LPCSTR b);
int WINAPI lstrcmpW(LPCWSTR a, LPCWSTR b);
int WINAPI lstrcmpiA(LPCSTR a, LPCSTR b);
int WINAPI lstrcmpiW(LPCWSTR a, LPCWSTR b);

/* Times. */
LONG WINAPI CompareFileTime(const FILETIME *a, const FILETIME *b);
BOOL WINAPI FileTimeToLocalFileTime(const FILETIME *utc, LPFILETIME local);
BOOL WINAPI LocalFileTimeToFileTime(const FILETIME *local, LPFILETIME utc);

/* The system. */
BOOL WINAPI GetComputerNameA(LPSTR name, LPDWORD size);
BOOL WINAPI GetComputerNameW(LPWSTR name, LPDWORD size);
BOOL WINAPI VerifyVersionInfoA(LPOSVERSIONINFOEXA version, DWORD types, DWORDLONG conditions);
BOOL WINAPI VerifyVersionInfoW(LPOSVERSIONINFOEXW version, DWORD types, DWORDLONG conditions);
BOOL WINAPI IsProcessorFeaturePresent(DWORD feature);
DWORD WINAPI GetActiveProcessorCount(WORD group);
WORD WINAPI GetActiveProcessorGroupCount(VOID);
DWORD WINAPI GetMaximumProcessorCount(WORD group);
WORD WINAPI GetMaximumProcessorGroupCount(VOID);

/* Overlapped operations: what tells of their end, and who calls back. */
BOOL WINAPI SetFileCompletionNotificationModes(HANDLE file, UCHAR flags);
BOOL WINAPI BindIoCompletionCallback(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE routine,
				     ULONG flags);

/* Privileges and their names; the system is this one. */
BOOL WINAPI LookupPrivilegeValueA(LPCSTR system, LPCSTR name, PLUID luid);
BOOL WINAPI LookupPrivilegeValueW(LPCWSTR system, LPCWSTR name, PLUID luid);
BOOL WINAPI LookupPrivilegeNameA(LPCSTR system, PLUID luid, LPSTR name, LPDWORD size);
BOOL WINAPI LookupPrivilegeNameW(LPCWSTR system, PLUID luid, LPWSTR name, LPDWORD size);

int WINAPI MulDiv(int number, int numerator, int denominator);

/* Where a program with windows begins; it is the program's. */
int WINAPI WinMain(HINSTANCE instance, HINSTANCE previous, LPSTR line, int show);
int WINAPI wWinMain(HINSTANCE instance, HINSTANCE previous, LPWSTR line, int show);

WINSOCK_END

/* Whether a request has ended; it need not be waited for then. */
#define HasOverlappedIoCompleted(overlapped) \
	((DWORD)(overlapped)->Internal != STATUS_PENDING)

#define VER_SET_CONDITION(mask, type, condition) \
	((mask) = VerSetConditionMask((mask), (type), (condition)))

#ifdef UNICODE
#define FormatMessage FormatMessageW
#define IsBadStringPtr IsBadStringPtrW
#define lstrlen lstrlenW
#define lstrcpy lstrcpyW
#define lstrcpyn lstrcpynW
#define lstrcat lstrcatW
#define lstrcmp lstrcmpW
#define lstrcmpi lstrcmpiW
#define GetComputerName GetComputerNameW
#define LookupPrivilegeValue LookupPrivilegeValueW
#define LookupPrivilegeName LookupPrivilegeNameW
#define VerifyVersionInfo VerifyVersionInfoW
#else
#define FormatMessage FormatMessageA
#define IsBadStringPtr IsBadStringPtrA
#define lstrlen lstrlenA
#define lstrcpy lstrcpyA
#define lstrcpyn lstrcpynA
#define lstrcat lstrcatA
#define lstrcmp lstrcmpA
#define lstrcmpi lstrcmpiA
#define GetComputerName GetComputerNameA
#define LookupPrivilegeValue LookupPrivilegeValueA
#define LookupPrivilegeName LookupPrivilegeNameA
#define VerifyVersionInfo VerifyVersionInfoA
#endif

WINSOCK_ASSERT(sizeof(MEMORYSTATUS) == 56, "size of MEMORYSTATUS");

#endif
