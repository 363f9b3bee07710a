# What tools/test, tools/demo and .ci/run share. Sourced by bash, from any folder; puts the caller in the root of the
# project. Every function says what it does and returns 1 when it could not.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
export CMAKE_COLOR_DIAGNOSTICS=OFF DEBIAN_FRONTEND=noninteractive
jobs=$(nproc)
passed=0
failed=0

say() { printf '%s\n' "== $*"; }

# step NAME COMMAND...: runs it and says how long it took.
step() {
    local name=$1 begin=$SECONDS status end="done in"
    shift
    say "$name"
    "$@"
    status=$?
    if [ $status -ne 0 ]; then end="FAILED after"; fi
    say "$name: $end $((SECONDS - begin)) s"
    return $status
}

# missing_packages [SECTION]...: prints the packages of tools/packages.txt that this machine does not have: those above
# the first [section], and those of the sections named.
missing_packages() {
    local package program section= wanted=() native
    native=$(dpkg --print-architecture)
    while read -r package program; do
        case $package in
            '' | '#'*) continue ;;
            '['*']') section=${package:1:-1} && continue ;;
        esac
        if [ -n "$section" ] && [[ " $* " != *" $section "* ]]; then continue; fi
        if [ -z "$program" ] || ! command -v "$program" >/dev/null; then wanted+=("$package"); fi
    done <"$root/tools/packages.txt"
    comm -23 <(printf '%s\n' "${wanted[@]}" | sort) <(
        dpkg-query -W -f='${db:Status-Status} ${Package}:${Architecture}\n' "${wanted[@]}" 2>/dev/null |
            sed -n "s/:\($native\|all\)\$//; s/^installed //p" | sort -u)
}

# install_packages [SECTION]...: installs what is missing; touches neither network nor root's rights when nothing is.
install_packages() {
    local missing as_root=()
    if ! command -v dpkg-query >/dev/null; then
        say "this is no Debian: see to the packages of tools/packages.txt yourself"
        return 0
    fi
    mapfile -t missing < <(missing_packages "$@")
    if [ ${#missing[@]} -eq 0 ]; then return 0; fi
    say "installing ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then as_root=(sudo --preserve-env=DEBIAN_FRONTEND); fi
    if [[ " ${missing[*]} " == *:arm64\ * ]] && ! dpkg --print-foreign-architectures | grep -qx arm64; then
        "${as_root[@]}" dpkg --add-architecture arm64 || return 1
    fi
    if ! "${as_root[@]}" apt-get -qq update </dev/null ||
        ! "${as_root[@]}" apt-get -qq install -y --no-install-recommends "${missing[@]}" </dev/null; then
        say "the packages could not be installed: ${missing[*]}"
        return 1
    fi
}

# Fills third_party/node_modules when it was not made from the present lock file.
install_third_party() {
    local stamp=third_party/node_modules/.made-from lock
    lock=$(sha256sum <third_party/package-lock.json) || return 1
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$lock" ]; then return 0; fi
    say "fetching third_party/node_modules"
    if ! (cd third_party && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) </dev/null; then
        say "npm could not fetch the packages of third_party/package-lock.json"
        return 1
    fi
    printf '%s\n' "$lock" >"$stamp"
}

# build PRESET [TARGET...]: configures when that is needed, and builds. CMake sees to itself once build.ninja is there.
build() {
    local preset=$1 ninja=build/$1/build.ninja
    shift
    if [ ! -f "$ninja" ] || [ CMakePresets.json -nt "$ninja" ]; then cmake --preset "$preset" </dev/null || return 1; fi
    cmake --build "build/$preset" --parallel "$jobs" ${1:+--target "$@"} </dev/null
}

# run_tests PRESET: runs its tests and adds their test cases to `passed` and `failed`.
run_tests() {
    local report=$root/build/$1/tests.xml status counts
    rm -f "$report"
    ctest --preset "$1" --parallel "$jobs" --timeout 900 --output-junit "$report" \
        --test-output-size-passed 1000000 --test-output-size-failed 1000000 </dev/null
    status=$?
    counts=$(python3 tools/count_tests.py "$report") || counts="0 1"
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
    return $status
}

# test_preset PRESET: builds it and runs its tests. What does not build counts as one failure.
test_preset() {
    local target=
    case $1 in
        simulator) target=wegwijs_simulator ;;
        tablet | arm64) # a server serves their tests, and is the one of this machine
            if ! step "$1: server" build dev wegwijs_server_program; then
                failed=$((failed + 1))
                return 1
            fi
            ;;
    esac
    if ! step "$1: build" build "$1" $target; then
        failed=$((failed + 1))
        return 1
    fi
    step "$1: tests" run_tests "$1"
}

# prepare [SECTION]...: what every build needs to be there, and what these sections of tools/packages.txt add.
prepare() {
    step "packages" install_packages "$@" && step "third party" install_third_party
}

# The last line of tools/test and .ci/run; succeeds when nothing failed and something was tested.
total() {
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
