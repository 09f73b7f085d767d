/* eh.h: what C++ does with exceptions that nobody catches. */
#ifndef _INC_EH
#define _INC_EH

#ifdef __cplusplus
#include <exception>

typedef void (*terminate_function)();
using std::set_terminate;
using std::terminate;
using std::terminate_handler;
#endif

#endif
