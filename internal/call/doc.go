// Package call holds Windows' calls as both faces make them: arguments are the
// caller's raw memory in Windows' layouts, checked in the contract's order, and
// each call that can wait is told how. The Go face parks the goroutine, the C
// face holds the thread; nothing else sets them apart.
//
// A pointer is NULL or good: the C face looks at what comes from programs and
// hands a bad one on as NULL.
package call
