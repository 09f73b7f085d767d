/* statuserror.h: the errors that stand for a status of an operation (O-102 … O-154). */
#ifndef WINSOCK_SHIM_STATUSERROR_H
#define WINSOCK_SHIM_STATUSERROR_H

/*
 * ws_ntstatus_known_wsa is the Winsock error of a status that has one of its own,
 * else 0; ws_ntstatus_known_win32 its Win32 error. Use the functions below.
 */
unsigned int ws_ntstatus_known_wsa(unsigned int status);
unsigned int ws_ntstatus_known_win32(unsigned int status);

/*
 * ws_ntstatus_wsa is the error that WSAGetOverlappedResult and completion routines
 * give for a status: 0 for success, and WSAEINVAL for what has no code of its own.
 */
static inline unsigned int ws_ntstatus_wsa(unsigned int status)
{
	unsigned int error;

	if (status == 0)
		return 0;
	error = ws_ntstatus_known_wsa(status);
	return error != 0 || (int)status >= 0 ? error : 10022;
}

/*
 * ws_ntstatus_win32 is the error that GetQueuedCompletionStatus and
 * GetOverlappedResult give for a status. It is not 0 for statuses that mean success
 * (those that are not negative) and tell more. ERROR_MR_MID_NOT_FOUND stands for
 * what has no code of its own.
 */
static inline unsigned int ws_ntstatus_win32(unsigned int status)
{
	unsigned int error;

	if (status == 0)
		return 0;
	if (status & 0x20000000) /* a program's own */
		return status;
	status &= ~0x10000000u; /* was passed through an HRESULT */
	error = ws_ntstatus_known_win32(status);
	if (error == 0 && ((status >> 16) == 0xC007 || (status >> 16) == 0x8007))
		return status & 0xFFFF; /* a Win32 error in the form of a status */
	return error != 0 ? error : 317;
}

#endif
