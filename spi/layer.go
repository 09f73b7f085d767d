package spi

// Upper is a socket of a layered provider: one that stands on the socket of the
// provider below. What it has no methods for the socket below does; see [Ability].
//
// Source: P-286, P-287.
type Upper interface {
	Socket
	// Lower returns the socket below, always the same.
	Lower() Socket
}

// Ability gives what s is able to do as T, one of the interfaces of this package
// beside Socket: s itself, or the socket that it stands on. An Upper hides
//
//   - with Transferer, below which bytes are others than above it: Direct, FileSender,
//     Overlapper, Sharer, Duplicator, Expecter and Drainer
//   - with Listener: Adopter and Decider
//   - with Shutdowner: Disconnecter
//   - with Connector: Renewer
//   - with Notifier: Descriptor
//
// as whoever went past it there would not meet it at all. An Upper is an Adopter only
// over one.
func Ability[T any](s Socket) (t T, ok bool) {
	for {
		if t, ok = s.(T); ok {
			if adopts[T]() && !adoptsBelow(s) {
				break
			}
			return t, true
		}
		u, is := s.(Upper)
		if !is || hides[T](u) {
			break
		}
		s = u.Lower()
	}
	var none T
	return none, false
}

// adopts reports whether T is Adopter.
func adopts[T any]() bool {
	_, is := any((*T)(nil)).(*Adopter)
	return is
}

// adoptsBelow reports whether s stands on nothing, or on an Adopter.
func adoptsBelow(s Socket) bool {
	u, is := s.(Upper)
	if !is {
		return true
	}
	_, is = Ability[Adopter](u.Lower())
	return is
}

// hides reports whether u, which is no T, must not be passed by on the way to one.
func hides[T any](u Upper) (does bool) {
	switch any((*T)(nil)).(type) {
	case *Direct, *FileSender, *Overlapper, *Sharer, *Duplicator, *Expecter, *Drainer:
		_, does = u.(Transferer)
	case *Adopter, *Decider:
		_, does = u.(Listener)
	case *Disconnecter:
		_, does = u.(Shutdowner)
	case *Renewer:
		_, does = u.(Connector)
	case *Descriptor:
		_, does = u.(Notifier)
	}
	return does
}
