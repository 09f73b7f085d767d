/* crtdbg.h: the debug heap of Microsoft's run-time, as in a release build. */
#pragma GCC system_header
#ifndef _INC_CRTDBG
#define _INC_CRTDBG

#include <corecrt.h>
#include <assert.h>
#include <stdlib.h>

#define _CRT_WARN 0
#define _CRT_ERROR 1
#define _CRT_ASSERT 2
#define _CRT_ERRCNT 3

#define _CRTDBG_MODE_FILE 0x1
#define _CRTDBG_MODE_DEBUG 0x2
#define _CRTDBG_MODE_WNDW 0x4
#define _CRTDBG_REPORT_MODE (-1)

typedef void *_HFILE;
#define _CRTDBG_INVALID_HFILE ((_HFILE)(intptr_t)-1)
#define _CRTDBG_HFILE_ERROR ((_HFILE)(intptr_t)-2)
#define _CRTDBG_FILE_STDOUT ((_HFILE)(intptr_t)-4)
#define _CRTDBG_FILE_STDERR ((_HFILE)(intptr_t)-5)
#define _CRTDBG_REPORT_FILE ((_HFILE)(intptr_t)-6)

#define _CRTDBG_ALLOC_MEM_DF 0x01
#define _CRTDBG_DELAY_FREE_MEM_DF 0x02
#define _CRTDBG_CHECK_ALWAYS_DF 0x04
#define _CRTDBG_CHECK_CRT_DF 0x10
#define _CRTDBG_LEAK_CHECK_DF 0x20
#define _CRTDBG_CHECK_EVERY_16_DF 0x00100000
#define _CRTDBG_CHECK_EVERY_128_DF 0x00800000
#define _CRTDBG_CHECK_EVERY_1024_DF 0x04000000
#define _CRTDBG_CHECK_DEFAULT_DF 0
#define _CRTDBG_REPORT_FLAG (-1)

#define _FREE_BLOCK 0
#define _NORMAL_BLOCK 1
#define _CRT_BLOCK 2
#define _IGNORE_BLOCK 3
#define _CLIENT_BLOCK 4

typedef struct _CrtMemState {
	size_t lCounts[5];
	size_t lSizes[5];
	size_t lHighCount;
	size_t lTotalCount;
} _CrtMemState;

/* Without a debug heap the calls go away, as Microsoft's header does without _DEBUG. */
#define _CrtSetDbgFlag(flags) ((int)0)
#define _CrtSetReportMode(type, mode) ((int)0)
#define _CrtSetReportFile(type, file) ((_HFILE)0)
#define _CrtSetReportHook(hook) ((void *)0)
#define _CrtSetBreakAlloc(n) ((int)0)
#define _CrtDumpMemoryLeaks() ((int)0)
#define _CrtCheckMemory() ((int)1)
#define _CrtDbgBreak() __builtin_trap()
#define _CrtIsValidHeapPointer(p) ((int)1)
#define _CrtIsValidPointer(p, n, writable) ((int)1)
#define _CrtMemCheckpoint(state) ((void)0)
#define _CrtMemDifference(difference, older, newer) ((int)0)
#define _CrtMemDumpStatistics(state) ((void)0)
#define _CrtMemDumpAllObjectsSince(state) ((void)0)
#define _CrtDbgReport(...) ((int)0)
#define _CrtDbgReportW(...) ((int)0)
#define _malloc_dbg(size, type, file, line) malloc(size)
#define _calloc_dbg(n, size, type, file, line) calloc(n, size)
#define _realloc_dbg(p, size, type, file, line) realloc(p, size)
#define _free_dbg(p, type) free(p)

#ifdef _DEBUG
#define _ASSERT(fact) assert(fact)
#define _ASSERTE(fact) assert(fact)
#define _ASSERT_EXPR(fact, text) assert(fact)
#else
#define _ASSERT(fact) ((void)0)
#define _ASSERTE(fact) ((void)0)
#define _ASSERT_EXPR(fact, text) ((void)0)
#endif
#define _RPT0(...) ((void)0)
#define _RPT1(...) ((void)0)
#define _RPT2(...) ((void)0)
#define _RPT3(...) ((void)0)
#define _RPT4(...) ((void)0)
#define _RPTF0(...) ((void)0)
#define _RPTF1(...) ((void)0)
#define _RPTF2(...) ((void)0)
#define _RPTF3(...) ((void)0)
#define _RPTF4(...) ((void)0)

#endif
