package cxx

import "strings"

// Wide tells whether a mangled name (Itanium C++ ABI, 5.1) belongs to std or
// __gnu_cxx and has wchar_t in it, or is one of the four wide streams. It need
// be exact only for names that libstdc++.so exports; all others are defined
// beside their uses, and get the same answer there.
func Wide(name string) bool {
	rest, ok := strings.CutPrefix(name, "_Z")
	if !ok || strings.HasSuffix(name, Suffix) {
		return false
	}
	switch rest {
	case "St4wcin", "St5wcout", "St5wcerr", "St5wclog":
		return true
	}
	return inLibrary(rest) && mentionsWide(rest)
}

// inLibrary tells whether an encoding's scope is std or __gnu_cxx.
func inLibrary(rest string) bool {
	// Tables, guards and thunks of something, and locals of a function.
	for _, special := range []string{"TV", "TI", "TS", "TT", "TC", "GV", "GR"} {
		rest = strings.TrimPrefix(rest, special)
	}
	for strings.HasPrefix(rest, "Th") || strings.HasPrefix(rest, "Tv") {
		rest = strings.TrimLeft(rest[2:], "n0123456789_")
	}
	rest = strings.TrimLeft(rest, "Z")
	if nested, ok := strings.CutPrefix(rest, "N"); ok {
		rest = strings.TrimLeft(nested, "rVKRO")
	}
	for _, scope := range []string{"St", "Sa", "Sb", "Ss", "Si", "So", "Sd", "9__gnu_cxx"} {
		if strings.HasPrefix(rest, scope) {
			return true
		}
	}
	return false
}

// mentionsWide tells whether the type w stands in an encoding, outside of
// source names, substitutions and literals.
func mentionsWide(rest string) bool {
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case c >= '1' && c <= '9':
			n := 0
			for i < len(rest) && rest[i] >= '0' && rest[i] <= '9' {
				n = min(n*10+int(rest[i]-'0'), len(rest))
				i++
			}
			i += n - 1
		case c == 'S' || c == 'T': // S_, S1A_, St; T_, T0_
			for i+1 < len(rest) && rest[i+1] != '_' && (rest[i+1] >= '0' && rest[i+1] <= '9' || c == 'S' && rest[i+1] >= 'A' && rest[i+1] <= 'Z') {
				i++
			}
		case c == 'L' && i+2 < len(rest) && rest[i+1] >= 'a' && rest[i+1] <= 'z': // Lm16E
			if rest[i+1] == 'w' {
				return true
			}
			if end := strings.IndexByte(rest[i:], 'E'); end > 0 {
				i += end
			}
		case c == 'n' && i+1 < len(rest) && (rest[i+1] == 'w' || rest[i+1] == 'a'): // operator new
			i++
		case c == 'w':
			return true
		}
	}
	return false
}
