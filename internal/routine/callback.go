package routine

import (
	"reflect"
	"sync"
	"unsafe"

	"winsock/internal/sys"
)

// maxCallbacks is how many callbacks a process can make.
const maxCallbacks = 4096

// callbacks are those that New made. Each has an address in memory that nobody
// touches, so that it can be handed on as a pointer.
var callbacks struct {
	sync.RWMutex
	addresses [][16]byte
	functions []reflect.Value
}

// New makes a callback of a Go function with one result of the size of a uintptr, and
// parameters that are numbers or pointers; the result is its address. It panics when fn
// is nothing of the kind, and beyond 4096 callbacks, which are never given back.
func New(fn any) uintptr {
	f := reflect.ValueOf(fn)
	if f.Kind() != reflect.Func || f.IsNil() {
		panic("winsock: NewCallback wants a function")
	}
	const word = unsafe.Sizeof(uintptr(0))
	t := f.Type()
	if t.NumOut() != 1 || t.Out(0).Size() != word || t.IsVariadic() {
		panic("winsock: NewCallback wants a function with one result of the size of a uintptr")
	}
	for i := range t.NumIn() {
		if !passable(t.In(i)) {
			panic("winsock: NewCallback wants parameters that are numbers or pointers, not " + t.In(i).String())
		}
	}
	c := &callbacks
	c.Lock()
	defer c.Unlock()
	if c.addresses == nil {
		addresses, e := sys.Map[[16]byte](maxCallbacks)
		if e != 0 {
			panic("winsock: NewCallback: no memory")
		}
		c.addresses = addresses
	}
	if len(c.functions) == maxCallbacks {
		panic("winsock: NewCallback: too many callbacks")
	}
	c.functions = append(c.functions, f)
	return uintptr(unsafe.Pointer(&c.addresses[len(c.functions)-1]))
}

// passable reports whether a parameter of type t can be told by one word.
func passable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.Pointer, reflect.UnsafePointer,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return true
	default:
		return false
	}
}

// callbackAt finds what New made; ok false: it has made nothing of the kind.
func callbackAt(address uintptr) (f reflect.Value, ok bool) {
	c := &callbacks
	c.RLock()
	defer c.RUnlock()
	if len(c.functions) == 0 {
		return f, false
	}
	const size = unsafe.Sizeof(c.addresses[0])
	at := address - uintptr(unsafe.Pointer(&c.addresses[0]))
	if at%size != 0 || at/size >= uintptr(len(c.functions)) {
		return f, false
	}
	return c.functions[at/size], true
}

// callBack calls f with words, as many as it has parameters.
func callBack(f reflect.Value, words ...uintptr) {
	t := f.Type()
	in := make([]reflect.Value, t.NumIn())
	for i := range in {
		var word uintptr
		if i < len(words) {
			word = words[i]
		}
		// A small number is the low part of its word.
		in[i] = reflect.NewAt(t.In(i), unsafe.Pointer(&word)).Elem()
	}
	f.Call(in)
}
