package main

import "io"

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"The shell: ${enum}."`
}

func (completionCmd) Help() string {
	return `The scripts ask the command itself what may come next.

    source <(winsock completion bash)
    winsock completion zsh >"${fpath[1]}/_winsock"
    winsock completion fish >~/.config/fish/completions/winsock.fish`
}

func (c *completionCmd) Run(s *screen) error {
	_, err := io.WriteString(s.out, completionScripts[c.Shell])
	return err
}

// completionScripts hand the words up to the cursor to "winsock complete". Where
// it knows nothing, they offer file names.
var completionScripts = map[string]string{
	"bash": `# bash completion for winsock
_winsock() {
	local IFS=$'\n'
	COMPREPLY=($(winsock complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _winsock winsock
`,
	"zsh": `#compdef winsock
_winsock() {
	local -a found
	found=(${(f)"$(winsock complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)"})
	if (( $#found )); then compadd -- $found; else _files; fi
}
if [ "$funcstack[1]" = _winsock ]; then _winsock "$@"; else compdef _winsock winsock; fi
`,
	"fish": `# fish completion for winsock
complete -c winsock -f -a '(
	set -l words (commandline -opc) (commandline -ct)
	set -l found (winsock complete -- $words[2..-1] 2>/dev/null)
	if test (count $found) -gt 0; printf "%s\n" $found; else; __fish_complete_path (commandline -ct); end
)'
`,
}
