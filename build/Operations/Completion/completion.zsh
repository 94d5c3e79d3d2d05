# Completes ./build.sh of DataSpec. Installed by: ./build.sh Completion --shell zsh --install
_dataspec_complete() {
  local script=${~words[1]} line
  local -a values texts
  # Only a script that knows ':complete' is asked; another project's would start its build.
  grep -qs ':complete' "$script" || { _files; return; }
  while IFS= read -r line; do
    values+=("${line%%$'\t'*}")
    texts+=("${line/$'\t'/  }")
  done < <("$script" :complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)
  if (( $#values )); then compadd -l -d texts -a values; else _files; fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -u; }
compdef _dataspec_complete build.sh
