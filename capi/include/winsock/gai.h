/* gai.h: texts of the errors of getaddrinfo, in a buffer of the calling program. */
#ifndef WINSOCK_GAI_H
#define WINSOCK_GAI_H

#define GAI_STRERROR_BUFFER_SIZE 1024

/* Returns the text of an error code; the next call overwrites it. */
static __inline__ char *gai_strerrorA(int ecode)
{
	static __thread char text[GAI_STRERROR_BUFFER_SIZE + 1];

	FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS |
		FORMAT_MESSAGE_MAX_WIDTH_MASK, 0, (DWORD)ecode,
		MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), text, GAI_STRERROR_BUFFER_SIZE, 0);
	return text;
}

static __inline__ WCHAR *gai_strerrorW(int ecode)
{
	static __thread WCHAR text[GAI_STRERROR_BUFFER_SIZE + 1];

	FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS |
		FORMAT_MESSAGE_MAX_WIDTH_MASK, 0, (DWORD)ecode,
		MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), text, GAI_STRERROR_BUFFER_SIZE, 0);
	return text;
}

#endif
