# Sourced by the other scripts: goes on only under a Node that the packages run on, and with its npm.

need_node() {
  local version major minor
  version=$(node --version 2>/dev/null || true)
  if [[ ! $version =~ ^v([0-9]+)\.([0-9]+)\. ]]; then
    echo "Node is missing: install Node 20.19, 22 or 24 (https://nodejs.org) and try again." >&2
    exit 2
  fi
  major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
  # require() of an ES module works from 20.19 and from 22.12.
  if ((major < 20 || (major == 20 && minor < 19) || major == 21 || (major == 22 && minor < 12))); then
    echo "Node $version is too old: install Node 20.19 or later, 22.12 or later, or 24 (https://nodejs.org)." >&2
    exit 2
  fi
  if ! command -v npm >/dev/null; then
    echo "npm is missing: it comes with Node (https://nodejs.org)." >&2
    exit 2
  fi
}
need_node
