/* nsp.h: providers of name spaces that are shared objects, as Go calls them. */
#ifndef WINSOCK_SHIM_NSP_H
#define WINSOCK_SHIM_NSP_H

#include <stdint.h>

/* A provider that is loaded. Each call returns an error code, 0 for success. */
struct ws_nsp;

/* ws_nsp_open loads the shared object at path; NULL: why says why not, to be freed. */
struct ws_nsp *ws_nsp_open(const char *path, char **why);

/* ws_nsp_start calls NSPStartup with the 16 bytes of the provider's id; it frees nsp on errors. */
int32_t ws_nsp_start(struct ws_nsp *nsp, const void *id);

/* ws_nsp_close calls NSPCleanup and gives the shared object up. */
void ws_nsp_close(struct ws_nsp *nsp);

/* The functions of NSP_ROUTINE; structures are those of Windows, texts UTF-16. */
int32_t ws_nsp_begin(struct ws_nsp *nsp, void *query, void *class, uint32_t flags,
	uintptr_t *lookup);
int32_t ws_nsp_next(struct ws_nsp *nsp, uintptr_t lookup, uint32_t flags, uint32_t *length,
	void *results);
int32_t ws_nsp_end(struct ws_nsp *nsp, uintptr_t lookup);
int32_t ws_nsp_set_service(struct ws_nsp *nsp, void *class, void *service, int32_t operation,
	uint32_t flags);
int32_t ws_nsp_install_class(struct ws_nsp *nsp, void *class);
int32_t ws_nsp_remove_class(struct ws_nsp *nsp, void *id);
int32_t ws_nsp_class_info(struct ws_nsp *nsp, uint32_t *length, void *class);
int32_t ws_nsp_control(struct ws_nsp *nsp, uintptr_t lookup, uint32_t code, void *in,
	uint32_t in_length, void *out, uint32_t out_length, uint32_t *returned);

#endif
