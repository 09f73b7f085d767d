/* floatnames.h: Microsoft's names of floating-point functions. Part of float.h and math.h. */
#ifndef WINSOCK_FLOATNAMES_H
#define WINSOCK_FLOATNAMES_H

#include <corecrt.h>

/* Classes that _fpclass answers. */
#define _FPCLASS_SNAN 0x0001
#define _FPCLASS_QNAN 0x0002
#define _FPCLASS_NINF 0x0004
#define _FPCLASS_NN 0x0008
#define _FPCLASS_ND 0x0010
#define _FPCLASS_NZ 0x0020
#define _FPCLASS_PZ 0x0040
#define _FPCLASS_PD 0x0080
#define _FPCLASS_PN 0x0100
#define _FPCLASS_PINF 0x0200

WINSOCK_BEGIN

int _finite(double x) WINSOCK_ALIAS(_finite);
int _isnan(double x) WINSOCK_ALIAS(_isnan);
int _fpclass(double x) WINSOCK_ALIAS(_fpclass);
double _copysign(double x, double sign) WINSOCK_ALIAS(_copysign);
double _chgsign(double x) WINSOCK_ALIAS(_chgsign);
double _scalb(double x, int by) WINSOCK_ALIAS(_scalb);
double _logb(double x) WINSOCK_ALIAS(_logb);
double _nextafter(double x, double to) WINSOCK_ALIAS(_nextafter);
double _hypot(double x, double y) WINSOCK_ALIAS(_hypot);

WINSOCK_END

#endif
