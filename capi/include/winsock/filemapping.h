/* filemapping.h: files and shared memory as memory (part of memoryapi.h). */
#ifndef WINSOCK_FILEMAPPING_H
#define WINSOCK_FILEMAPPING_H

#include <minwinbase.h>
#include <winnt.h>

WINSOCK_BEGIN

#define FILE_MAP_WRITE 0x0002
#define FILE_MAP_READ 0x0004
#define FILE_MAP_ALL_ACCESS 0x000F001F
#define FILE_MAP_EXECUTE 0x0020
#define FILE_MAP_COPY 0x00000001

HANDLE WINAPI CreateFileMappingA(HANDLE file, LPSECURITY_ATTRIBUTES security, DWORD protection,
				 DWORD size_high, DWORD size_low, LPCSTR name);
HANDLE WINAPI CreateFileMappingW(HANDLE file, LPSECURITY_ATTRIBUTES security, DWORD protection,
				 DWORD size_high, DWORD size_low, LPCWSTR name);
HANDLE WINAPI OpenFileMappingA(DWORD access, BOOL inherit, LPCSTR name);
HANDLE WINAPI OpenFileMappingW(DWORD access, BOOL inherit, LPCWSTR name);
LPVOID WINAPI MapViewOfFile(HANDLE mapping, DWORD access, DWORD offset_high, DWORD offset_low,
			    SIZE_T count);
LPVOID WINAPI MapViewOfFileEx(HANDLE mapping, DWORD access, DWORD offset_high, DWORD offset_low,
			      SIZE_T count, LPVOID address);
BOOL WINAPI UnmapViewOfFile(LPCVOID view);
BOOL WINAPI FlushViewOfFile(LPCVOID view, SIZE_T count);

#ifdef UNICODE
#define CreateFileMapping CreateFileMappingW
#define OpenFileMapping OpenFileMappingW
#else
#define CreateFileMapping CreateFileMappingA
#define OpenFileMapping OpenFileMappingA
#endif

WINSOCK_END

#endif
