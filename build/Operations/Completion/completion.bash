# Completes ./build.sh of DataSpec. Installed by: ./build.sh Completion --shell bash --install
_dataspec_complete() {
  local script=${1/#\~/$HOME} value
  local -a words=()
  # Only a script that knows ':complete' is asked; another project's would start its build.
  grep -qs ':complete' "$script" || return 0
  # bash takes '--option=value' apart.
  for value in "${COMP_WORDS[@]:1:COMP_CWORD}"; do [ "$value" = = ] || words+=("$value"); done
  if [ "${COMP_WORDS[COMP_CWORD]}" = = ]; then words+=(""); fi
  COMPREPLY=()
  while IFS= read -r value; do COMPREPLY+=("${value%%$'\t'*}"); done < <("$script" :complete "${words[@]}" 2>/dev/null)
}
complete -o default -F _dataspec_complete build.sh
