# Downloading and unpacking Python wheels, which are plain zip files, without running any Python of theirs.
# Sourced by get-libtorch and get-data; `name` is the script that speaks.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${PYRAMIDION_CACHE:-$root/.cache}

: "${name:?}"

say() { echo "$name: $*" >&2; }
fail() { say "$*"; exit 1; }

[[ $cache == /* ]] || fail "PYRAMIDION_CACHE is \"$cache\", but it must be an absolute path"

sha256_of() {
    if command -v sha256sum > /dev/null; then sha256sum < "$1"; else shasum -a 256 < "$1"; fi | cut -d ' ' -f 1
}

# remove_leftovers FOLDER: removes what killed runs left there; the process id in the name tells which these are.
remove_leftovers() {
    local left
    for left in "$1"/.partial-*; do
        if [[ -d $left ]] && ! kill -0 "${left##*-}" 2> /dev/null; then rm -rf "$left"; fi
    done
}

# make_scratch FOLDER: sets `scratch` to a new folder beside what will be made, so that moving it into place is one
# rename.
make_scratch() {
    mkdir -p "$1" || fail "$1 cannot be made; free the name, or set PYRAMIDION_CACHE to another folder"
    scratch=$1/.partial-$$
    rm -rf "$scratch"
    mkdir "$scratch"
    trap 'rm -rf "$scratch"' EXIT
    trap 'exit 130' INT TERM
}

# fetch_wheel REQUIREMENT FILE SHA256 [PLATFORM...]: sets `wheel` to a checked file: the one in the cache's wheels/
# if it is there, else pip's. pip writes a wheel only when it is whole; a wrong one is refused with both checksums.
fetch_wheel() {
    local requirement=$1 file=$2 expected=$3 found platforms=()
    shift 3
    wheel=$cache/wheels/$file
    if [[ -f $wheel ]]; then
        if [[ $(sha256_of "$wheel") == "$expected" ]]; then return; fi
        say "$wheel is damaged (SHA-256); it is downloaded again"
        rm -f "$wheel"
    fi
    python3 -m pip --version > /dev/null 2>&1 || {
        say "python3 has no pip, which downloads $requirement; install it (Debian: apt-get install python3-pip)"
        return 1
    }
    for platform in "$@"; do platforms+=(--platform "$platform"); done
    python3 -m pip download --no-deps --only-binary=:all: --python-version 3.11 ${platforms[@]+"${platforms[@]}"} \
        --disable-pip-version-check --dest "$scratch" "$requirement" >&2 || return 1
    [[ -f $scratch/$file ]] || {
        say "pip brought $(cd "$scratch" && echo *.whl) for $requirement, but $file was expected"
        return 1
    }
    found=$(sha256_of "$scratch/$file")
    [[ $found == "$expected" ]] || {
        say "$file has SHA-256 $found, but $expected was expected; it is not used"
        rm -f "$scratch/$file"
        return 1
    }
    wheel=$scratch/$file
}
