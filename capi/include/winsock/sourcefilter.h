/*
 * sourcefilter.h: source filters of multicast groups, as RFC 3678 has them. The results
 * are 0 or SOCKET_ERROR.
 */
#ifndef WINSOCK_SOURCEFILTER_H
#define WINSOCK_SOURCEFILTER_H

#include <heapapi.h>

/* Memory for a filter of size bytes; NULL and WSAENOBUFS when there is none. */
static __inline__ void *winsock_filter(size_t size)
{
	void *filter = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size);

	if (filter == 0)
		WSASetLastError(WSAENOBUFS);
	return filter;
}

/* Copies n bytes. */
static __inline__ void winsock_filter_copy(void *to, const void *from, size_t n)
{
	while (n-- > 0)
		((char *)to)[n] = ((const char *)from)[n];
}

/* The number of sources that are stored where there is room for room of all of them. */
static __inline__ ULONG winsock_filter_stored(ULONG room, ULONG all)
{
	return room < all ? room : all;
}

/* The length of a group's address that finds room in a filter. */
static __inline__ size_t winsock_filter_length(int length)
{
	return length < 0 ? 0 : winsock_filter_stored((ULONG)length, sizeof(SOCKADDR_STORAGE));
}

/* Sets the filter of an IPv4 group on an interface, given by address or as 0.x.x.x. */
static __inline__ int setipv4sourcefilter(SOCKET Socket, IN_ADDR Interface, IN_ADDR Group,
	MULTICAST_MODE_TYPE FilterMode, ULONG SourceCount, const IN_ADDR *SourceList)
{
	DWORD size = (DWORD)IP_MSFILTER_SIZE(SourceCount), returned;
	IP_MSFILTER *filter = (IP_MSFILTER *)winsock_filter(size);
	int result;

	if (filter == 0)
		return SOCKET_ERROR;
	filter->imsf_multiaddr = Group;
	filter->imsf_interface = Interface;
	filter->imsf_fmode = FilterMode;
	filter->imsf_numsrc = SourceCount;
	winsock_filter_copy(filter->imsf_slist, SourceList, SourceCount * sizeof *SourceList);
	result = WSAIoctl(Socket, SIOCSIPMSFILTER, filter, size, 0, 0, &returned, 0, 0);
	HeapFree(GetProcessHeap(), 0, filter);
	return result;
}

/*
 * Gets the filter of an IPv4 group: up to *SourceCount of its sources, and in *SourceCount
 * how many there are.
 */
static __inline__ int getipv4sourcefilter(SOCKET Socket, IN_ADDR Interface, IN_ADDR Group,
	MULTICAST_MODE_TYPE *FilterMode, ULONG *SourceCount, IN_ADDR *SourceList)
{
	DWORD size = (DWORD)IP_MSFILTER_SIZE(*SourceCount), returned;
	IP_MSFILTER *filter = (IP_MSFILTER *)winsock_filter(size);
	int result;

	if (filter == 0)
		return SOCKET_ERROR;
	filter->imsf_multiaddr = Group;
	filter->imsf_interface = Interface;
	filter->imsf_numsrc = *SourceCount;
	result = WSAIoctl(Socket, SIOCGIPMSFILTER, filter, size, filter, size, &returned, 0, 0);
	if (result == 0) {
		winsock_filter_copy(SourceList, filter->imsf_slist,
			winsock_filter_stored(*SourceCount, filter->imsf_numsrc) * sizeof *SourceList);
		*SourceCount = filter->imsf_numsrc;
		*FilterMode = filter->imsf_fmode;
	}
	HeapFree(GetProcessHeap(), 0, filter);
	return result;
}

/* Sets the filter of a group of either family on the interface with a number. */
static __inline__ int setsourcefilter(SOCKET Socket, ULONG Interface, const SOCKADDR *Group,
	int GroupLength, MULTICAST_MODE_TYPE FilterMode, ULONG SourceCount,
	const SOCKADDR_STORAGE *SourceList)
{
	DWORD size = (DWORD)GROUP_FILTER_SIZE(SourceCount), returned;
	GROUP_FILTER *filter = (GROUP_FILTER *)winsock_filter(size);
	int result;

	if (filter == 0)
		return SOCKET_ERROR;
	filter->gf_interface = Interface;
	winsock_filter_copy(&filter->gf_group, Group, winsock_filter_length(GroupLength));
	filter->gf_fmode = FilterMode;
	filter->gf_numsrc = SourceCount;
	winsock_filter_copy(filter->gf_slist, SourceList, SourceCount * sizeof *SourceList);
	result = WSAIoctl(Socket, SIOCSMSFILTER, filter, size, 0, 0, &returned, 0, 0);
	HeapFree(GetProcessHeap(), 0, filter);
	return result;
}

/* Gets the filter of a group of either family, as getipv4sourcefilter does. */
static __inline__ int getsourcefilter(SOCKET Socket, ULONG Interface, const SOCKADDR *Group,
	int GroupLength, MULTICAST_MODE_TYPE *FilterMode, ULONG *SourceCount,
	SOCKADDR_STORAGE *SourceList)
{
	DWORD size = (DWORD)GROUP_FILTER_SIZE(*SourceCount), returned;
	GROUP_FILTER *filter = (GROUP_FILTER *)winsock_filter(size);
	int result;

	if (filter == 0)
		return SOCKET_ERROR;
	filter->gf_interface = Interface;
	winsock_filter_copy(&filter->gf_group, Group, winsock_filter_length(GroupLength));
	filter->gf_numsrc = *SourceCount;
	result = WSAIoctl(Socket, SIOCGMSFILTER, filter, size, filter, size, &returned, 0, 0);
	if (result == 0) {
		winsock_filter_copy(SourceList, filter->gf_slist,
			winsock_filter_stored(*SourceCount, filter->gf_numsrc) * sizeof *SourceList);
		*SourceCount = filter->gf_numsrc;
		*FilterMode = filter->gf_fmode;
	}
	HeapFree(GetProcessHeap(), 0, filter);
	return result;
}

#endif
