/*
 * formathide.h: before the C library's <stdio.h>: what it declares with other
 * rules than Microsoft's goes by another name, so that the declarations of
 * winsock/format.h and winsock/streams.h are the only ones. formatshow.h ends it.
 * No guard: both are read as often as needed.
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
#pragma push_macro("remove")
#undef remove
#define remove winsock_system_remove
#pragma push_macro("rename")
#undef rename
#define rename winsock_system_rename
#pragma push_macro("tmpnam")
#undef tmpnam
#define tmpnam winsock_system_tmpnam
#pragma push_macro("tempnam")
#undef tempnam
#define tempnam winsock_system_tempnam
