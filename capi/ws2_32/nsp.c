/* nsp.c: providers of name spaces that are shared objects. */
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <winsock2.h>
#include <ws2spi.h>

#include "lasterror.h"
#include "nsp.h"

struct ws_nsp {
	void *file;
	LPNSPSTARTUP startup;
	GUID id;
	NSP_ROUTINE call;
};

/* The table without NSPIoctl, which came later. */
#define FIRST_SIZE offsetof(NSP_ROUTINE, NSPIoctl)

/* failed is the error of a provider that answered result; one that does not say why has none. */
static int32_t failed(INT result)
{
	if (result == 0)
		return 0;
	return ws_last_error != 0 ? (int32_t)ws_last_error : WSANO_RECOVERY;
}

/* whole reports whether no function is missing. Source: P-493. */
static bool whole(const NSP_ROUTINE *c)
{
	return c->cbSize >= FIRST_SIZE && c->NSPCleanup && c->NSPLookupServiceBegin &&
		c->NSPLookupServiceNext && c->NSPLookupServiceEnd && c->NSPSetService &&
		c->NSPInstallServiceClass && c->NSPRemoveServiceClass && c->NSPGetServiceClassInfo &&
		(c->cbSize < sizeof *c || c->NSPIoctl);
}

static void unload(struct ws_nsp *nsp)
{
	dlclose(nsp->file);
	free(nsp);
}

struct ws_nsp *ws_nsp_open(const char *path, char **why)
{
	dlerror();
	struct ws_nsp *nsp = calloc(1, sizeof *nsp);
	if (!nsp)
		return NULL;
	nsp->file = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	nsp->startup = nsp->file ? (LPNSPSTARTUP)dlsym(nsp->file, "NSPStartup") : NULL;
	if (nsp->startup)
		return nsp;
	*why = strdup(nsp->file ? "it has no function NSPStartup" : dlerror());
	if (nsp->file)
		dlclose(nsp->file);
	free(nsp);
	return NULL;
}

int32_t ws_nsp_start(struct ws_nsp *nsp, const void *id)
{
	nsp->id = *(const GUID *)id;
	nsp->call.cbSize = sizeof nsp->call;
	ws_last_error = 0;
	int32_t error = failed(nsp->startup(&nsp->id, &nsp->call));
	if (error == 0 && !whole(&nsp->call)) {
		if (nsp->call.cbSize >= FIRST_SIZE && nsp->call.NSPCleanup)
			nsp->call.NSPCleanup(&nsp->id);
		error = WSAEINVALIDPROCTABLE;
	}
	if (error != 0)
		unload(nsp);
	return error;
}

void ws_nsp_close(struct ws_nsp *nsp)
{
	nsp->call.NSPCleanup(&nsp->id);
	unload(nsp);
}

int32_t ws_nsp_begin(struct ws_nsp *nsp, void *query, void *class, uint32_t flags,
	uintptr_t *lookup)
{
	HANDLE made = NULL;
	GUID id = nsp->id;
	ws_last_error = 0;
	int32_t error = failed(nsp->call.NSPLookupServiceBegin(&id, query, class, flags, &made));
	*lookup = (uintptr_t)made;
	return error;
}

int32_t ws_nsp_next(struct ws_nsp *nsp, uintptr_t lookup, uint32_t flags, uint32_t *length,
	void *results)
{
	DWORD n = *length;
	ws_last_error = 0;
	int32_t error =
		failed(nsp->call.NSPLookupServiceNext((HANDLE)lookup, flags, &n, results));
	*length = n;
	return error;
}

int32_t ws_nsp_end(struct ws_nsp *nsp, uintptr_t lookup)
{
	ws_last_error = 0;
	return failed(nsp->call.NSPLookupServiceEnd((HANDLE)lookup));
}

int32_t ws_nsp_set_service(struct ws_nsp *nsp, void *class, void *service, int32_t operation,
	uint32_t flags)
{
	GUID id = nsp->id;
	ws_last_error = 0;
	return failed(nsp->call.NSPSetService(&id, class, service, (WSAESETSERVICEOP)operation, flags));
}

int32_t ws_nsp_install_class(struct ws_nsp *nsp, void *class)
{
	GUID id = nsp->id;
	ws_last_error = 0;
	return failed(nsp->call.NSPInstallServiceClass(&id, class));
}

int32_t ws_nsp_remove_class(struct ws_nsp *nsp, void *which)
{
	GUID id = nsp->id;
	ws_last_error = 0;
	return failed(nsp->call.NSPRemoveServiceClass(&id, which));
}

int32_t ws_nsp_class_info(struct ws_nsp *nsp, uint32_t *length, void *class)
{
	GUID id = nsp->id;
	DWORD n = *length;
	ws_last_error = 0;
	int32_t error = failed(nsp->call.NSPGetServiceClassInfo(&id, &n, class));
	*length = n;
	return error;
}

int32_t ws_nsp_control(struct ws_nsp *nsp, uintptr_t lookup, uint32_t code, void *in,
	uint32_t in_length, void *out, uint32_t out_length, uint32_t *returned)
{
	if (nsp->call.cbSize < sizeof nsp->call)
		return WSAEOPNOTSUPP;
	DWORD n = 0;
	ws_last_error = 0;
	int32_t error = failed(nsp->call.NSPIoctl((HANDLE)lookup, code, in, in_length, out, out_length,
		&n, NULL, NULL));
	*returned = n;
	return error;
}
