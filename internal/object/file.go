package object

// File makes an object that carries out operations, such as a socket, one that
// can be waited for: it is signalled while none is under way. The zero value is
// a file of which nobody said so; Init does.
type File struct{ header }

// Init makes f signalled. Nobody may know f yet.
func (f *File) Init() { f.signal = 1 }
