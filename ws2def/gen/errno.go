package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// errnoGo writes the operations and the function FromErrno.
func errnoGo(s *spec) (string, error) {
	exceptions := make(map[string]map[string][]int) // op, code, numbers
	number := make(map[string]string)
	seen := make(map[string]string)
	largest := 0
	var defaults []row
	for _, r := range s.errno.rows {
		op, n := r.get("op"), r.get("number")
		if first, dup := seen[op+" "+n]; dup {
			return "", r.errorf("%s of %s stands at %s already", r.get("errno"), op, first)
		}
		seen[op+" "+n] = r.at
		if old, ok := number[r.get("errno")]; ok && old != n {
			return "", r.errorf("%s was %s above", r.get("errno"), old)
		}
		number[r.get("errno")] = n
		v, err := strconv.Atoi(n)
		if err != nil || v <= 0 {
			return "", r.errorf("number %q", n)
		}
		if op == "Default" {
			largest = max(largest, v)
			defaults = append(defaults, r)
			continue
		}
		if exceptions[op] == nil {
			exceptions[op] = make(map[string][]int)
		}
		exceptions[op][r.get("wsa")] = append(exceptions[op][r.get("wsa")], v)
	}

	var b strings.Builder
	b.WriteString("import \"syscall\"\n\n// What was asked of the kernel when it answered with an error.\nconst (\n")
	for i, r := range s.ops.rows {
		iota := ""
		if i == 0 {
			iota = " Op = iota"
		}
		fmt.Fprintf(&b, "\tOp%s%s // %s\n", r.get("op"), iota, r.get("comment"))
	}
	b.WriteString(")\n\n")

	b.WriteString(`// FromErrno returns the Winsock error for the Linux error errno that op got.
//
// It is 0 for 0, and WSASYSCALLFAILURE for a pair that the contract does not
// know: that is worth a line in a log. What depends on more than the operation
// (the state of the socket, a running time-out) is the caller's to decide
// first. EINTR becomes WSAEINTR, but a caller restarts the call instead unless
// the socket was closed under it.
//
// Source: S-683, S-690, S-696, S-702, S-703, S-704, S-709, S-710, S-711, S-712
func FromErrno(op Op, errno syscall.Errno) Errno {
	switch op {
`)
	known := make(map[string]bool)
	for _, r := range s.ops.rows {
		op := r.get("op")
		known[op] = true
		if exceptions[op] == nil {
			continue
		}
		fmt.Fprintf(&b, "\tcase Op%s:\n\t\tswitch errno {\n", op)
		codes := make([]string, 0, len(exceptions[op]))
		for code := range exceptions[op] {
			codes = append(codes, code)
		}
		slices.SortFunc(codes, func(a, c string) int { return slices.Min(exceptions[op][a]) - slices.Min(exceptions[op][c]) })
		for _, code := range codes {
			numbers := exceptions[op][code]
			slices.Sort(numbers)
			var names []string
			for _, n := range numbers {
				names = append(names, errnoName(number, n))
			}
			fmt.Fprintf(&b, "\t\tcase %s: // %s\n\t\t\treturn %s\n", join(numbers), strings.Join(names, ", "), code)
		}
		b.WriteString("\t\t}\n")
	}
	b.WriteString(`	}
	if errno == 0 {
		return 0
	}
	if errno < syscall.Errno(len(defaultErrno)) {
		if e := defaultErrno[errno]; e != 0 {
			return e
		}
	}
	return WSASYSCALLFAILURE
}

`)
	for op := range exceptions {
		if !known[op] {
			return "", fmt.Errorf("errno.tsv: operation %s is not in ops.tsv", op)
		}
	}
	slices.SortFunc(defaults, func(a, c row) int {
		x, _ := strconv.Atoi(a.get("number"))
		y, _ := strconv.Atoi(c.get("number"))
		return x - y
	})
	fmt.Fprintf(&b, "// defaultErrno is the map for operations without rules of their own.\nvar defaultErrno = [%d]Errno{\n", largest+1)
	for _, r := range defaults {
		fmt.Fprintf(&b, "\t%s: %s, // %s\n", r.get("number"), r.get("wsa"), r.get("errno"))
	}
	b.WriteString("}\n")
	return b.String(), nil
}

// errnoName returns the name of the Linux error n.
func errnoName(number map[string]string, n int) string {
	for name, v := range number {
		if v == strconv.Itoa(n) {
			return name
		}
	}
	return "?"
}

func join(numbers []int) string {
	parts := make([]string, len(numbers))
	for i, n := range numbers {
		parts[i] = strconv.Itoa(n)
	}
	return strings.Join(parts, ", ")
}
