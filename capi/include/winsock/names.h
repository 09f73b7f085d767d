/* names.h: what services, name spaces and their providers are described with. */
#ifndef WINSOCK_NAMES_H
#define WINSOCK_NAMES_H

#include <winsock/base.h>
#include <nspapi.h>

#endif
