package include

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
)

// baseHeaders are the headers of the windows.h family that the base system's
// types and the part of kernel32 without Go are declared in.
var baseHeaders = []string{
	"windows.h", "basetsd.h", "windef.h", "minwindef.h", "winnt.h", "winbase.h", "minwinbase.h", "winerror.h",
	"guiddef.h", "initguid.h", "sdkddkver.h", "winapifamily.h", "sal.h", "specstrings.h", "driverspecs.h",
	"pshpack1.h", "poppack.h", "wtypes.h", "ntstatus.h", "ntdef.h", "intsafe.h", "versionhelpers.h", "winioctl.h",
	"excpt.h", "synchapi.h", "heapapi.h", "memoryapi.h", "profileapi.h", "sysinfoapi.h", "stringapiset.h",
	"winnls.h", "timezoneapi.h", "processenv.h", "errhandlingapi.h", "debugapi.h", "fibersapi.h",
	"interlockedapi.h", "realtimeapiset.h", "utilapiset.h", "ioapiset.h", "threadpoolapiset.h", "threadpoollegacyapiset.h",
	"mmsystem.h", "timeapi.h", "mmsyscom.h", "rpc.h", "rpcdce.h", "objbase.h",
}

// TestBaseHeaderAlone compiles every header by itself, and twice. pshpack1.h
// needs poppack.h behind it.
func TestBaseHeaderAlone(t *testing.T) {
	flags := map[bool][]string{false: {"-std=c89", "-pedantic"}, true: {"-std=c++17", "-pedantic"}}
	for _, name := range []string{"gcc", "clang++"} {
		c := needed(t, name)
		for _, h := range baseHeaders {
			if strings.HasSuffix(h, "pack1.h") || h == "poppack.h" {
				continue
			}
			t.Run(name+"/"+h, func(t *testing.T) {
				t.Parallel()
				c.check(t, fmt.Sprintf("#include <%s>\n#include <%[1]s>\nint use;\n", h), flags[c.cxx]...)
			})
		}
	}
}

// TestBaseHeaderOrder compiles them together in different orders, in C++ with the
// C++ library's headers among them, which min, max and old SAL must not break.
func TestBaseHeaderOrder(t *testing.T) {
	for n, c := range compilers(t) {
		headers := append([]string(nil), baseHeaders...)
		random := rand.New(rand.NewPCG(uint64(n), 2)) //nolint:gosec // a repeatable order is wanted
		random.Shuffle(len(headers), func(i, j int) { headers[i], headers[j] = headers[j], headers[i] })
		var b strings.Builder
		for _, h := range headers {
			if strings.HasSuffix(h, "pack1.h") || h == "poppack.h" {
				continue
			}
			fmt.Fprintf(&b, "#include <%s>\n", h)
		}
		if c.cxx {
			b.WriteString("#include <algorithm>\n#include <limits>\n#include <string>\n#include <thread>\n#include <regex>\n")
		}
		t.Run(filepath.Base(c.path), func(t *testing.T) {
			t.Parallel()
			c.check(t, b.String()+"int use;\n", "-pedantic", "-fshort-wchar", c.standard(n))
		})
	}
}

// baseProgram uses what programs write with the base headers, in C and C++.
const baseProgram = `
#include <windows.h>
#include <limits.h>
#include <pshpack1.h>
struct packed { char c; DWORD d; };
#include <poppack.h>
static __declspec(thread) int slot;
__declspec(thread) static unsigned __int64 other;
__declspec(align(64)) static int aligned;
__declspec(dllexport) __declspec(noinline) int __cdecl exported(void);
__declspec(deprecated("old")) int __stdcall old(_In_ int a, __in_ecount(n) int b);
EXTERN_C __declspec(noreturn) void never(void);
DEFINE_GUID(some_guid, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
DECLARE_HANDLE(HTHING);
C_ASSERT(sizeof(struct packed) == 5);
typedef struct { int before; LIST_ENTRY link; } ITEM;
int __cdecl exported(void) { return slot; }
int main(void)
{
	LARGE_INTEGER big;
	OVERLAPPED o;
	ITEM item, *back = CONTAINING_RECORD(&item.link, ITEM, link);
	LONG n = 5;
	LONG64 m = 5;
	PVOID p = &n;
	int failed = 0;
#define IS(fact) if (!(fact)) failed = failed ? failed : __LINE__
	big.QuadPart = 0x100000002LL;
	IS(big.LowPart == 2 && big.HighPart == 1 && big.u.HighPart == 1);
	ZeroMemory(&o, sizeof(o));
	o.Pointer = &n;
	IS(((DWORD_PTR)o.OffsetHigh << 32 | o.Offset) == (DWORD_PTR)&n);
	IS(tolower('A') == 'a' && isdigit('7'));
	IS(back == &item && FIELD_OFFSET(ITEM, link) == 8);
	IS(InterlockedIncrement(&n) == 6 && InterlockedDecrement(&n) == 5);
	IS(InterlockedExchange(&n, 9) == 5 && InterlockedExchangeAdd(&n, 2) == 9 && n == 11);
	IS(InterlockedCompareExchange(&n, 1, 10) == 11 && n == 11);
	IS(InterlockedCompareExchange(&n, 1, 11) == 11 && n == 1);
	IS(InterlockedOr(&n, 6) == 1 && InterlockedAnd(&n, 3) == 7 && InterlockedXor(&n, 1) == 3 && n == 2);
	IS(InterlockedIncrement64(&m) == 6 && InterlockedAdd64(&m, 4) == 10);
	IS(InterlockedCompareExchangePointer(&p, NULL, &n) == &n && p == NULL);
	IS(InterlockedBitTestAndSet(&n, 0) == 0 && n == 3 && InterlockedBitTestAndReset(&n, 1) == 1 && n == 1);
	IS(MAKEWORD(2, 1) == 0x102 && MAKELONG(1, 2) == 0x20001 && LOBYTE(0x1234) == 0x34 && HIWORD(0x12345678) == 0x1234);
	IS(HRESULT_FROM_WIN32(5) == (HRESULT)0x80070005 && HRESULT_FROM_WIN32(0) == S_OK && FAILED(E_FAIL));
	IS(MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US) == 0x409 && max(1, 2) == 2 && min(3, 2) == 2);
	IS((DWORD_PTR)&aligned % 64 == 0 && sizeof(TEXT("ab")) == 3 * sizeof(TCHAR));
	IS(RtlCompareMemory("abcd", "abxd", 4) == 2 && RtlEqualMemory("ab", "ab", 2));
	IS(Int32x32To64(-100000, 100000) == -10000000000LL && UInt32x32To64(4000000000u, 2) == 8000000000u);
	IS(CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 42, METHOD_BUFFERED, FILE_ANY_ACCESS) == FSCTL_GET_REPARSE_POINT);
	IS(_UI64_MAX / 2 == _I64_MAX && _I64_MIN < 0 && _UI32_MAX == MAXDWORD && INT_MAX == _I32_MAX);
	IS(SW_HIDE == 0 && SW_SHOWDEFAULT == 10 && VK_ESCAPE == 0x1B && VK_F12 == 0x7B && VK_DOWN == 0x28);
	IS(sizeof(HTHING) == 8 && STATUS_PENDING == STILL_ACTIVE);
	other = 1;
	UNREFERENCED_PARAMETER(other);
#ifdef __cplusplus
	long native = 1;
	DWORD d = 1;
	GUID a = {1, 2, 3, {4}}, b = a;
	IS(InterlockedIncrement(&native) == 2 && InterlockedIncrement(&d) == 2);
	IS(a == b && !(a != b));
	IS(max(1u, 2L) == 2 && min(2.5, 3) == 2.5);
	using namespace std;
	IS(max(1, 2) == 2 && min(string("a"), string("b")) == "a");
	static_assert(max(3, 4) == 4, "a constant");
#endif
	return failed;
}
`

// TestBaseProgram compiles and runs it with every compiler.
func TestBaseProgram(t *testing.T) {
	for _, c := range compilers(t) {
		t.Run(filepath.Base(c.path), func(t *testing.T) {
			t.Parallel()
			source, flags := baseProgram, []string{"-fshort-wchar", "-DUNICODE", "-Wno-pragma-pack", "-Wno-unknown-warning-option"}
			if c.cxx {
				source = "#include <iostream>\n#include <thread>\nint limit = INT_MAX;\nusing starter = decltype(&_beginthreadex);\nusing root = decltype(fabs(sqrt(2.0)));\n" + source
				flags = append(flags, "-std=c++17")
			}
			if out := c.build(t, source, flags...); out != "" {
				t.Error(out)
			}
		})
	}
}

// TestOldSAL: the words that libstdc++ uses too are there when they are asked
// for, and its headers still work afterwards.
func TestOldSAL(t *testing.T) {
	const uses = `
int f(__in int a, __out int *b, __in_opt const char *c, __inout_bcount(a) void *d, __deref_out_ecount(a) int **e);
__success(return) __checkReturn int g(__in_z const char *s);
`
	needed(t, "gcc").check(t, "#include <windows.h>\n"+uses)
	c := needed(t, "g++")
	for _, std := range []string{"c++11", "c++20"} {
		c.check(t, "#include <windows.h>\n#include <bits/stdc++.h>\n"+uses, "-DWINSOCK_OLD_SAL", "-std="+std)
	}
}
