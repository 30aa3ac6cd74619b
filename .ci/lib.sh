# What the scripts in this folder share. They source it from the root of the repository.

export CI="${CI:-true}"
export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-never}"
# Every build is from scratch and made once: state for the next one, and line tables, would only fill the disk.
export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=none
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

readonly target=${CARGO_TARGET_DIR:-target} tools=$PWD/target/ci
readonly venv=$tools/venv npm=$tools/npm
readonly bin=$npm/node_modules/.bin
# Prism 5.15 needs Node.js 24, openapi-typescript 7 needs TypeScript 5.
readonly npm_packages=(
  @redocly/cli@2.77.0
  @sparticuz/chromium@147.0.0
  @stoplight/prism-cli@5.14.2
  @stoplight/spectral-cli@6.16.3
  openapi-fetch@0.17.0
  openapi-typescript@7.13.0
  playwright-core@1.65.1
  redoc@2.5.4
  swagger-ui-dist@5.35.0
  typescript@5.9.3
)

# For the subcommands of cargo that pip installs.
export PATH=$venv/bin:$PATH

step_names=() step_starts=()

# Begins a step, and ends the one before.
step() {
  step_names+=("$1")
  step_starts+=("$SECONDS")
  printf '\n=== %s ===\n' "$1"
}

# Prints how long each step took.
report_times() {
  local i end
  printf '\n=== times ===\n'
  for i in "${!step_names[@]}"; do
    end=${step_starts[i + 1]:-$SECONDS}
    printf '%-45s %5d s\n' "${step_names[i]}" $((end - step_starts[i]))
  done
  printf '%-45s %5d s\n' total "$SECONDS"
  printf '%-45s %5s\n' 'size of target/' "$(du -sh "$target" 2>/dev/null | cut -f1)"
}

failed_step() {
  local status=$?
  if ((status && ${#step_names[@]})); then
    printf '\nfailed in step: %s\n' "${step_names[-1]}" >&2
  fi
}
trap failed_step EXIT

missing=()
need() {
  local what=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$what")
}

# Fails with the list of the tools that `need` did not find.
no_more_needs() {
  ((${#missing[@]})) || return 0
  echo "error: these tools are missing:" >&2
  printf '  %s\n' "${missing[@]}" >&2
  exit 1
}

need_rust() {
  need "cargo (https://rustup.rs)" cargo --version
  need "rustfmt (rustup component add rustfmt)" cargo fmt --version
  need "clippy (rustup component add clippy)" cargo clippy --version
  need "python3 with venv (Python 3.10 or later)" python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))'
}

# Validators and subcommands of cargo, into a folder of their own.
install_from_pypi() {
  [[ -x $venv/bin/pip ]] || python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement .ci/requirements.txt
}

# Packages with their versions, into a folder of their own.
install_from_npm() {
  [[ $(cat "$npm/installed" 2>/dev/null) != "$*" ]] || return 0
  npm install --prefix "$npm" --no-audit --no-fund --ignore-scripts --loglevel=error "$@"
  echo "$*" >"$npm/installed"
}

# Generates types for documents in plain/ and compiles all request examples with them, and a program.
typescript() {
  local folder=$npm/typescript document
  rm -rf "$folder"
  mkdir -p "$folder"
  cp tests/other-languages/typescript/{tsconfig.json,usage.ts} "$folder/"
  for document in "$@"; do
    "$bin/openapi-typescript" "target/openapi/plain/$document.json" --output "$folder/$document.d.ts"
    node tests/other-languages/typescript/examples.mjs "target/openapi/plain/$document.json" "./$document" "$folder/$document-examples.ts"
  done
  "$bin/tsc" --project "$folder"
}
