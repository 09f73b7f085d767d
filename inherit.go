package winsock

import (
	"os"
	"os/exec"
	"strings"

	"winsock/internal/core"
	"winsock/internal/object"
)

// Inherit gives the process that cmd will start sockets of this one: those of
// handles, or all that are inheritable when there are none. A child that uses
// winsock, in Go or in C, has them under the same handles as soon as it has started
// Winsock; any other child only keeps them open. What cmd has in ExtraFiles and Env
// stays; more may be added behind it. Call release when cmd has been started, or
// will not be.
//
// A socket is inheritable unless it was made with WSA_FLAG_NO_HANDLE_INHERIT, or
// [SetHandleInformation] has made it so.
//
// Errors: WSAENOTSOCK, WSAEINVAL (one of handles is not inheritable), WSAEOPNOTSUPP
// (one of handles is none of the kernel's), WSAEMFILE, WSAENOBUFS.
//
// Source: P-409, P-411, P-415.
func Inherit(cmd *exec.Cmd, handles ...Handle) (release func(), err error) {
	const standard = 3
	before := len(cmd.ExtraFiles)
	if len(handles) == 0 {
		handles = nil
	}
	i, e := core.Bequeath(handles, [3]Handle{}, func(i int) int { return standard + before + i })
	if e != 0 {
		return func() {}, e.Err()
	}
	files := make([]*os.File, len(i.Files))
	for n, fd := range i.Files {
		files[n] = os.NewFile(uintptr(fd), "")
	}
	cmd.ExtraFiles = append(cmd.ExtraFiles, files...)
	if cmd.Env == nil {
		cmd.Env = os.Environ()
	}
	name, _, _ := strings.Cut(i.Variable, "=")
	cmd.Env = append(without(cmd.Env, name+"="), i.Variable)
	return func() {
		for _, f := range files {
			f.Close()
		}
	}, nil
}

// without is environment less the variables that begin with prefix.
func without(environment []string, prefix string) (rest []string) {
	for _, variable := range environment {
		if !strings.HasPrefix(variable, prefix) {
			rest = append(rest, variable)
		}
	}
	return rest
}

// SetHandleInformation changes the flags of handle that are in mask to what they are
// in flags: HANDLE_FLAG_INHERIT (child processes may get it) and
// HANDLE_FLAG_PROTECT_FROM_CLOSE (it can't be closed).
//
// Errors: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (no such flag).
//
// Source: P-410, P-414.
func SetHandleInformation(handle Handle, mask uint32, flags uint32) (err error) {
	return object.SetFlags(handle, mask, flags).Err()
}

// GetHandleInformation tells the flags of handle; see [SetHandleInformation].
//
// Errors: ERROR_INVALID_HANDLE.
//
// Source: P-410, P-411.
func GetHandleInformation(handle Handle, flags *uint32) (err error) {
	value, e := object.Flags(handle)
	if e == 0 {
		*flags = value
	}
	return e.Err()
}
