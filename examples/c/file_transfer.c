/*
 * file_transfer.c: sends files from one machine to another.
 *
 *	file_transfer receive PORT DIRECTORY [COUNT]   ends after COUNT files
 *	file_transfer send HOST PORT FILE...
 *
 * Before each file goes a header: the name, zero-padded to 256 bytes, and the size
 * in 8 bytes, high byte first. The receiver answers with the number of bytes it
 * has written, in the same manner.
 */
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strsafe.h>

#pragma comment(lib, "Ws2_32.lib")

#define NAME_SIZE 256
#define HEADER_SIZE (NAME_SIZE + 8)
#define BLOCK_SIZE 65536

/* complain shows the text of an error. */
static BOOL complain(const char *what, DWORD error)
{
	LPSTR text = NULL;

	FormatMessageA(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM |
			FORMAT_MESSAGE_IGNORE_INSERTS, NULL, error,
		MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), (LPSTR)&text, 0, NULL);
	fprintf(stderr, "%s: error %lu: %s", what, error, text != NULL ? text : "\n");
	LocalFree(text);
	return FALSE;
}

static void put_size(BYTE *bytes, ULONGLONG size)
{
	for (int i = 7; i >= 0; i--, size >>= 8)
		bytes[i] = (BYTE)size;
}

static ULONGLONG get_size(const BYTE *bytes)
{
	ULONGLONG size = 0;

	for (int i = 0; i < 8; i++)
		size = size << 8 | bytes[i];
	return size;
}

/* receive_all fills a buffer; FALSE when the connection ends before. */
static BOOL receive_all(SOCKET s, void *buffer, int size)
{
	/* MSG_WAITALL leaves the loop to the system. */
	int got = recv(s, buffer, size, MSG_WAITALL);

	if (got == SOCKET_ERROR)
		return complain("recv", WSAGetLastError());
	return got == size;
}

/* base_name is the part of a path after the last separator. */
static const char *base_name(const char *path)
{
	const char *name = path;

	for (; *path != '\0'; path++) {
		if (*path == '\\' || *path == '/' || *path == ':')
			name = path + 1;
	}
	return name;
}

/* send_content sends an open file of a size. */
static BOOL send_content(SOCKET s, HANDLE file, ULONGLONG size)
{
	static char block[BLOCK_SIZE];
	DWORD got;

	for (; size > 0; size -= got) {
		if (!ReadFile(file, block, (DWORD)min(size, BLOCK_SIZE), &got, NULL))
			return complain("ReadFile", GetLastError());
		if (got == 0)
			return complain("ReadFile", ERROR_HANDLE_EOF);
		if (send(s, block, got, 0) == SOCKET_ERROR)
			return complain("send", WSAGetLastError());
	}
	return TRUE;
}

/* send_file sends one file and waits until the receiver has it. */
static BOOL send_file(SOCKET s, const char *path)
{
	BYTE header[HEADER_SIZE] = {0}, answer[8];
	LARGE_INTEGER size;
	BOOL done = FALSE;
	HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING,
		FILE_FLAG_SEQUENTIAL_SCAN, NULL);

	if (file == INVALID_HANDLE_VALUE)
		return complain(path, GetLastError());
	if (!GetFileSizeEx(file, &size)) {
		complain(path, GetLastError());
	} else if (FAILED(StringCbCopyA((char *)header, NAME_SIZE, base_name(path)))) {
		complain(path, ERROR_FILENAME_EXCED_RANGE);
	} else {
		put_size(header + NAME_SIZE, size.QuadPart);
		if (send(s, (char *)header, sizeof header, 0) == SOCKET_ERROR)
			complain("send", WSAGetLastError());
		else if (send_content(s, file, size.QuadPart) && receive_all(s, answer, sizeof answer))
			done = get_size(answer) == (ULONGLONG)size.QuadPart;
		if (done)
			printf("%s: sent %I64u bytes\n", base_name(path), size.QuadPart);
	}
	CloseHandle(file);
	return done;
}

/* receive_content writes size bytes of a connection to a file; returns how many it wrote. */
static ULONGLONG receive_content(SOCKET s, HANDLE file, ULONGLONG size)
{
	static char block[BLOCK_SIZE];
	ULONGLONG total = 0;

	while (total < size) {
		DWORD written;
		int got = recv(s, block, (int)min(size - total, BLOCK_SIZE), 0);
		if (got == SOCKET_ERROR)
			complain("recv", WSAGetLastError());
		if (got <= 0)
			break;
		if (!WriteFile(file, block, got, &written, NULL)) {
			complain("WriteFile", GetLastError());
			break;
		}
		total += written;
	}
	return total;
}

/* receive_file takes one file; FALSE when the sender has no more. */
static BOOL receive_file(SOCKET s, const char *directory)
{
	BYTE header[HEADER_SIZE], answer[8];
	char name[NAME_SIZE], path[MAX_PATH], part[MAX_PATH];
	ULONGLONG size, total;

	if (!receive_all(s, header, sizeof header))
		return FALSE;
	header[NAME_SIZE - 1] = '\0';
	size = get_size(header + NAME_SIZE);
	/* The other end may be anybody: its paths stay where they are. */
	strcpy_s(name, sizeof name, base_name((char *)header));
	if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return complain("the sender's file name", ERROR_INVALID_NAME);
	if (FAILED(StringCchPrintfA(path, _countof(path), "%s\\%s", directory, name)) ||
		FAILED(StringCchPrintfA(part, _countof(part), "%s.part", path)))
		return complain(name, ERROR_FILENAME_EXCED_RANGE);

	HANDLE file = CreateFileA(part, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
		FILE_ATTRIBUTE_NORMAL, NULL);
	if (file == INVALID_HANDLE_VALUE)
		return complain(part, GetLastError());
	total = receive_content(s, file, size);
	CloseHandle(file);
	if (total != size) {
		DeleteFileA(part);
		fprintf(stderr, "%s: %I64u of %I64u bytes came\n", name, total, size);
		return FALSE;
	}
	if (!MoveFileExA(part, path, MOVEFILE_REPLACE_EXISTING))
		return complain(path, GetLastError());
	printf("%s: received %I64u bytes\n", name, total);
	fflush(stdout);
	put_size(answer, total);
	return send(s, (char *)answer, sizeof answer, 0) != SOCKET_ERROR;
}

static int receiver(const char *port, const char *directory, int count)
{
	SOCKADDR_IN address = {0};
	int length = sizeof address;
	SOCKET listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);

	address.sin_family = AF_INET;
	address.sin_port = htons((u_short)atoi(port));
	if (listener == INVALID_SOCKET ||
		bind(listener, (SOCKADDR *)&address, sizeof address) == SOCKET_ERROR ||
		listen(listener, 1) == SOCKET_ERROR ||
		getsockname(listener, (SOCKADDR *)&address, &length) == SOCKET_ERROR)
		return complain("cannot listen", WSAGetLastError()), 1;
	printf("Listening on port %u\n", ntohs(address.sin_port));
	fflush(stdout);
	for (int received = 0; count == 0 || received < count;) {
		SOCKET s = accept(listener, NULL, NULL);
		if (s == INVALID_SOCKET)
			return complain("accept", WSAGetLastError()), 1;
		while ((count == 0 || received < count) && receive_file(s, directory))
			received++;
		closesocket(s);
	}
	closesocket(listener);
	return 0;
}

static int sender(const char *host, const char *port, char **files, int count)
{
	struct addrinfo hints = {0}, *address;
	int sent = 0;

	hints.ai_family = AF_INET;
	hints.ai_socktype = SOCK_STREAM;
	int error = getaddrinfo(host, port, &hints, &address);
	if (error != 0)
		return complain(host, error), 1;
	SOCKET s = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
	if (s == INVALID_SOCKET || connect(s, address->ai_addr, (int)address->ai_addrlen) != 0) {
		complain(host, WSAGetLastError());
		count = 0;
		error = 1;
	}
	while (sent < count && send_file(s, files[sent]))
		sent++;
	freeaddrinfo(address);
	closesocket(s);
	return error != 0 || sent < count;
}

int main(int argc, char **argv)
{
	WSADATA data;
	int result = WSAStartup(MAKEWORD(2, 2), &data);

	if (result != 0)
		return complain("WSAStartup", result), 1;
	if (argc >= 4 && strcmp(argv[1], "receive") == 0) {
		result = receiver(argv[2], argv[3], argc > 4 ? atoi(argv[4]) : 0);
	} else if (argc >= 5 && strcmp(argv[1], "send") == 0) {
		result = sender(argv[2], argv[3], argv + 4, argc - 4);
	} else {
		fprintf(stderr, "Usage: file_transfer receive PORT DIRECTORY [COUNT]\n"
						"       file_transfer send HOST PORT FILE...\n");
		result = 2;
	}
	WSACleanup();
	return result;
}
