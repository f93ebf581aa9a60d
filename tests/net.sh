#!/usr/bin/env bash
# Keeps every byte that the program says about the shipped scenarios, so that a change that is to change no answer can
# be held against the program as it was before:
#   tests/net.sh record PROGRAM DIR      runs every command in every form, two at a time; DIR must not be there yet
#   tests/net.sh compare DIR_A DIR_B     names what differs, and exits with 1 if anything does
# A recording parts what programs read (answers), what people read (pages, with stderr) and what the program says of
# itself (words: help, manuals, schemas, refused arguments). Scenarios, README and guide are read from the tree of this script,
# so record both programs with the same one. Needs bash, GNU coreutils, findutils and sed.
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Pages break their lines elsewhere when narrow. A command that lacks a form refuses it; refusals are kept as well.
forms=('--format json' '--format csv' '--format geojson' '--format markdown' '--width 80' '--width 100')
commands=(compare route alternatives explain check show sources diff test sweep merge verify risk breakeven levers
    pareto sensitivity critical discover catchment flow simulate init schema completions man claims calibrate ask-first)
tables=(places legs tariffs handling borders permissions services calendar fx emissions factors equipment vehicles
    commodities sources claims readings)
results=(compare explain corridor.claims listing alternatives pareto breakeven plane flips dates levers risk sensitivity
    critical discover catchment network-flow simulate calibrate ask-first)
hunchun=scenarios/hunchun-ningbo-2019.toml
plane='--vary cargo.holding_rate_per_year --between 0.01,0.3 --vary services.zarubino-feeder.every_days --between 4,18'

# --- what is asked: a job is a line with its folder in the recording and commands that run one after the other, by tabs

job() { printf '%s\tcorridor %s\n' "${1%% *}" "$1"; }

in_forms() { # COMMAND FORM..
    local form
    for form in "${@:2}"; do job "$1 $form"; done
}

# The page that a job `book/NAME` takes its commands from.
page_of() { if [[ $1 = book/README ]]; then echo "$root/README.md"; else echo "$root/src/guide/${1#book/}.md"; fi; }

# The commands that the README and each chapter of the guide show, a page's in their order and in one folder: some read
# what others have written.
of_book() {
    local page name
    for page in "$root"/README.md "$root"/src/guide/*.md; do
        name=$(basename "$page" .md)
        if [[ $page = "$root/src/guide/README.md" ]]; then continue; fi
        printf 'book/%s' "$name"
        # shellcheck disable=SC2016 # these are the fences of a block
        sed -n '/^```sh$/,/^```$/p' "$page" | sed -n 's/^cargo run --release -- /corridor /; /^corridor /p' |
            while read -r line; do printf '\t%s' "$line"; done
        printf '\n'
    done | awk -F '\t' 'NF > 1'
}

# Writes the files that a page shows below a line with nothing but their path, as its readers do.
files_of() {
    # shellcheck disable=SC2016 # awk knows its own words
    awk '/^`[^` ]+\.[a-z]+`:$/ { file = substr($0, 2, length($0) - 3) }
        /^```/ { inside = !inside; if (inside && file) system("mkdir -p \"$(dirname " file ")\""); if (!inside) file = ""; next }
        inside && file { print > file }' "$1"
}

# What picks one demand of a scenario with several, as some commands want it.
one_demand() {
    case $1 in
        changchun-korea-2017) echo '--to busan' ;;
        changchun-ocean-2017) echo '--to rotterdam' ;;
        harbin-busan-2015) echo '--from harbin' ;;
        jilin-maize-2017) echo '--from suifenhe --to ningbo' ;;
        rail-quotations-2022) echo '--to songyuan' ;;
        vladivostok-zhoushan-2023) echo '--from changchun' ;;
    esac
}

# The lines of a list that are no comments.
lines() { sed '/^#/d; /^$/d' "$root/tests/net/$1"; }

of_scenario() {
    local file=scenarios/$1.toml some='' to='' one what plan
    one=$(one_demand "$1")
    if [[ $1 = jilin-maize-2017 ]]; then some='--from changchun' to='--to ningbo'; fi
    lines each.txt | sed "s|FILE|$file|; s|ONE|$one|; s|SOME|$some|; s|TO|$to|" |
        while read -r what; do in_forms "$what" "${forms[@]}"; done
    for what in "${tables[@]}"; do job "show $file $what --format json"; done
    in_forms "compare $file" --audit --exact
    in_forms "check $file" '' --strict
    job "route $file"
    for plan in facilitation freight-and-value spread made-draws made-lines made-words; do
        # Of the big one these would be hundreds of thousands of rows.
        if [[ -n $some && $plan != facilitation ]]; then continue; fi
        what="corridor sweep $file --plan scenarios/plans/$plan.toml -o"
        printf '%s\t%s\t%s\n' "sweep/$1/$plan" "$what csv" "$what parquet --format parquet"
    done
}

# What one or two scenarios are enough for: rarer questions, the audit, other languages, studies in shards.
of_few_scenarios() {
    local two=scenarios/vladivostok-zhoushan-2023.toml what plan file
    local asked=('alternatives -k 8 --different 4' 'breakeven --vary fx.usd-cny.rate --vary cargo.lot_t'
        'critical --slow x2' 'levers --packages scenarios/plans/facilitation.toml'
        'sensitivity --method oat --ends percentiles' 'sensitivity --second-order --samples 20000')
    for what in "${asked[@]}"; do in_forms "$what $hunchun" "${forms[@]}"; done
    asked+=(compare 'route --from hunchun' breakeven 'breakeven --vary fx.usd-cny.rate' 'levers' pareto critical
        'breakeven --vary date --between 2018-01-01,2019-12-31' 'critical --pairs' 'discover' 'catchment --draws 500'
        'risk --draws 500' 'sensitivity --method morris --samples 8000' 'sensitivity --method shapley --samples 20000')
    for what in "${asked[@]}"; do
        in_forms "$what $two" '--lang zh' '--lang ru' '--lang zh --format csv' '--lang ru --format geojson'
    done
    for what in compare route alternatives breakeven 'breakeven --vary fx.usd-cny.rate' "breakeven $plane" pareto \
        'levers --kind services' 'critical --kind service' 'critical --pairs --kind service' 'risk --draws 500' \
        'sensitivity --method oat' 'discover --draws 2000' 'catchment --draws 500'; do
        in_forms "$what $hunchun --audit" '--format json' ''
    done
    for what in explain claims sources; do in_forms "$what $two" '--lang zh' '--lang ru --format markdown'; done
    for file in "$hunchun" scenarios/rail-quotations-2022.toml; do
        for what in "${tables[@]}"; do in_forms "show $file $what" "${forms[@]}"; done
    done
    for plan in facilitation freight-and-value spread; do
        what="corridor sweep $hunchun --plan scenarios/plans/$plan.toml -o"
        printf '%s\t' "sweep/shards/$plan" "$what none --dry-run" "$what one --shard 1/2" "$what two --shard 2/2" \
            'corridor merge one two -o joined' 'corridor verify joined' "$what joined" "$what one --resume"
        printf '%s\t' "$what columns --format parquet" 'corridor verify columns'
        printf '%s\n' 'corridor merge one one -o twice'
    done
    lines other.txt | while read -r what; do job "$what"; done
}

about_the_program() {
    local name
    for name in "${commands[@]}"; do
        in_forms "$name" --help -h '' none.toml "$hunchun --format pdf"
        job "help $name"
    done
    for name in scenario plan results nothing "${results[@]}" "${tables[@]}"; do job "schema $name"; done
    for name in bash elvish fish powershell zsh; do job "completions $name"; done
    for name in --help -h --version help nothing ''; do printf 'corridor\tcorridor %s\n' "$name"; done
    printf '%s\t%s\t%s\n' man 'corridor man pages' 'corridor man pages'
    printf '%s\t%s\t%s\t%s\n' init 'corridor init a/b' 'corridor init a/b' 'corridor test a/b/scenario.toml'
    printf '%s\t%s\t%s\t%s\t%s\n' output "corridor claims $hunchun -o page" "corridor sources $hunchun -o page" \
        "corridor sources $hunchun -o page --force" "corridor claims $hunchun -o no/page"
}

jobs() { # WORLD
    local file
    of_book
    of_few_scenarios
    for file in "$1"/scenarios/*.toml; do of_scenario "$(basename "$file" .toml)"; done
    about_the_program
}

# --- how it is kept

# Takes out of stderr what a clock has said.
without_chance() {
    sed -E -e '/^[0-9]+ of [0-9]+ (steps|runs)(, about .* left)?$/d' \
        -e 's/; about (a second|[0-9.]+ (s|min|h|days))$/; about SOME TIME/'
}

# Two commands of one name would hide each other.
place() { # FROM TO
    if [[ -e $2 ]]; then echo "two commands write $2" >&2 && exit 255; fi
    mkdir -p "${2%/*}"
    mv "$1" "$2"
}

# Names a command so that it makes a file name and can still be read.
label() {
    local words text
    read -ra words <<<"${1#corridor}"
    text=${words[*]}
    text=${text//scenarios\//}
    text=${text//.toml/}
    text=${text//\'/}
    text=${text//\*/x}
    text=${text// /_}
    printf '%s' "${text//[^A-Za-z0-9._,=+@-]/-}"
    # Alone the program has a name, too.
    [[ -n $text ]] || printf 'alone'
}

# Runs the commands of one job in a folder of their own; what they write there is kept, too.
run_job() { # DIR WORLD JOB
    local fields name step=0 command label code kind page file folder="$2/job-$$" said="$2/said-$$"
    local about_itself='^corridor($| (help|man|schema|completions|-h|--help|--version|[a-z]+ (-h|--help)))'
    IFS=$'\t' read -ra fields <<<"$3"
    name=${fields[0]}
    mkdir "$folder"
    if [[ $name = book/* ]]; then
        # Pages write plans beside the shipped ones.
        cp -r "$2/scenarios" "$folder/scenarios"
        (cd "$folder" && files_of "$(page_of "$name")")
    else
        ln -s ../scenarios "$folder/scenarios"
    fi
    for command in "${fields[@]:1}"; do
        step=$((step + 1)) code=0
        (cd "$folder" && eval "$command") </dev/null >"$said" 2>"$said.stderr" || code=$?
        label=$(label "$command")
        if ((${#fields[@]} > 2)); then label=$(printf '%02d-%s' "$step" "$label"); fi
        kind=pages page=pages
        if [[ $code = 2 || $command =~ $about_itself ]]; then
            kind=words page=words
        elif [[ $command =~ --format\ (json|csv|geojson) ]]; then
            kind=answers
        fi
        echo "$code" >"$said.exit"
        place "$said.exit" "$1/$kind/$name/$label.exit"
        if [[ -s $said ]]; then place "$said" "$1/$kind/$name/$label"; fi
        without_chance <"$said.stderr" >"$said"
        if [[ -s $said ]]; then place "$said" "$1/$page/$name/$label.stderr"; fi
    done
    rm -r "$folder/scenarios"
    (cd "$folder" && find . -type f) | while read -r file; do
        kind=answers
        if [[ $file =~ \.(1|bash|schema\.json)$ ]]; then kind=words; fi
        place "$folder/$file" "$1/$kind/$name/files/${file#./}"
    done
    rm -r "$folder"
}

record() { # PROGRAM DIR
    local dir
    if [[ $1 != /* || ! -x $1 ]]; then echo "$1 is no program with an absolute path" >&2 && exit 2; fi
    mkdir "$2"
    dir=$(cd "$2" && pwd)
    world=$(mktemp -d)
    trap 'rm -rf "$world"' EXIT
    cp -r "$root/scenarios" "$world/scenarios"
    # Shipped scenarios have no distributions, and their plans not every design.
    cp -r "$root/tests/net/"{made-spread.toml,plans} "$world/scenarios"
    mkdir "$world/bin"
    ln -s "$1" "$world/bin/corridor"
    jobs "$world" | sed -E 's/ +/ /g; s/ (\t|$)/\1/g' | awk '!seen[$0]++' >"$dir/jobs"
    # Nothing of the caller's surroundings, such as colours and the width of the terminal, may show in the answers.
    env -i PATH="$world/bin:$PATH" xargs -a "$dir/jobs" -d '\n' -n 1 -P 2 "$root/tests/net.sh" job "$dir" "$world"
    find "$dir" -name '*.exit' -exec cat {} + | sort -n | uniq -c |
        while read -r count code; do printf '%6s commands exited with %s\n' "$count" "$code"; done
    printf '%6s files, %s s\n' "$(find "$dir" -type f | wc -l)" "$SECONDS"
}

compare() { # DIR_A DIR_B
    local file kind unlike=0
    declare -A compared=() differing=()
    while read -r file; do
        kind=${file%%/*}
        if [[ ! -e $1/$file || ! -e $2/$file ]]; then
            if [[ -e $1/$file ]]; then echo "only in $1: $file"; else echo "only in $2: $file"; fi
            unlike=$((unlike + 1))
            continue
        fi
        compared[$kind]=$((${compared[$kind]:-0} + 1))
        if ! cmp -s "$1/$file" "$2/$file"; then
            echo "differs: $file"
            differing[$kind]=$((${differing[$kind]:-0} + 1)) unlike=$((unlike + 1))
        fi
    done < <({ cd "$1" && find . -type f && cd "$OLDPWD" && cd "$2" && find . -type f; } | sed 's/^..//' | sort -u)
    for kind in answers pages words jobs; do
        printf '%-8s %6s files compared, %s differ\n' "$kind" "${compared[$kind]:-0}" "${differing[$kind]:-0}"
    done
    # Two empty folders prove nothing.
    [[ $unlike = 0 && -n ${compared[answers]:-} ]]
}

case ${1:-}:$# in
    record:3) record "$2" "$3" ;;
    compare:3) compare "$2" "$3" ;;
    job:4) run_job "$2" "$3" "$4" ;;
    *) echo 'usage: tests/net.sh record PROGRAM DIR | compare DIR_A DIR_B' >&2 && exit 2 ;;
esac
