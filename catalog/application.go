package catalog

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"winsock/ws2def"
)

// Application says which layers a program may have. Programs that the catalog does not
// name may have all.
//
// Source: P-295, P-312, P-319.
type Application struct {
	// Path is that of the executable, absolute; %NAME% stands for an environment
	// variable.
	Path string
	// Extra are the program's arguments, joined with spaces, when it means only the
	// processes that have exactly these; "" means all.
	Extra string
	// Categories are the LSP_ categories that its layers may have.
	Categories uint32
}

// String names the application for people.
func (a *Application) String() string {
	if a.Extra == "" {
		return a.Path
	}
	return a.Path + " " + a.Extra
}

// applicationMembers are the lines of an application in the order of the file.
var applicationMembers = []member[Application]{
	textMember(memberPath, func(a *Application) *string { return &a.Path }),
	usuallyText(`""`, textMember("extra", func(a *Application) *string { return &a.Extra })),
	flagsMember("categories", ws2def.CategoryNames, func(a *Application) *uint32 { return &a.Categories }),
}

// fault finds what makes the application unfit: the member of the file that is wrong
// and the reason. An empty reason means that it is sound.
func (a *Application) fault() (member, reason string) {
	switch {
	case !plain(a.Path) || len(a.Path) > maxPath:
		return memberPath, fmt.Sprintf("the path is empty, longer than %d bytes, not valid text, or holds control characters", maxPath)
	case a.Path[0] != '/' && a.Path[0] != '%':
		return memberPath, fmt.Sprintf("the path %q is not absolute", a.Path)
	case a.Extra != "" && !plain(a.Extra):
		return "extra", "the arguments are not valid text, or hold control characters"
	}
	return "", ""
}

// is tells whether the application means the executable with the arguments.
func (a *Application) is(executable, extra string) bool {
	if a.Extra != "" && a.Extra != extra {
		return false
	}
	path, err := ExpandPath(a.Path)
	if err != nil {
		return false
	}
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	return path == executable
}

// Applications are those that have categories, in the order of the file.
func (c *Catalog) Applications() []Application { return slices.Clone(c.applications) }

// Application finds the application with the path and the arguments, as
// [Edit.Categorise] was given them; nil when there is none.
//
// Source: P-313.
func (c *Catalog) Application(path, extra string) *Application {
	for i := range c.applications {
		if a := &c.applications[i]; a.Path == path && a.Extra == extra {
			return a
		}
	}
	return nil
}

// Categories are those of this process; ok is false when it has none, and may have all
// layers. An application that is named with its arguments goes before one without.
//
// Source: P-295, P-297, P-319.
func (c *Catalog) Categories() (categories uint32, ok bool) {
	if len(c.applications) == 0 {
		return 0, false
	}
	executable, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return 0, false
	}
	return c.categoriesOf(executable, strings.Join(arguments(), " "))
}

// categoriesOf is Categories of a process.
func (c *Catalog) categoriesOf(executable, extra string) (categories uint32, ok bool) {
	for _, a := range c.applications {
		if (a.Extra != "" || !ok) && a.is(executable, extra) {
			categories, ok = a.Categories, true
			if a.Extra != "" {
				break
			}
		}
	}
	return categories, ok
}

// arguments are those of the process behind its name. A C program's library is not told
// them, so the kernel is asked.
func arguments() []string {
	line, err := os.ReadFile("/proc/self/cmdline")
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(line), "\x00"), "\x00")[1:]
}

// Categorise adds categories to those that the program with the path and, unless it is
// "", the arguments extra may have; it returns those that it had before.
//
// Source: P-312.
func (e *Edit) Categorise(path, extra string, categories uint32) (before uint32, err error) {
	a := Application{path, extra, categories}
	if _, reason := a.fault(); reason != "" {
		return 0, refuse(Unfit, "cannot categorise %q: %s", path, reason)
	}
	i := slices.IndexFunc(e.applications, func(o Application) bool { return o.Path == path && o.Extra == extra })
	if i < 0 {
		e.applications, e.changed = append(e.applications, a), true
		return 0, nil
	}
	before = e.applications[i].Categories
	e.changed = e.changed || before|categories != before
	e.applications[i].Categories |= categories
	return before, nil
}

// Uncategorise takes the categories of a program away: it may have all layers then.
func (e *Edit) Uncategorise(path, extra string) error {
	i := slices.IndexFunc(e.applications, func(o Application) bool { return o.Path == path && o.Extra == extra })
	if i < 0 {
		return refuse(Unknown, "the program %v has no categories", &Application{Path: path, Extra: extra})
	}
	e.applications, e.changed = slices.Delete(e.applications, i, i+1), true
	return nil
}

// SetCategories gives a layer its categories.
//
// Source: P-294, P-311.
func (e *Edit) SetCategories(provider ws2def.GUID, categories uint32) error {
	i := slices.IndexFunc(e.entries, func(o *Entry) bool { return o.Info.ProviderId == provider })
	switch {
	case i < 0:
		return refuse(Unknown, "no entry has the provider id %v", provider)
	case !e.entries[i].isLayer():
		return refuse(Unfit, "%v is no layer: only layers have categories", e.entries[i])
	case e.entries[i].Categories != categories:
		changed := *e.entries[i]
		changed.Categories = categories
		e.entries[i], e.changed = &changed, true
	}
	return nil
}
