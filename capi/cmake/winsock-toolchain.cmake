# CMake toolchain: builds Windows Sockets programs with wscc and wsc++.
#
#	cmake -B build -DCMAKE_TOOLCHAIN_FILE=<prefix>/share/winsock/winsock-toolchain.cmake
#
# The programs run on this system, so nothing is cross-compiled; a project sees
# WIN32 and not UNIX, as its Windows branch needs. WINSOCK tells it from Windows.
# CMake 3.15 or newer.
if(CMAKE_C_COMPILER_LOADED OR CMAKE_CXX_COMPILER_LOADED)
	# Second reading, at the end of project(): CMake has set the platform's own.
	set(WIN32 TRUE)
	unset(UNIX)
	unset(LINUX)
	set(WINSOCK TRUE)
	return()
endif()

find_program(WINSOCK_CC wscc HINTS "${CMAKE_CURRENT_LIST_DIR}/../../bin")
if(NOT WINSOCK_CC)
	message(FATAL_ERROR "wscc is not in the PATH: set WINSOCK_CC to its path")
endif()
get_filename_component(_winsock_bin "${WINSOCK_CC}" DIRECTORY)
set(CMAKE_C_COMPILER "${WINSOCK_CC}")
set(CMAKE_CXX_COMPILER "${_winsock_bin}/wsc++")
set(CMAKE_PROJECT_INCLUDE "${CMAKE_CURRENT_LIST_FILE}")
