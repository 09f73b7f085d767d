/*
 * formathide.h: before the C library's <stdio.h> and <wchar.h>: what they declare
 * with other rules than Microsoft's goes by another name, so that the
 * declarations of winsock/format.h and winsock/wformat.h are the only ones.
 * formatshow.h ends it. No guard: both are read as often as needed.
 */
#pragma push_macro("fprintf")
#undef fprintf
#define fprintf winsock_system_fprintf
#pragma push_macro("printf")
#undef printf
#define printf winsock_system_printf
#pragma push_macro("sprintf")
#undef sprintf
#define sprintf winsock_system_sprintf
#pragma push_macro("vfprintf")
#undef vfprintf
#define vfprintf winsock_system_vfprintf
#pragma push_macro("vprintf")
#undef vprintf
#define vprintf winsock_system_vprintf
#pragma push_macro("vsprintf")
#undef vsprintf
#define vsprintf winsock_system_vsprintf
#pragma push_macro("snprintf")
#undef snprintf
#define snprintf winsock_system_snprintf
#pragma push_macro("vsnprintf")
#undef vsnprintf
#define vsnprintf winsock_system_vsnprintf
#pragma push_macro("fscanf")
#undef fscanf
#define fscanf winsock_system_fscanf
#pragma push_macro("scanf")
#undef scanf
#define scanf winsock_system_scanf
#pragma push_macro("sscanf")
#undef sscanf
#define sscanf winsock_system_sscanf
#pragma push_macro("vfscanf")
#undef vfscanf
#define vfscanf winsock_system_vfscanf
#pragma push_macro("vscanf")
#undef vscanf
#define vscanf winsock_system_vscanf
#pragma push_macro("vsscanf")
#undef vsscanf
#define vsscanf winsock_system_vsscanf
#pragma push_macro("fopen")
#undef fopen
#define fopen winsock_system_fopen
#pragma push_macro("freopen")
#undef freopen
#define freopen winsock_system_freopen
#pragma push_macro("popen")
#undef popen
#define popen winsock_system_popen
#pragma push_macro("gets")
#undef gets
#define gets winsock_system_gets
#if __SIZEOF_WCHAR_T__ == 2
#pragma push_macro("fwprintf")
#undef fwprintf
#define fwprintf winsock_system_fwprintf
#pragma push_macro("wprintf")
#undef wprintf
#define wprintf winsock_system_wprintf
#pragma push_macro("swprintf")
#undef swprintf
#define swprintf winsock_system_swprintf
#pragma push_macro("vfwprintf")
#undef vfwprintf
#define vfwprintf winsock_system_vfwprintf
#pragma push_macro("vwprintf")
#undef vwprintf
#define vwprintf winsock_system_vwprintf
#pragma push_macro("vswprintf")
#undef vswprintf
#define vswprintf winsock_system_vswprintf
#pragma push_macro("fwscanf")
#undef fwscanf
#define fwscanf winsock_system_fwscanf
#pragma push_macro("wscanf")
#undef wscanf
#define wscanf winsock_system_wscanf
#pragma push_macro("swscanf")
#undef swscanf
#define swscanf winsock_system_swscanf
#pragma push_macro("vfwscanf")
#undef vfwscanf
#define vfwscanf winsock_system_vfwscanf
#pragma push_macro("vwscanf")
#undef vwscanf
#define vwscanf winsock_system_vwscanf
#pragma push_macro("vswscanf")
#undef vswscanf
#define vswscanf winsock_system_vswscanf
#endif
