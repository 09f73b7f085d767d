/* fileapi.h: files, directories, what is known of them, and locks. */
#ifndef _FILEAPI_H_
#define _FILEAPI_H_

#include <minwindef.h>
#include <minwinbase.h>
#include <winnt.h>

WINSOCK_BEGIN

#define CREATE_NEW 1
#define CREATE_ALWAYS 2
#define OPEN_EXISTING 3
#define OPEN_ALWAYS 4
#define TRUNCATE_EXISTING 5

#define INVALID_FILE_SIZE ((DWORD)0xFFFFFFFF)
#define INVALID_SET_FILE_POINTER ((DWORD)-1)
#define INVALID_FILE_ATTRIBUTES ((DWORD)-1)

typedef struct _BY_HANDLE_FILE_INFORMATION {
	DWORD dwFileAttributes;
	FILETIME ftCreationTime;
	FILETIME ftLastAccessTime;
	FILETIME ftLastWriteTime;
	DWORD dwVolumeSerialNumber;
	DWORD nFileSizeHigh;
	DWORD nFileSizeLow;
	DWORD nNumberOfLinks;
	DWORD nFileIndexHigh;
	DWORD nFileIndexLow;
} BY_HANDLE_FILE_INFORMATION, *PBY_HANDLE_FILE_INFORMATION, *LPBY_HANDLE_FILE_INFORMATION;

typedef struct _WIN32_FILE_ATTRIBUTE_DATA {
	DWORD dwFileAttributes;
	FILETIME ftCreationTime;
	FILETIME ftLastAccessTime;
	FILETIME ftLastWriteTime;
	DWORD nFileSizeHigh;
	DWORD nFileSizeLow;
} WIN32_FILE_ATTRIBUTE_DATA, *LPWIN32_FILE_ATTRIBUTE_DATA;

typedef struct _CREATEFILE2_EXTENDED_PARAMETERS {
	DWORD dwSize;
	DWORD dwFileAttributes;
	DWORD dwFileFlags;
	DWORD dwSecurityQosFlags;
	LPSECURITY_ATTRIBUTES lpSecurityAttributes;
	HANDLE hTemplateFile;
} CREATEFILE2_EXTENDED_PARAMETERS, *PCREATEFILE2_EXTENDED_PARAMETERS,
	*LPCREATEFILE2_EXTENDED_PARAMETERS;

/* Opening and closing (CloseHandle closes files). */
HANDLE WINAPI CreateFileA(LPCSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security,
			  DWORD disposition, DWORD flags, HANDLE template_file);
HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security,
			  DWORD disposition, DWORD flags, HANDLE template_file);
HANDLE WINAPI CreateFile2(LPCWSTR name, DWORD access, DWORD share, DWORD disposition,
			  LPCREATEFILE2_EXTENDED_PARAMETERS extended);

/* Transfer. Sockets are files too. */
BOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD count, LPDWORD done,
		     LPOVERLAPPED overlapped);
BOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD count, LPDWORD done,
		      LPOVERLAPPED overlapped);
BOOL WINAPI ReadFileEx(HANDLE file, LPVOID buffer, DWORD count, LPOVERLAPPED overlapped,
		       LPOVERLAPPED_COMPLETION_ROUTINE routine);
BOOL WINAPI WriteFileEx(HANDLE file, LPCVOID buffer, DWORD count, LPOVERLAPPED overlapped,
			LPOVERLAPPED_COMPLETION_ROUTINE routine);
BOOL WINAPI FlushFileBuffers(HANDLE file);

/* Position and size. */
DWORD WINAPI SetFilePointer(HANDLE file, LONG distance, PLONG high, DWORD method);
BOOL WINAPI SetFilePointerEx(HANDLE file, LARGE_INTEGER distance, PLARGE_INTEGER position,
			     DWORD method);
DWORD WINAPI GetFileSize(HANDLE file, LPDWORD high);
BOOL WINAPI GetFileSizeEx(HANDLE file, PLARGE_INTEGER size);
BOOL WINAPI SetEndOfFile(HANDLE file);

/* What is known of an open file. */
DWORD WINAPI GetFileType(HANDLE file);
BOOL WINAPI GetFileInformationByHandle(HANDLE file, LPBY_HANDLE_FILE_INFORMATION information);
BOOL WINAPI GetFileTime(HANDLE file, LPFILETIME creation, LPFILETIME access, LPFILETIME write);
BOOL WINAPI SetFileTime(HANDLE file, const FILETIME *creation, const FILETIME *access,
			const FILETIME *write);
DWORD WINAPI GetFinalPathNameByHandleA(HANDLE file, LPSTR path, DWORD room, DWORD flags);
DWORD WINAPI GetFinalPathNameByHandleW(HANDLE file, LPWSTR path, DWORD room, DWORD flags);

/* Locks on parts of a file. */
BOOL WINAPI LockFile(HANDLE file, DWORD low, DWORD high, DWORD count_low, DWORD count_high);
BOOL WINAPI LockFileEx(HANDLE file, DWORD flags, DWORD reserved, DWORD count_low,
		       DWORD count_high, LPOVERLAPPED overlapped);
BOOL WINAPI UnlockFile(HANDLE file, DWORD low, DWORD high, DWORD count_low, DWORD count_high);
BOOL WINAPI UnlockFileEx(HANDLE file, DWORD reserved, DWORD count_low, DWORD count_high,
			 LPOVERLAPPED overlapped);

/* Files by name. */
DWORD WINAPI GetFileAttributesA(LPCSTR name);
DWORD WINAPI GetFileAttributesW(LPCWSTR name);
BOOL WINAPI GetFileAttributesExA(LPCSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID information);
BOOL WINAPI GetFileAttributesExW(LPCWSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID information);
BOOL WINAPI SetFileAttributesA(LPCSTR name, DWORD attributes);
BOOL WINAPI SetFileAttributesW(LPCWSTR name, DWORD attributes);
BOOL WINAPI DeleteFileA(LPCSTR name);
BOOL WINAPI DeleteFileW(LPCWSTR name);

/* Directories. */
BOOL WINAPI CreateDirectoryA(LPCSTR name, LPSECURITY_ATTRIBUTES security);
BOOL WINAPI CreateDirectoryW(LPCWSTR name, LPSECURITY_ATTRIBUTES security);
BOOL WINAPI RemoveDirectoryA(LPCSTR name);
BOOL WINAPI RemoveDirectoryW(LPCWSTR name);
HANDLE WINAPI FindFirstFileA(LPCSTR pattern, LPWIN32_FIND_DATAA data);
HANDLE WINAPI FindFirstFileW(LPCWSTR pattern, LPWIN32_FIND_DATAW data);
HANDLE WINAPI FindFirstFileExA(LPCSTR pattern, FINDEX_INFO_LEVELS level, LPVOID data,
			       FINDEX_SEARCH_OPS search, LPVOID filter, DWORD flags);
HANDLE WINAPI FindFirstFileExW(LPCWSTR pattern, FINDEX_INFO_LEVELS level, LPVOID data,
			       FINDEX_SEARCH_OPS search, LPVOID filter, DWORD flags);
BOOL WINAPI FindNextFileA(HANDLE find, LPWIN32_FIND_DATAA data);
BOOL WINAPI FindNextFileW(HANDLE find, LPWIN32_FIND_DATAW data);
BOOL WINAPI FindClose(HANDLE find);

/* Names and places. */
DWORD WINAPI GetFullPathNameA(LPCSTR name, DWORD room, LPSTR buffer, LPSTR *file_part);
DWORD WINAPI GetFullPathNameW(LPCWSTR name, DWORD room, LPWSTR buffer, LPWSTR *file_part);
DWORD WINAPI GetLongPathNameA(LPCSTR name, LPSTR buffer, DWORD room);
DWORD WINAPI GetLongPathNameW(LPCWSTR name, LPWSTR buffer, DWORD room);
DWORD WINAPI GetShortPathNameA(LPCSTR name, LPSTR buffer, DWORD room);
DWORD WINAPI GetShortPathNameW(LPCWSTR name, LPWSTR buffer, DWORD room);
DWORD WINAPI GetTempPathA(DWORD room, LPSTR buffer);
DWORD WINAPI GetTempPathW(DWORD room, LPWSTR buffer);
UINT WINAPI GetTempFileNameA(LPCSTR directory, LPCSTR prefix, UINT unique, LPSTR name);
UINT WINAPI GetTempFileNameW(LPCWSTR directory, LPCWSTR prefix, UINT unique, LPWSTR name);
BOOL WINAPI GetDiskFreeSpaceA(LPCSTR directory, LPDWORD sectors_per_cluster,
			      LPDWORD bytes_per_sector, LPDWORD free_clusters, LPDWORD clusters);
BOOL WINAPI GetDiskFreeSpaceW(LPCWSTR directory, LPDWORD sectors_per_cluster,
			      LPDWORD bytes_per_sector, LPDWORD free_clusters, LPDWORD clusters);
BOOL WINAPI GetDiskFreeSpaceExA(LPCSTR directory, PULARGE_INTEGER available,
				PULARGE_INTEGER total, PULARGE_INTEGER total_free);
BOOL WINAPI GetDiskFreeSpaceExW(LPCWSTR directory, PULARGE_INTEGER available,
				PULARGE_INTEGER total, PULARGE_INTEGER total_free);
UINT WINAPI GetDriveTypeA(LPCSTR root);
UINT WINAPI GetDriveTypeW(LPCWSTR root);
DWORD WINAPI GetLogicalDrives(void);

#ifdef UNICODE
#define CreateDirectory CreateDirectoryW
#define CreateFile CreateFileW
#define DeleteFile DeleteFileW
#define FindFirstFile FindFirstFileW
#define FindFirstFileEx FindFirstFileExW
#define FindNextFile FindNextFileW
#define GetDiskFreeSpace GetDiskFreeSpaceW
#define GetDiskFreeSpaceEx GetDiskFreeSpaceExW
#define GetDriveType GetDriveTypeW
#define GetFileAttributes GetFileAttributesW
#define GetFileAttributesEx GetFileAttributesExW
#define GetFinalPathNameByHandle GetFinalPathNameByHandleW
#define GetFullPathName GetFullPathNameW
#define GetLongPathName GetLongPathNameW
#define GetShortPathName GetShortPathNameW
#define GetTempFileName GetTempFileNameW
#define GetTempPath GetTempPathW
#define RemoveDirectory RemoveDirectoryW
#define SetFileAttributes SetFileAttributesW
#else
#define CreateDirectory CreateDirectoryA
#define CreateFile CreateFileA
#define DeleteFile DeleteFileA
#define FindFirstFile FindFirstFileA
#define FindFirstFileEx FindFirstFileExA
#define FindNextFile FindNextFileA
#define GetDiskFreeSpace GetDiskFreeSpaceA
#define GetDiskFreeSpaceEx GetDiskFreeSpaceExA
#define GetDriveType GetDriveTypeA
#define GetFileAttributes GetFileAttributesA
#define GetFileAttributesEx GetFileAttributesExA
#define GetFinalPathNameByHandle GetFinalPathNameByHandleA
#define GetFullPathName GetFullPathNameA
#define GetLongPathName GetLongPathNameA
#define GetShortPathName GetShortPathNameA
#define GetTempFileName GetTempFileNameA
#define GetTempPath GetTempPathA
#define RemoveDirectory RemoveDirectoryA
#define SetFileAttributes SetFileAttributesA
#endif
WINSOCK_END

#include <winsock/file.h>

#endif
