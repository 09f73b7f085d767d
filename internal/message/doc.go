// Package message holds what user32 keeps without a display: the message queues
// of threads, windows that are never drawn and their classes.
//
// # Who does what
//
// This package keeps and moves data; it calls no window procedure. A thread asks
// its [Queue] for what comes next and gets a message that was posted, or a
// [Call]: a message that another thread sent, which the asker delivers to the
// window procedure and answers with [Queue.Reply].
//
// # Locks
//
// One lock guards everything here, as the calls are short. It stands outside of
// the dispatcher's (package object), by which threads wait.
//
// Windows belong to the process: there is no desktop that processes share.
//
// Source: sdk-api, winuser.h; win32, "About Messages and Message Queues".
package message
