package main

import (
	"path/filepath"
	"strings"
)

// suffixes are the languages of file names, as gcc knows them.
var suffixes = map[string]string{
	".c": "c", ".i": "cpp-output", ".h": "c-header",
	".cc": "c++", ".cp": "c++", ".cxx": "c++", ".cpp": "c++", ".CPP": "c++", ".c++": "c++", ".C": "c++",
	".ii": "c++-cpp-output", ".hh": "c++-header", ".H": "c++-header", ".hp": "c++-header", ".hxx": "c++-header",
	".hpp": "c++-header", ".HPP": "c++-header", ".h++": "c++-header", ".tcc": "c++-header",
	".s": "assembler", ".S": "assembler-with-cpp", ".sx": "assembler-with-cpp",
	".m": "objective-c", ".mi": "objective-c-cpp-output", ".mm": "objective-c++", ".M": "objective-c++",
	".mii": "objective-c++-cpp-output", ".f": "f77", ".f90": "f95", ".F": "f77-cpp-input", ".d": "d", ".go": "go",
	".ads": "ada", ".adb": "ada",
}

// language returns the language of a source of this call.
func (c *call) language(a argument) string {
	lang := a.language
	if lang == "" {
		lang = suffixes[filepath.Ext(a.words[0])]
	}
	if a.words[0] == "-" && lang == "" && c.action == preprocessing {
		return "c" // also for g++
	}
	if c.cxx && a.language == "" { // g++ takes these for C++
		switch lang {
		case "c":
			return "c++"
		case "c-header":
			return "c++-header"
		case "cpp-output":
			return "c++-cpp-output"
		}
	}
	return lang
}

// rewritable tells whether the driver looks into sources of a language.
func rewritable(lang string) bool {
	return lang == "c" || lang == "c++" || isHeader(lang) || isPreprocessed(lang)
}

// isHeader tells whether a header is compiled for itself.
func isHeader(lang string) bool { return lang == "c-header" || lang == "c++-header" }

// onlyHeaders tells whether every input is a header, so that nothing is linked.
func (c *call) onlyHeaders() bool {
	for _, a := range c.args {
		if a.kind == linkInput || a.kind == source && !isHeader(c.language(a)) {
			return false
		}
	}
	return true
}

// isCXX tells whether a language is C++.
func isCXX(lang string) bool { return strings.HasPrefix(lang, "c++") }

// isC tells whether a language is C.
func isC(lang string) bool { return lang == "c" || lang == "c-header" || lang == "cpp-output" }

// isPreprocessed tells whether the preprocessor has been over a source.
func isPreprocessed(lang string) bool { return lang == "cpp-output" || lang == "c++-cpp-output" }

// preprocessed is the language that the preprocessor makes of another.
func preprocessed(lang string) string {
	if isCXX(lang) {
		return "c++-cpp-output"
	}
	return "cpp-output"
}
