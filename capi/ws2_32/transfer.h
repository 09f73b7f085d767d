/* transfer.h: calls that may be overlapped, for an issuer; NULL is the calling thread. */
#ifndef WINSOCK_CAPI_TRANSFER_H
#define WINSOCK_CAPI_TRANSFER_H

#include <winsock2.h>

#include "async.h"

int ws_send_for(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent, DWORD flags,
	LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
	const struct ws_issuer *issuer);
int ws_sendto_for(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent, DWORD flags,
	const struct sockaddr *to, int to_len, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, const struct ws_issuer *issuer);
int ws_recv_for(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD received, LPDWORD flags,
	LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
	const struct ws_issuer *issuer);
int ws_recvfrom_for(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD received, LPDWORD flags,
	struct sockaddr *from, LPINT from_len, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, const struct ws_issuer *issuer);
int ws_ioctl_for(SOCKET s, DWORD code, LPVOID in, DWORD in_len, LPVOID out, DWORD out_len,
	LPDWORD written, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
	const struct ws_issuer *issuer);

#endif
