/* systeminfo.c: processors and memory. */
#include <sysinfoapi.h>
#include <winbase.h>
#include <winerror.h>

#include <cpuid.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lasterror.h"
#include "libc.h"

#define PAGE 4096
#define GRANULARITY 65536
#define LOWEST 0x10000ULL
#define HIGHEST 0x7FFFFFFEFFFFULL
#define MOST_PROCESSORS 64 /* a processor group has no more */

static DWORD processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > MOST_PROCESSORS ? MOST_PROCESSORS : (DWORD)n;
}

VOID WINAPI GetSystemInfo(LPSYSTEM_INFO info)
{
	DWORD n = processors();
	*info = (SYSTEM_INFO){
		.wProcessorArchitecture = PROCESSOR_ARCHITECTURE_AMD64,
		.dwPageSize = PAGE,
		.lpMinimumApplicationAddress = (LPVOID)LOWEST,
		.lpMaximumApplicationAddress = (LPVOID)HIGHEST,
		.dwActiveProcessorMask = n == 64 ? ~(DWORD_PTR)0 : ((DWORD_PTR)1 << n) - 1,
		.dwNumberOfProcessors = n,
		.dwProcessorType = PROCESSOR_AMD_X8664,
		.dwAllocationGranularity = GRANULARITY,
	};
	unsigned a, b, c, d;
	if (__get_cpuid(1, &a, &b, &c, &d)) {
		unsigned family = a >> 8 & 0xF, model = (a >> 4 & 0xF) | (a >> 12 & 0xF0);
		info->wProcessorLevel = (WORD)(family == 0xF ? family + (a >> 20 & 0xFF) : family);
		info->wProcessorRevision = (WORD)(model << 8 | (a & 0xF));
	}
}

VOID WINAPI GetNativeSystemInfo(LPSYSTEM_INFO info)
{
	GetSystemInfo(info);
}

static BOOL is_group(WORD group)
{
	if (group == 0 || group == ALL_PROCESSOR_GROUPS)
		return TRUE;
	ws_last_error = ERROR_INVALID_PARAMETER;
	return FALSE;
}

/* There is one group of processors: others give 0 with ERROR_INVALID_PARAMETER. */
DWORD WINAPI GetActiveProcessorCount(WORD group)
{
	return is_group(group) ? processors() : 0;
}

DWORD WINAPI GetMaximumProcessorCount(WORD group)
{
	return is_group(group) ? processors() : 0;
}

WORD WINAPI GetActiveProcessorGroupCount(VOID)
{
	return 1;
}

WORD WINAPI GetMaximumProcessorGroupCount(VOID)
{
	return 1;
}

static BOOL cpu_has(unsigned leaf, int reg, unsigned bit)
{
	unsigned r[4] = {0};
	if (!__get_cpuid_count(leaf, 0, &r[0], &r[1], &r[2], &r[3]))
		return FALSE;
	return (r[reg] >> bit & 1) != 0;
}

enum { EBX = 1, ECX, EDX };

BOOL WINAPI IsProcessorFeaturePresent(DWORD feature)
{
	switch (feature) {
	case PF_COMPARE_EXCHANGE_DOUBLE:
		return cpu_has(1, EDX, 8);
	case PF_MMX_INSTRUCTIONS_AVAILABLE:
		return cpu_has(1, EDX, 23);
	case PF_XMMI_INSTRUCTIONS_AVAILABLE:
		return cpu_has(1, EDX, 25);
	case PF_XMMI64_INSTRUCTIONS_AVAILABLE:
		return cpu_has(1, EDX, 26);
	case PF_RDTSC_INSTRUCTION_AVAILABLE:
		return cpu_has(1, EDX, 4);
	case PF_SSE3_INSTRUCTIONS_AVAILABLE:
		return cpu_has(1, ECX, 0);
	case PF_SSSE3_INSTRUCTIONS_AVAILABLE:
		return cpu_has(1, ECX, 9);
	case PF_COMPARE_EXCHANGE128:
		return cpu_has(1, ECX, 13);
	case PF_SSE4_1_INSTRUCTIONS_AVAILABLE:
		return cpu_has(1, ECX, 19);
	case PF_SSE4_2_INSTRUCTIONS_AVAILABLE:
		return cpu_has(1, ECX, 20);
	case PF_XSAVE_ENABLED:
		return cpu_has(1, ECX, 27);
	case PF_AVX_INSTRUCTIONS_AVAILABLE:
		return __builtin_cpu_supports("avx") != 0;
	case PF_AVX2_INSTRUCTIONS_AVAILABLE:
		return __builtin_cpu_supports("avx2") != 0;
	case PF_AVX512F_INSTRUCTIONS_AVAILABLE:
		return __builtin_cpu_supports("avx512f") != 0;
	case PF_RDWRFSGSBASE_AVAILABLE:
		return cpu_has(7, EBX, 0);
	case PF_PAE_ENABLED:
	case PF_NX_ENABLED:
	case PF_FASTFAIL_AVAILABLE:
		return TRUE;
	default:
		return FALSE;
	}
}

/* number_in is the number after a word at the start of a line of a file, in KiB. */
static DWORDLONG number_in(const char *path, const char *word)
{
	unsigned long long value = 0;
	char line[256];
	size_t n = strlen(word);
	FILE *f = libc_fopen(path, "re");
	if (f == NULL)
		return 0;
	while (libc_fgets(line, sizeof(line), f) != NULL) {
		if (strncmp(line, word, n) != 0)
			continue;
		for (const char *p = line + n; *p != 0; p++)
			if (*p >= '0' && *p <= '9')
				value = value * 10 + (unsigned)(*p - '0');
		break;
	}
	libc_fclose(f);
	return value * 1024;
}

/* GlobalMemoryStatusEx fails with ERROR_INVALID_PARAMETER for a wrong dwLength. */
BOOL WINAPI GlobalMemoryStatusEx(LPMEMORYSTATUSEX status)
{
	if (status->dwLength != sizeof(*status)) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return FALSE;
	}
	DWORDLONG total = number_in("/proc/meminfo", "MemTotal:");
	DWORDLONG free = number_in("/proc/meminfo", "MemAvailable:");
	DWORDLONG used = number_in("/proc/self/status", "VmSize:");
	*status = (MEMORYSTATUSEX){
		.dwLength = sizeof(*status),
		.dwMemoryLoad = total == 0 ? 0 : (DWORD)((total - free) * 100 / total),
		.ullTotalPhys = total,
		.ullAvailPhys = free,
		.ullTotalPageFile = total + number_in("/proc/meminfo", "SwapTotal:"),
		.ullAvailPageFile = free + number_in("/proc/meminfo", "SwapFree:"),
		.ullTotalVirtual = HIGHEST + 1 - LOWEST,
		.ullAvailVirtual = HIGHEST + 1 - LOWEST - used,
	};
	return TRUE;
}

VOID WINAPI GlobalMemoryStatus(LPMEMORYSTATUS status)
{
	MEMORYSTATUSEX s = {.dwLength = sizeof(s)};
	GlobalMemoryStatusEx(&s);
	*status = (MEMORYSTATUS){
		.dwLength = sizeof(*status),
		.dwMemoryLoad = s.dwMemoryLoad,
		.dwTotalPhys = s.ullTotalPhys,
		.dwAvailPhys = s.ullAvailPhys,
		.dwTotalPageFile = s.ullTotalPageFile,
		.dwAvailPageFile = s.ullAvailPageFile,
		.dwTotalVirtual = s.ullTotalVirtual,
		.dwAvailVirtual = s.ullAvailVirtual,
	};
}
