/* qossp.h: what a program and its provider of quality of service tell each other. */
#ifndef __QOSSP_H_
#define __QOSSP_H_

#include <winsock2.h>

#include <qos.h>
#include <winsock/zqossp.h>
#include <winsock/zqossp_structs.h>

#endif
