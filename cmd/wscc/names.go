package main

import (
	"bytes"
	"os"
	"strings"
)

// restore puts the user's file names into what the compiler wrote about the
// copies: the rules of make of -M, or the line markers of -E.
func (u *unit) restore(text []byte, rules bool) []byte {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	if rules {
		escape = strings.NewReplacer(" ", `\ `, "#", `\#`, "$", "$$")
	}
	for _, f := range u.order {
		text = bytes.ReplaceAll(text, []byte(escape.Replace(f.mirror)), []byte(escape.Replace(f.path)))
	}
	return text
}

// restoreFile does so in a file. One that is not there is left so.
func (u *unit) restoreFile(path string, rules bool) error {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	restored := u.restore(text, rules)
	if bytes.Equal(restored, text) {
		return nil
	}
	return os.WriteFile(path, restored, info.Mode().Perm())
}
