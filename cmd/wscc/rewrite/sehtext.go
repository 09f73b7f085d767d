package rewrite

import (
	"fmt"
	"slices"
	"strings"
)

// How a body was left, in ws_seh_how: these, or a code of exits.
const (
	howThrown    = -1 // by a C++ exception
	howRaised    = 1  // by RaiseException: the __finally is run while unwinding
	howReturned  = 2
	howFirstExit = 3
)

// end returns the label where __leave goes.
func (t *try) end() string {
	if t.finally {
		return fmt.Sprintf("ws_seh_finally%d", t.number)
	}
	return fmt.Sprintf("ws_seh_end%d", t.number)
}

// away returns the statements that leave the body of t in the way of code.
func (t *try) away(code int) string {
	return fmt.Sprintf("ws_seh_how%d = %d; goto %s;", t.number, code, t.end())
}

// slot returns the variable that keeps what a return in the body of t returns.
func (t *try) slot() string {
	for t.outer != nil {
		t = t.outer
	}
	return fmt.Sprintf("ws_seh_result%d", t.number)
}

// code returns the code of a way out, a new one at need.
func (t *try) code(e exit) int {
	i := slices.Index(t.exits, e)
	if i < 0 {
		i = len(t.exits)
		t.exits = append(t.exits, e)
	}
	return howFirstExit + i
}

// text returns the statements that do e from the body of t on, nil for none.
func (t *try) text(e exit) string {
	if t != e.target {
		return t.away(t.code(e))
	}
	if e.what == "goto" {
		return "goto " + e.label + ";"
	}
	return e.what + ";"
}

// write makes the edits of one function's __try statements.
func (p *parser) write() {
	if len(p.tries) == 0 || p.err != nil {
		return
	}
	for _, j := range p.jumps {
		p.jump(j)
	}
	// Inner ones first: what leaves them leaves those around them next.
	for _, t := range slices.Backward(p.tries) {
		if t.finally {
			p.finally(t)
		} else {
			p.except(t)
		}
	}
	if f := p.tries[0].function; f.first >= 0 {
		p.edits.insert(p.tokens[f.first].start, p.attribute())
	}
}

// attribute returns what keeps the function's variables where filters and
// handlers look for them: a filter runs while the body is under way, which the
// compiler cannot know. For __finally blocks gcc needs nothing; clang keeps no
// variable in memory for the sake of __builtin_setjmp.
func (p *parser) attribute() string {
	switch {
	case p.Clang:
		return "__attribute__((__optnone__, __noinline__)) "
	case slices.ContainsFunc(p.tries, func(t *try) bool { return !t.finally }):
		return "__attribute__((__optimize__(\"O0\"))) "
	}
	return ""
}

// jump rewrites a jump that leaves the body of a __try with a __finally.
func (p *parser) jump(j jump) {
	body := j.place.body
	t := p.tokens[j.at]
	var e exit
	switch what := p.word(j.at); what {
	case "return":
		if body != nil {
			p.returns(j)
		}
		return
	case "goto":
		label := p.word(j.at + 1)
		if label == "" {
			if body != nil {
				p.fail(t.line, "a computed goto leaves the body of a __try statement")
			}
			return
		}
		target, known := p.labels[label]
		if !known {
			return // the compiler complains
		}
		if inside := p.inside[label]; inside != nil && !p.around(inside, j.at) {
			p.fail(t.line, "goto %s jumps into the body of a __try statement", label)
			return
		}
		e = exit{what, label, target}
	default:
		l := j.place.breaks
		if what == "continue" {
			l = j.place.loops
		}
		if l == nil {
			return // the compiler complains
		}
		e = exit{what, "", l.body}
	}
	if e.target == body {
		return
	}
	p.edits.replace(p.src, t, "{ "+body.text(e)+" }")
	p.blankOut(j.at+1, j.end)
}

// blankOut takes out the tokens from i to last.
func (p *parser) blankOut(i, last int) {
	for ; i <= last; i++ { // line markers may stand between
		p.edits.replace(p.src, p.tokens[i], "")
	}
}

// around reports whether token i is in the body of t.
func (p *parser) around(t *try, i int) bool { return t.open < i && i < p.match[t.open] }

// returns rewrites a return in the body of a __try with a __finally: what it
// returns is evaluated and kept, then the __finally runs.
func (p *parser) returns(j jump) {
	body, word := j.place.body, p.tokens[j.at]
	if p.err != nil {
		return
	}
	body.returns = true
	if p.sign(j.end) != ';' {
		p.fail(word.line, "no ; ends the return")
		return
	}
	value := j.end > j.at+1
	result := j.place.function.result
	if !value {
		p.edits.replace(p.src, word, "{ "+body.away(howReturned)+" }")
		p.blankOut(j.end, j.end)
		return
	}
	before, after := "{ "+body.slot()+" = ", "; "+body.away(howReturned)+" }"
	switch {
	case result == "void":
		before = "{ "
	case result == "" && p.Stage == Whole:
		// Without a type, or a macro tells it.
		p.fail(word.line, "the type of what is returned from a __try statement cannot be told")
		p.err.Preprocess = true
		return
	case result == "" && !p.CPlusPlus && j.place.function.name != "":
		// It is int, implicitly.
	case result == "":
		p.fail(word.line, "the type of what is returned from a __try statement cannot be told")
		return
	case strings.Contains(result, "auto"):
		p.fail(word.line, "the type of what is returned from a __try statement cannot be told: %s", result)
		return
	}
	if reference(result) {
		before += "&"
	}
	if p.sign(j.at+1) != '{' { // return {1, 2};
		before += "("
		after = ")" + after
	}
	for t := body; t != nil && result != "void"; t = t.outer {
		t.valued = true
	}
	p.edits.replace(p.src, word, before)
	p.edits.replace(p.src, p.tokens[j.end], after)
}

// reference reports whether result is a reference's type.
func reference(result string) bool { return strings.HasSuffix(result, "&") }

// slotType returns the type of the variable that keeps a result of that type.
func slotType(result string) string {
	if result == "" {
		return "int" // implicitly
	}
	if reference(result) {
		return strings.TrimRight(result, "& ") + " *"
	}
	words := strings.Fields(result)
	if !slices.Contains(words, "*") {
		words = slices.DeleteFunc(words, func(s string) bool { return s == "const" })
	}
	for len(words) > 0 && words[len(words)-1] == "const" {
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}

// catches reports whether C++ exceptions can be thrown.
func (p *parser) catches() bool { return p.CPlusPlus && !p.NoExceptions }

// begin returns the text in the place of __try; onRaise is what a return from
// __builtin_setjmp does.
func (p *parser) begin(t *try, variables, onRaise string, kind int) string {
	b := fmt.Sprintf("{ struct ws_seh_frame ws_seh%d __attribute__((__cleanup__(ws_seh_leave)));%s", t.number, variables)
	if p.catches() {
		b += fmt.Sprintf(" ws_seh_thrown ws_seh_thrown%d;", t.number)
	}
	b += fmt.Sprintf(" ws_seh_enter(&ws_seh%d, __builtin_frame_address(0), %d);", t.number, kind)
	b += fmt.Sprintf(" if (__builtin_setjmp(ws_seh%d.context)) { %s }", t.number, onRaise)
	if p.catches() {
		b += " try"
	}
	return b + " "
}

// caught returns the text behind the body that catches C++ exceptions.
func (p *parser) caught(t *try, then string) string {
	if !p.catches() {
		return ""
	}
	return fmt.Sprintf("catch (ws_seh_forced &) { ws_seh_rethrow(); } catch (...) { ws_seh_thrown%d.keep(); %s } ", t.number, then)
}

// finally writes a __try statement with __finally.
func (p *parser) finally(t *try) {
	n := t.number
	p.note(t.line, "__try and __finally become a frame and gotos")
	variables := fmt.Sprintf(" int ws_seh_how%d = 0;", n)
	function := t.function
	if t.outer == nil && t.valued {
		initial := "{0}"
		if p.CPlusPlus {
			initial = "{}"
		}
		variables += fmt.Sprintf(" %s %s = %s;", slotType(function.result), t.slot(), initial)
	}
	p.edits.replace(p.src, p.tokens[t.at], p.begin(t, variables, t.away(howRaised), 0))
	p.edits.replace(p.src, p.tokens[t.word], p.caught(t, fmt.Sprintf("ws_seh_how%d = %d;", n, howThrown))+
		fmt.Sprintf("%s: ws_seh_leave(&ws_seh%d); { const int ws_seh_abnormal = ws_seh_how%d != 0; (void)ws_seh_abnormal; ", t.end(), n, n))
	after := fmt.Sprintf(" } if (ws_seh_how%d == %d) ws_seh_resume(&ws_seh%d);", n, howRaised, n)
	if p.catches() {
		after += fmt.Sprintf(" if (ws_seh_how%d == %d) ws_seh_thrown%d.rethrow();", n, howThrown, n)
	}
	for i, e := range t.exits {
		after += fmt.Sprintf(" if (ws_seh_how%d == %d) { %s }", n, howFirstExit+i, t.outer.text(e))
	}
	if t.returns {
		after += p.returned(t)
	}
	p.edits.insert(p.tokens[t.last].end, after+" }")
}

// returned returns the text that goes on with a return from the body of t.
func (p *parser) returned(t *try) string {
	function := t.function
	way := "return;"
	switch {
	case t.outer != nil:
		t.outer.returns = true
		way = t.outer.away(howReturned)
	case t.valued && reference(function.result):
		way = "return *" + t.slot() + ";"
	case t.valued:
		way = "return " + t.slot() + ";"
	}
	if t.outer == nil && t.valued && t.last+1 == function.close {
		// Nothing follows, so nothing else can be returned; and the compiler sees
		// that something always is.
		return " " + way
	}
	return fmt.Sprintf(" if (ws_seh_how%d == %d) { %s }", t.number, howReturned, way)
}

// except writes a __try statement with __except.
func (p *parser) except(t *try) {
	n := t.number
	p.note(t.line, "__try and __except become a frame and gotos")
	onRaise := fmt.Sprintf("goto ws_seh_caught%d;", n)
	p.edits.replace(p.src, p.tokens[t.at], p.begin(t, "", onRaise, 1))
	answer := "ws_seh_answer(ws_seh_caught, "
	closing := ");"
	if p.catches() {
		closing = fmt.Sprintf(", ws_seh_thrown%d);", n)
	}
	p.edits.replace(p.src, p.tokens[t.word], p.caught(t, fmt.Sprintf("ws_seh_catch(&ws_seh%d); goto ws_seh_caught%d;", n, n))+
		fmt.Sprintf("goto %s; ws_seh_caught%d: { struct ws_seh_frame *const ws_seh_caught = &ws_seh%d; if (ws_seh_caught->stage) %s", t.end(), n, n, answer))
	filter := p.match[t.word+1]
	p.edits.insert(p.tokens[filter].end, closing+" ")
	end := ""
	if p.CPlusPlus && t.last+1 == t.function.close && t.function.name != "main" && t.function.name != "wmain" && p.returnsValue() {
		end = "__builtin_unreachable()" // as g++ has it there, but without its warning
	}
	p.edits.insert(p.tokens[t.last].end, fmt.Sprintf(" } %s: %s; }", t.end(), end))
}

// returnsValue reports whether the function returns something.
func (p *parser) returnsValue() bool {
	return slices.ContainsFunc(p.jumps, func(j jump) bool { return p.word(j.at) == "return" && j.end > j.at+1 })
}
