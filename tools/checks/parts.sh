# Parts of a test run: each runs whatever the others found, and what failed is said at the end. To be sourced by Bash.

set -euo pipefail
parts_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
printed=$(mktemp -d)
trap 'rm -rf "$printed"' EXIT
failed=()

# part NAME COMMAND...: runs it, and remembers its name and what it printed if it fails.
part() {
  local name=$1; shift
  echo "part: $name"
  "$@" 2>&1 | tee "$printed/${#failed[@]}" || failed+=("$name")
}

# The last lines of each part that failed, then the names of all tests that failed. Fails if there are any.
summary() {
  local index
  ((${#failed[@]})) || return 0
  for index in "${!failed[@]}"; do
    echo "failed: ${failed[$index]}, whose last lines were"
    tail -n 40 "$printed/$index" | sed 's/^/  /'
  done
  echo "what failed:"
  for index in "${!failed[@]}"; do
    "${MLP_PYTHON:-python3}" "$parts_folder/failures.py" "${failed[$index]}" < "$printed/$index" ||
      echo "  ${failed[$index]}"
  done
  return 1
}
