/*
 * virtualmemory.c: VirtualAlloc and its kin over mmap.
 *
 * A reservation is address space without access; committed pages of it get their
 * access by mprotect. Each reservation keeps a list of runs of pages that are in
 * the same state. Memory that others mapped is known from /proc/self/maps.
 */
#include <memoryapi.h>
#include <winerror.h>

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lasterror.h"
#include "libc.h"

#define PAGE 4096
#define GRANULARITY 65536
#define THIS_PROCESS ((HANDLE)(LONG_PTR)-1)

/* Pages [start, end) of a reservation; protection 0 is not committed. */
struct run {
	uintptr_t start, end;
	DWORD protection;
	struct run *next;
};

struct reservation {
	uintptr_t base, end;
	DWORD protection; /* asked for at first */
	struct run *runs;
	struct reservation *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct reservation *reservations;

static BOOL fail(DWORD error)
{
	ws_last_error = error;
	return FALSE;
}

/* access_of is mmap's protection for a PAGE_ constant, -1 if it is none. */
static int access_of(DWORD protection)
{
	DWORD modifiers = PAGE_GUARD | PAGE_NOCACHE | PAGE_WRITECOMBINE;
	int access;
	switch (protection & ~modifiers) {
	case PAGE_NOACCESS:
		return (protection & modifiers) != 0 ? -1 : PROT_NONE;
	case PAGE_READONLY:
		access = PROT_READ;
		break;
	case PAGE_READWRITE:
	case PAGE_WRITECOPY:
		access = PROT_READ | PROT_WRITE;
		break;
	case PAGE_EXECUTE:
		access = PROT_EXEC;
		break;
	case PAGE_EXECUTE_READ:
		access = PROT_READ | PROT_EXEC;
		break;
	case PAGE_EXECUTE_READWRITE:
	case PAGE_EXECUTE_WRITECOPY:
		access = PROT_READ | PROT_WRITE | PROT_EXEC;
		break;
	default:
		return -1;
	}
	return (protection & PAGE_GUARD) != 0 ? PROT_NONE : access;
}

static struct reservation *find(uintptr_t address)
{
	struct reservation *r = reservations;
	while (r != NULL && (address < r->base || address >= r->end))
		r = r->next;
	return r;
}

/* split makes a run begin at address; false if there is no memory. */
static bool split(struct reservation *r, uintptr_t address)
{
	for (struct run *run = r->runs; run != NULL; run = run->next) {
		if (address <= run->start || address >= run->end)
			continue;
		struct run *rest = malloc(sizeof(*rest));
		if (rest == NULL)
			return false;
		*rest = *run;
		rest->start = address;
		run->end = address;
		run->next = rest;
	}
	return true;
}

/* mark sets the protection of [start, end), which are borders of runs. */
static void mark(struct reservation *r, uintptr_t start, uintptr_t end, DWORD protection)
{
	for (struct run *run = r->runs; run != NULL; run = run->next)
		if (run->start >= start && run->end <= end)
			run->protection = protection;
	for (struct run *run = r->runs; run != NULL;) {
		struct run *next = run->next;
		if (next == NULL || next->protection != run->protection) {
			run = next;
			continue;
		}
		run->end = next->end;
		run->next = next->next;
		free(next);
	}
}

/* committed reports whether all of [start, end) is. */
static bool committed(struct reservation *r, uintptr_t start, uintptr_t end)
{
	for (struct run *run = r->runs; run != NULL; run = run->next)
		if (run->end > start && run->start < end && run->protection == 0)
			return false;
	return true;
}

/* map_space finds size bytes of address space that begin at a round address. */
static void *map_space(uintptr_t at, size_t size)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	if (at != 0) {
		void *p = mmap((void *)at, size, PROT_NONE, flags | MAP_FIXED_NOREPLACE, -1, 0);
		if (p == MAP_FAILED)
			fail(errno == ENOMEM ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_ADDRESS);
		return p;
	}
	char *p = mmap(NULL, size + GRANULARITY, PROT_NONE, flags, -1, 0);
	if (p == MAP_FAILED) {
		fail(ERROR_NOT_ENOUGH_MEMORY);
		return p;
	}
	size_t before = -(uintptr_t)p % GRANULARITY;
	if (before > 0)
		munmap(p, before);
	munmap(p + before + size, GRANULARITY - before);
	return p + before;
}

static struct reservation *reserve(uintptr_t at, size_t size, DWORD protection)
{
	struct reservation *r = malloc(sizeof(*r));
	struct run *run = malloc(sizeof(*run));
	void *p = r == NULL || run == NULL ? MAP_FAILED : map_space(at, size);
	if (p == MAP_FAILED) {
		if (r == NULL || run == NULL)
			fail(ERROR_NOT_ENOUGH_MEMORY);
		free(r);
		free(run);
		return NULL;
	}
	uintptr_t base = (uintptr_t)p;
	*run = (struct run){base, base + size, 0, NULL};
	*r = (struct reservation){base, base + size, protection, run, reservations};
	reservations = r;
	return r;
}

static void release(struct reservation *r)
{
	struct reservation **at = &reservations;
	while (*at != r)
		at = &(*at)->next;
	*at = r->next;
	munmap((void *)r->base, r->end - r->base);
	for (struct run *next, *run = r->runs; run != NULL; run = next) {
		next = run->next;
		free(run);
	}
	free(r);
}

static bool commit(struct reservation *r, uintptr_t start, uintptr_t end, DWORD protection)
{
	if (!split(r, start) || !split(r, end) ||
	    mprotect((void *)start, end - start, access_of(protection)) != 0)
		return fail(ERROR_NOT_ENOUGH_MEMORY);
	mark(r, start, end, protection);
	return true;
}

/* allocate is VirtualAlloc under lock, for [start, end) in whole pages. */
static void *allocate(uintptr_t start, uintptr_t end, DWORD type, DWORD protection)
{
	struct reservation *r = find(start);
	if (start != 0 && (type & MEM_RESERVE) == 0) {
		if (r == NULL || end > r->end) {
			fail(ERROR_INVALID_ADDRESS);
			return NULL;
		}
		return commit(r, start, end, protection) ? (void *)start : NULL;
	}
	uintptr_t at = start & ~(uintptr_t)(GRANULARITY - 1);
	r = reserve(at, end - at, protection);
	if (r == NULL)
		return NULL;
	if ((type & MEM_COMMIT) != 0 && !commit(r, r->base, r->end, protection)) {
		release(r);
		return NULL;
	}
	return (void *)r->base;
}

/*
 * VirtualAlloc returns NULL with ERROR_INVALID_PARAMETER for a wrong size, type or
 * protection, ERROR_INVALID_ADDRESS for pages that are taken (reserving) or not
 * reserved (committing), ERROR_NOT_ENOUGH_MEMORY.
 */
LPVOID WINAPI VirtualAlloc(LPVOID address, SIZE_T size, DWORD type, DWORD protection)
{
	const DWORD known = MEM_COMMIT | MEM_RESERVE | MEM_TOP_DOWN | MEM_RESET | MEM_WRITE_WATCH;
	uintptr_t start = (uintptr_t)address & ~(uintptr_t)(PAGE - 1), end;
	if (size == 0 || (type & (MEM_COMMIT | MEM_RESERVE | MEM_RESET)) == 0 ||
	    (type & ~known) != 0 || access_of(protection) < 0 ||
	    __builtin_add_overflow((uintptr_t)address, size, &end) ||
	    __builtin_add_overflow(end, PAGE - 1, &end)) {
		fail(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	end &= ~(uintptr_t)(PAGE - 1);
	if ((type & MEM_RESET) != 0) {
		madvise((void *)start, end - start, MADV_FREE);
		return address;
	}
	pthread_mutex_lock(&lock);
	void *p = allocate(start, end, type, protection);
	pthread_mutex_unlock(&lock);
	return p;
}

/* decommit takes the contents and the access of [start, end) away. */
static BOOL decommit(struct reservation *r, uintptr_t start, uintptr_t end)
{
	if (!split(r, start) || !split(r, end) ||
	    mmap((void *)start, end - start, PROT_NONE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == MAP_FAILED)
		return fail(ERROR_NOT_ENOUGH_MEMORY);
	mark(r, start, end, 0);
	return TRUE;
}

static BOOL let_go(uintptr_t address, SIZE_T size, DWORD type)
{
	struct reservation *r = find(address);
	if (r == NULL)
		return fail(ERROR_INVALID_ADDRESS);
	if (size == 0 && address != r->base)
		return fail(type == MEM_RELEASE ? ERROR_INVALID_ADDRESS : ERROR_INVALID_PARAMETER);
	if (type == MEM_RELEASE) {
		release(r);
		return TRUE;
	}
	if (size == 0)
		return decommit(r, r->base, r->end);
	uintptr_t end;
	if (__builtin_add_overflow(address, size, &end) || end > r->end)
		return fail(ERROR_INVALID_ADDRESS);
	return decommit(r, address & ~(uintptr_t)(PAGE - 1),
			(end + PAGE - 1) & ~(uintptr_t)(PAGE - 1));
}

/*
 * VirtualFree releases a whole reservation (size 0) or decommits pages. It fails
 * with ERROR_INVALID_PARAMETER and ERROR_INVALID_ADDRESS.
 */
BOOL WINAPI VirtualFree(LPVOID address, SIZE_T size, DWORD type)
{
	if ((type != MEM_RELEASE && type != MEM_DECOMMIT) || (type == MEM_RELEASE && size != 0))
		return fail(ERROR_INVALID_PARAMETER);
	pthread_mutex_lock(&lock);
	BOOL done = let_go((uintptr_t)address, size, type);
	pthread_mutex_unlock(&lock);
	return done;
}

/* mapping is a line of /proc/self/maps. */
struct mapping {
	uintptr_t start, end;
	DWORD protection, type;
};

static DWORD protection_of(const char *access)
{
	bool w = access[1] == 'w';
	if (access[2] == 'x')
		return w ? PAGE_EXECUTE_READWRITE : access[0] == 'r' ? PAGE_EXECUTE_READ : PAGE_EXECUTE;
	return w ? PAGE_READWRITE : access[0] == 'r' ? PAGE_READONLY : PAGE_NOACCESS;
}

/* find_mapping is the mapping at address, or the gap around it (type 0). */
static void find_mapping(uintptr_t address, struct mapping *m)
{
	char line[512];
	*m = (struct mapping){.start = 0, .end = 0x7FFFFFFF0000};
	FILE *f = libc_fopen("/proc/self/maps", "re");
	if (f == NULL)
		return;
	while (libc_fgets(line, sizeof(line), f) != NULL) {
		unsigned long start, end, offset, inode;
		unsigned major, minor;
		char access[8];
		if (libc_sscanf(line, "%lx-%lx %7s %lx %x:%x %lu", &start, &end, access, &offset, &major,
			   &minor, &inode) != 7)
			continue;
		if (end <= address) {
			m->start = end;
		} else if (start > address) {
			m->end = start;
			break;
		} else {
			DWORD type = inode == 0 ? MEM_PRIVATE
				     : access[3] == 's' ? MEM_MAPPED
							: MEM_IMAGE;
			*m = (struct mapping){start, end, protection_of(access), type};
			break;
		}
	}
	libc_fclose(f);
}

static BOOL protect(uintptr_t start, uintptr_t end, DWORD protection, PDWORD old)
{
	struct reservation *r = find(start);
	if (r == NULL) {
		struct mapping m;
		find_mapping(start, &m);
		if (m.type == 0 || mprotect((void *)start, end - start, access_of(protection)) != 0)
			return fail(ERROR_INVALID_ADDRESS);
		*old = m.protection;
		return TRUE;
	}
	if (end > r->end || !committed(r, start, end))
		return fail(ERROR_INVALID_ADDRESS);
	for (struct run *run = r->runs; run != NULL; run = run->next)
		if (start >= run->start && start < run->end)
			*old = run->protection;
	return commit(r, start, end, protection);
}

/*
 * VirtualProtect changes committed pages; *old is how the first was. It fails with
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_ADDRESS, and ERROR_NOACCESS without old.
 */
BOOL WINAPI VirtualProtect(LPVOID address, SIZE_T size, DWORD protection, PDWORD old)
{
	uintptr_t start = (uintptr_t)address & ~(uintptr_t)(PAGE - 1), end;
	if (old == NULL)
		return fail(ERROR_NOACCESS);
	if (access_of(protection) < 0 || size == 0)
		return fail(ERROR_INVALID_PARAMETER);
	if (__builtin_add_overflow((uintptr_t)address, size, &end) ||
	    __builtin_add_overflow(end, PAGE - 1, &end))
		return fail(ERROR_INVALID_ADDRESS);
	pthread_mutex_lock(&lock);
	BOOL done = protect(start, end & ~(uintptr_t)(PAGE - 1), protection, old);
	pthread_mutex_unlock(&lock);
	return done;
}

static void query(uintptr_t page, PMEMORY_BASIC_INFORMATION i)
{
	struct reservation *r = find(page);
	if (r == NULL) {
		struct mapping m;
		find_mapping(page, &m);
		*i = (MEMORY_BASIC_INFORMATION){
			.BaseAddress = (PVOID)page,
			.AllocationBase = (PVOID)(m.type == 0 ? 0 : m.start),
			.AllocationProtect = m.protection,
			.RegionSize = m.end - page,
			.State = m.type == 0 ? MEM_FREE : MEM_COMMIT,
			.Protect = m.type == 0 ? PAGE_NOACCESS : m.protection,
			.Type = m.type,
		};
		return;
	}
	struct run *run = r->runs;
	while (page >= run->end)
		run = run->next;
	*i = (MEMORY_BASIC_INFORMATION){
		.BaseAddress = (PVOID)page,
		.AllocationBase = (PVOID)r->base,
		.AllocationProtect = r->protection,
		.RegionSize = run->end - page,
		.State = run->protection == 0 ? MEM_RESERVE : MEM_COMMIT,
		.Protect = run->protection,
		.Type = MEM_PRIVATE,
	};
}

/* VirtualQuery returns how much it wrote: 0 with ERROR_BAD_LENGTH or ERROR_INVALID_PARAMETER. */
SIZE_T WINAPI VirtualQuery(LPCVOID address, PMEMORY_BASIC_INFORMATION information, SIZE_T length)
{
	if (length < sizeof(*information))
		return (SIZE_T)fail(ERROR_BAD_LENGTH);
	if ((uintptr_t)address > 0x7FFFFFFEFFFF)
		return (SIZE_T)fail(ERROR_INVALID_PARAMETER);
	pthread_mutex_lock(&lock);
	query((uintptr_t)address & ~(uintptr_t)(PAGE - 1), information);
	pthread_mutex_unlock(&lock);
	return sizeof(*information);
}

/* VirtualLock fails with ERROR_WORKING_SET_QUOTA when it would be too much. */
BOOL WINAPI VirtualLock(LPVOID address, SIZE_T size)
{
	if (mlock(address, size) == 0)
		return TRUE;
	return fail(errno == ENOMEM || errno == EPERM || errno == EAGAIN ? ERROR_WORKING_SET_QUOTA
									 : ERROR_INVALID_ADDRESS);
}

BOOL WINAPI VirtualUnlock(LPVOID address, SIZE_T size)
{
	return munlock(address, size) == 0 ? TRUE : fail(ERROR_NOT_LOCKED);
}

/* The memory of other processes is theirs: ERROR_ACCESS_DENIED. */
LPVOID WINAPI VirtualAllocEx(HANDLE process, LPVOID address, SIZE_T size, DWORD type,
			     DWORD protection)
{
	if (process == THIS_PROCESS)
		return VirtualAlloc(address, size, type, protection);
	fail(ERROR_ACCESS_DENIED);
	return NULL;
}

BOOL WINAPI VirtualFreeEx(HANDLE process, LPVOID address, SIZE_T size, DWORD type)
{
	return process == THIS_PROCESS ? VirtualFree(address, size, type)
				       : fail(ERROR_ACCESS_DENIED);
}
