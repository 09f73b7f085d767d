package include

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPrograms builds the programs of testdata, which look at what the headers
// do themselves, and runs them: in C and, as the same source, in C++.
func TestPrograms(t *testing.T) {
	programs, err := filepath.Glob("testdata/*.c*")
	if err != nil || len(programs) < 5 {
		t.Fatalf("%d programs: %v", len(programs), err)
	}
	for _, program := range programs {
		source, err := os.ReadFile(program)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"gcc", "g++", "clang", "clang++"} {
			t.Run(filepath.Base(program)+"/"+name, func(t *testing.T) {
				t.Parallel()
				c := needed(t, name)
				if !c.cxx && filepath.Ext(program) != ".c" {
					t.Skip("the program is in C++")
				}
				if out := c.build(t, string(source), "-fshort-wchar", "-fsanitize=undefined", "-fno-sanitize-recover=all"); out != "" {
					t.Error(out)
				}
			})
		}
	}
}
