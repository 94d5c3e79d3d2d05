# Completes ./build.sh of DataSpec. Installed by: ./build.sh Completion --shell fish --install
function __dataspec_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l script (string replace -r '^~' $HOME -- $words[1])
    set -l current (commandline --cut-at-cursor --current-token)
    # Only a script that knows ':complete' is asked; another project's would start its build.
    set -l values
    if grep -qs ':complete' $script
        set values ($script :complete $words[2..] "$current" 2>/dev/null)
    end
    if set -q values[1]
        printf '%s\n' $values
    else
        __fish_complete_path "$current"
    end
end
complete --command build.sh --no-files --arguments '(__dataspec_complete)'
