/*
 * list.c: a name space in memory. It knows "one" and "two", and what is registered; a
 * query for "wait" waits until it is ended. OLDER, MISSING, FAILS and NONE make it one of an
 * older system, or broken.
 */
#include <winsock2.h>
#include <ws2spi.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static struct entry {
	WCHAR name[32];
	GUID class;
} list[16] = {{L"one", {1, 0, 0, {0}}}, {L"two", {1, 0, 0, {0}}}};
static int entries = 2;
static WCHAR class_name[32];
static GUID class_id;

struct lookup {
	WSAQUERYSETW asked;
	WCHAR name[32];
	GUID class;
	int at, waits, ended;
	pthread_mutex_t lock;
	pthread_cond_t wake;
};

static int refuse(int error)
{
	WSASetLastError(error);
	return SOCKET_ERROR;
}

static int same(const WCHAR *a, const WCHAR *b)
{
	while (*a != 0 && *a == *b)
		a++, b++;
	return *a == *b;
}

static void copy(WCHAR *to, const WCHAR *from)
{
	while ((*to++ = *from++) != 0)
		;
}

static INT WSPAPI cleanup(LPGUID id)
{
	(void)id;
	return 0;
}

static INT WSPAPI begin(LPGUID id, LPWSAQUERYSETW q, LPWSASERVICECLASSINFOW class, DWORD flags,
	LPHANDLE lookup)
{
	(void)id;
	(void)class;
	if (flags & LUP_CONTAINERS)
		return refuse(WSANO_DATA);
	if (q->dwSize != sizeof *q || q->lpServiceClassId == NULL)
		return refuse(WSAEINVAL);
	struct lookup *l = calloc(1, sizeof *l);
	l->class = *q->lpServiceClassId;
	if (q->lpszServiceInstanceName)
		copy(l->name, q->lpszServiceInstanceName);
	l->waits = same(l->name, L"wait");
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->wake, NULL);
	*lookup = (HANDLE)l;
	return 0;
}

/* next wants 9000 bytes for a result, of which it uses some, so that room grows. */
static INT WSPAPI next(HANDLE lookup, DWORD flags, LPDWORD length, LPWSAQUERYSETW result)
{
	struct lookup *l = (struct lookup *)lookup;
	(void)flags;
	if (l->waits) {
		pthread_mutex_lock(&l->lock);
		while (!l->ended)
			pthread_cond_wait(&l->wake, &l->lock);
		pthread_mutex_unlock(&l->lock);
		return refuse(WSA_E_CANCELLED);
	}
	while (l->at < entries && (memcmp(&list[l->at].class, &l->class, sizeof(GUID)) != 0 ||
		(l->name[0] != 0 && !same(l->name, list[l->at].name))))
		l->at++;
	if (l->at == entries)
		return refuse(WSA_E_NO_MORE);
	if (*length < 9000) {
		*length = 9000;
		return refuse(WSAEFAULT);
	}
	memset(result, 0, sizeof *result);
	result->dwSize = sizeof *result;
	LPWSTR name = (LPWSTR)(result + 1);
	copy(name, list[l->at++].name);
	result->lpszServiceInstanceName = name;
	result->lpszComment = name;
	return 0;
}

static INT WSPAPI end(HANDLE lookup)
{
	struct lookup *l = (struct lookup *)lookup;
	pthread_mutex_lock(&l->lock);
	l->ended = 1;
	pthread_cond_broadcast(&l->wake);
	pthread_mutex_unlock(&l->lock);
	return 0; /* l is lost: a Next may be in it */
}

static INT WSPAPI set(LPGUID id, LPWSASERVICECLASSINFOW class, LPWSAQUERYSETW q,
	WSAESETSERVICEOP operation, DWORD flags)
{
	(void)id;
	(void)class;
	(void)flags;
	if (operation != RNRSERVICE_REGISTER)
		return refuse(WSAEACCES);
	if (q->dwNumberOfCsAddrs != 1 || q->lpcsaBuffer->LocalAddr.iSockaddrLength != 16)
		return refuse(WSAEINVAL);
	copy(list[entries].name, q->lpszServiceInstanceName);
	list[entries++].class = *q->lpServiceClassId;
	return 0;
}

static INT WSPAPI install(LPGUID id, LPWSASERVICECLASSINFOW class)
{
	(void)id;
	class_id = *class->lpServiceClassId;
	copy(class_name, class->lpszServiceClassName);
	return 0;
}

static INT WSPAPI remove_class(LPGUID id, LPGUID class)
{
	(void)id;
	if (memcmp(class, &class_id, sizeof *class) != 0)
		return refuse(WSATYPE_NOT_FOUND);
	memset(&class_id, 0, sizeof class_id);
	return 0;
}

static INT WSPAPI info(LPGUID id, LPDWORD length, LPWSASERVICECLASSINFOW class)
{
	(void)id;
	if (memcmp(class->lpServiceClassId, &class_id, sizeof class_id) != 0)
		return refuse(WSATYPE_NOT_FOUND);
	if (*length < sizeof *class + sizeof class_name) {
		*length = sizeof *class + sizeof class_name;
		return refuse(WSAEFAULT);
	}
	class->lpServiceClassId = &class_id;
	class->lpszServiceClassName = class_name;
	class->dwCount = 0;
	return 0;
}

static INT WSPAPI control(HANDLE lookup, DWORD code, LPVOID in, DWORD in_length, LPVOID out,
	DWORD out_length, LPDWORD returned, LPWSACOMPLETION completion, LPWSATHREADID thread)
{
	(void)lookup;
	(void)completion;
	(void)thread;
	if (code != 1)
		return refuse(WSAEOPNOTSUPP);
	*returned = in_length;
	if (out_length < in_length)
		return refuse(WSAEFAULT);
	memcpy(out, in, in_length);
	return 0;
}

#ifdef NONE
#define NSPStartup AnotherStartup
INT WSPAPI AnotherStartup(LPGUID id, LPNSP_ROUTINE routines);
#endif
INT WSPAPI NSPStartup(LPGUID id, LPNSP_ROUTINE routines)
{
	(void)id;
#ifdef FAILS
	return refuse(WSASYSNOTREADY);
#endif
	NSP_ROUTINE mine = {
		sizeof mine, 4, 4, cleanup, begin, next, end, set, install, remove_class, info, control,
	};
#ifdef MISSING
	mine.NSPSetService = NULL;
#endif
#ifdef OLDER
	mine.cbSize = offsetof(NSP_ROUTINE, NSPIoctl);
#endif
	memcpy(routines, &mine, mine.cbSize);
	return 0;
}
