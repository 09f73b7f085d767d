/* memory.c: heaps, local and global memory, pages, pointers. */
#include <windows.h>

#include "check.h"
#include "threads.h"

static HANDLE heap;

static BOOL is_zero(const char *p, size_t n)
{
	while (n > 0 && *p == 0) {
		p++;
		n--;
	}
	return n == 0;
}

static void *use_heap(void *n)
{
	char *kept[16] = {0};
	for (int i = 0; i < 2000; i++) {
		int k = i * 7 % 16;
		if (kept[k] != NULL) {
			CHECK(kept[k][0] == (char)(size_t)n);
			CHECK(HeapFree(heap, 0, kept[k]));
		}
		kept[k] = HeapAlloc(heap, 0, (SIZE_T)(i % 300) + 1);
		kept[k][0] = (char)(size_t)n;
	}
	return NULL;
}

static void heaps(void)
{
	HANDLE process = GetProcessHeap();
	char *p = HeapAlloc(process, HEAP_ZERO_MEMORY, 100);
	CHECK(p != NULL && is_zero(p, 100) && (size_t)p % 16 == 0);
	CHECK(HeapSize(process, 0, p) == 100);
	memset(p, 'x', 100);
	p = HeapReAlloc(process, HEAP_ZERO_MEMORY, p, 5000);
	CHECK(p != NULL && p[99] == 'x' && is_zero(p + 100, 4900));
	CHECK(HeapSize(process, 0, p) == 5000);
	CHECK(HeapReAlloc(process, HEAP_REALLOC_IN_PLACE_ONLY, p, 50) == p);
	CHECK(HeapSize(process, 0, p) == 50 && p[49] == 'x');
	CHECK(HeapReAlloc(process, HEAP_REALLOC_IN_PLACE_ONLY, p, 1 << 20) == NULL);
	CHECK(HeapValidate(process, 0, p));
	CHECK(HeapFree(process, 0, p));
	CHECK(HeapFree(process, 0, NULL));
	p = HeapAlloc(process, 0, 0);
	CHECK(p != NULL && HeapSize(process, 0, p) == 0 && HeapFree(process, 0, p));
	CHECK(HeapAlloc(process, 0, (SIZE_T)-1) == NULL);
	CHECK(HeapAlloc(process, 0, (SIZE_T)-1 / 2) == NULL);
	ULONG kind = 2;
	CHECK(HeapSetInformation(NULL, HeapEnableTerminationOnCorruption, NULL, 0));
	CHECK(HeapSetInformation(process, HeapCompatibilityInformation, &kind, sizeof(kind)));

	heap = HeapCreate(0, 0, 0);
	CHECK(heap != NULL && heap != process);
	run(4, use_heap); /* leaves blocks to HeapDestroy */
	char *q = HeapAlloc(heap, 0, 10);
	CHECK(HeapLock(heap) && HeapLock(heap) && HeapUnlock(heap) && HeapUnlock(heap));
	for (SIZE_T n = 1; n < 100000; n = n * 3 + 1)
		q = HeapReAlloc(heap, 0, q, n);
	CHECK(HeapValidate(heap, 0, NULL));
	CHECK(HeapDestroy(heap));
	FAILS(HeapDestroy(process), FALSE, ERROR_INVALID_HANDLE);
	FAILS(HeapCreate(0, 2000, 1000), NULL, ERROR_INVALID_PARAMETER);

	heap = HeapCreate(HEAP_NO_SERIALIZE, 0x1000, 0x10000);
	CHECK(HeapAlloc(heap, 0, 0x20000) == NULL);
	int n = 0;
	while (n < 1000 && HeapAlloc(heap, 0, 1024) != NULL)
		n++;
	CHECK(n >= 16 && n <= 64);
	CHECK(HeapDestroy(heap));
}

static void local_memory(void)
{
	char *p = LocalAlloc(LPTR, 64);
	CHECK(p != NULL && is_zero(p, 64) && LocalSize(p) == 64 && LocalLock(p) == p);
	CHECK(LocalHandle(p) == p && LocalFlags(p) == 0);
	FAILS(LocalUnlock(p), FALSE, ERROR_NOT_LOCKED);
	p = LocalReAlloc(p, 200, LMEM_MOVEABLE | LMEM_ZEROINIT);
	CHECK(p != NULL && LocalSize(p) == 200 && is_zero(p, 200));
	CHECK(LocalFree(p) == NULL);
	CHECK(LocalFree(NULL) == NULL);

	HLOCAL h = LocalAlloc(LHND, 10);
	p = LocalLock(h);
	CHECK(p != NULL && (HLOCAL)p != h && is_zero(p, 10));
	CHECK(LocalHandle(p) == h && LocalSize(h) == 10);
	CHECK((LocalFlags(h) & LMEM_LOCKCOUNT) == 1);
	CHECK(LocalLock(h) == p);
	CHECK(LocalUnlock(h) == TRUE);
	FAILS(LocalUnlock(h), FALSE, NO_ERROR);
	FAILS(LocalUnlock(h), FALSE, ERROR_NOT_LOCKED);
	h = LocalReAlloc(h, 100000, LMEM_MOVEABLE | LMEM_ZEROINIT);
	CHECK(h != NULL && LocalSize(h) == 100000);
	p = LocalLock(h);
	CHECK(is_zero(p, 100000));
	LocalUnlock(h);
	h = LocalReAlloc(h, 0, LMEM_MOVEABLE);
	CHECK(h != NULL && (LocalFlags(h) & LMEM_DISCARDED) != 0 && LocalSize(h) == 0);
	FAILS(LocalLock(h), NULL, ERROR_DISCARDED);
	CHECK(LocalFree(h) == NULL);

	HGLOBAL g = GlobalAlloc(GPTR, 32);
	CHECK(GlobalLock(g) == (LPVOID)g && GlobalUnlock(g) == TRUE && GlobalSize(g) == 32);
	CHECK(GlobalFree(g) == NULL);
	g = GlobalAlloc(GHND, 32);
	p = GlobalLock(g);
	CHECK(p != NULL && GlobalHandle(p) == g);
	FAILS(GlobalUnlock(g), FALSE, NO_ERROR);
	CHECK(GlobalFree(g) == NULL);
	FAILS(GlobalSize(NULL), 0, ERROR_INVALID_HANDLE);
	CHECK(GlobalAlloc(GMEM_FIXED, (SIZE_T)-1 / 2) == NULL);
}

static void pages(void)
{
	MEMORY_BASIC_INFORMATION i;
	DWORD old = 0;
	FAILS(VirtualAlloc(NULL, 0, MEM_COMMIT, PAGE_READWRITE), NULL, ERROR_INVALID_PARAMETER);
	FAILS(VirtualAlloc(NULL, 1, 0, PAGE_READWRITE), NULL, ERROR_INVALID_PARAMETER);
	FAILS(VirtualAlloc(NULL, 1, MEM_COMMIT, 0), NULL, ERROR_INVALID_PARAMETER);
	FAILS(VirtualAlloc((PVOID)0x10000, 1, MEM_COMMIT, PAGE_READWRITE), NULL, ERROR_INVALID_ADDRESS);

	char *p = VirtualAlloc(NULL, 100000, MEM_RESERVE, PAGE_NOACCESS);
	CHECK(p != NULL && (size_t)p % 65536 == 0);
	CHECK(IsBadReadPtr(p, 1) && IsBadWritePtr(p, 1));
	FAILS(VirtualAlloc(p, 4096, MEM_RESERVE, PAGE_READWRITE), NULL, ERROR_INVALID_ADDRESS);
	CHECK(VirtualQuery(p + 5000, &i, sizeof(i)) == sizeof(i));
	CHECK(i.State == MEM_RESERVE && i.BaseAddress == p + 4096 && i.AllocationBase == p &&
	      i.RegionSize == 98304 && i.Type == MEM_PRIVATE);
	CHECK(VirtualAlloc(p + 8192 + 5, 4096, MEM_COMMIT, PAGE_READWRITE) == p + 8192);
	CHECK(is_zero(p + 8192, 8192) && !IsBadWritePtr(p + 8192, 8192));
	CHECK(IsBadReadPtr(p + 8191, 2) && IsBadReadPtr(p + 16384, 1));
	p[8192] = 1;
	CHECK(VirtualQuery(p + 8192, &i, sizeof(i)) == sizeof(i));
	CHECK(i.State == MEM_COMMIT && i.Protect == PAGE_READWRITE && i.RegionSize == 8192 &&
	      i.AllocationProtect == PAGE_NOACCESS);
	CHECK(VirtualProtect(p + 8192, 100, PAGE_READONLY, &old) && old == PAGE_READWRITE);
	CHECK(!IsBadReadPtr(p + 8192, 4096) && IsBadWritePtr(p + 8192, 1) &&
	      !IsBadWritePtr(p + 12288, 1));
	CHECK(VirtualQuery(p + 8192, &i, sizeof(i)) && i.Protect == PAGE_READONLY && i.RegionSize == 4096);
	FAILS(VirtualProtect(p, 4096, PAGE_READONLY, &old), FALSE, ERROR_INVALID_ADDRESS);
	FAILS(VirtualProtect(p + 8192, 4096, 0x77, &old), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(VirtualProtect(p + 8192, 4096, PAGE_READONLY, NULL), FALSE, ERROR_NOACCESS);
	CHECK(VirtualAlloc(p, 100000, MEM_COMMIT, PAGE_READWRITE) == p);
	CHECK(p[8192] == 1); /* committed pages keep what they hold */
	CHECK(VirtualQuery(p, &i, sizeof(i)) && i.RegionSize == 102400);
	CHECK(VirtualFree(p + 8192, 4096, MEM_DECOMMIT));
	CHECK(IsBadReadPtr(p + 8192, 1) && !IsBadReadPtr(p + 12288, 1));
	CHECK(VirtualAlloc(p + 8192, 1, MEM_COMMIT, PAGE_READWRITE) == p + 8192 && p[8192] == 0);
	FAILS(VirtualFree(p, 4096, MEM_RELEASE), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(VirtualFree(p, 0, MEM_RELEASE | MEM_DECOMMIT), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(VirtualFree(p + 4096, 0, MEM_RELEASE), FALSE, ERROR_INVALID_ADDRESS);
	CHECK(VirtualFree(p, 0, MEM_DECOMMIT));
	CHECK(IsBadReadPtr(p, 1));
	CHECK(VirtualFree(p, 0, MEM_RELEASE));
	FAILS(VirtualFree(p, 0, MEM_RELEASE), FALSE, ERROR_INVALID_ADDRESS);

	/* An address where no other thread's memory comes meanwhile. */
	p = (char *)0x300000000000;
	CHECK(VirtualQuery(p, &i, sizeof(i)) && i.State == MEM_FREE && i.Protect == PAGE_NOACCESS);
	CHECK(VirtualAlloc(p, 65536, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE) == p);
	CHECK(VirtualFree(p, 0, MEM_RELEASE));
	CHECK(VirtualQuery(p, &i, sizeof(i)) && i.State == MEM_FREE && i.Protect == PAGE_NOACCESS);
	p = VirtualAlloc(NULL, 4096, MEM_COMMIT, PAGE_READWRITE);
	CHECK(p != NULL && !IsBadWritePtr(p, 4096));
	CHECK(VirtualLock(p, 4096) && VirtualUnlock(p, 4096));
	CHECK(VirtualFree(p, 0, MEM_RELEASE));
	p = VirtualAlloc(NULL, (SIZE_T)1 << 38, MEM_RESERVE, PAGE_READWRITE);
	CHECK(p != NULL && VirtualFree(p, 0, MEM_RELEASE));
	CHECK(VirtualQuery((PVOID)&pages, &i, sizeof(i)) && i.State == MEM_COMMIT && i.Type == MEM_IMAGE);
	FAILS(VirtualQuery(p, &i, 8), 0, ERROR_BAD_LENGTH);
}

static void pointers(void)
{
	static const char text[] = "text";
	CHECK(IsBadReadPtr(NULL, 1) && !IsBadReadPtr(NULL, 0) && !IsBadReadPtr(text, 5));
	CHECK(IsBadReadPtr((PVOID)0x1234, 1));
	CHECK(IsBadWritePtr((PVOID)text, 1));
	CHECK(!IsBadStringPtrA(text, 100) && IsBadStringPtrA(NULL, 1) && IsBadStringPtrW(NULL, 1));
	CHECK(!IsBadCodePtr((FARPROC)pointers) && IsBadCodePtr(NULL));
}

int main(void)
{
	heaps();
	local_memory();
	pages();
	pointers();
	return done();
}
