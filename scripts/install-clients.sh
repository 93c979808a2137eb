#!/usr/bin/env bash
# Installs the clients that Berth is tested with, in pinned versions. What is there already is left alone.
#
#   scripts/install-clients.sh [-d FOLDER] [NAME...]
#
#   -d FOLDER   where programs built with Go go (default: /usr/local/bin, or ~/.local/bin when that is not writable)
#   NAME        tests (default: all that the tests use), bench, or single ones; --list shows them
#
# Go programs need Go 1.24 or newer; the others are Debian packages and need root.
set -euo pipefail

declare -A go_program=(
  [crane]=github.com/google/go-containerregistry/cmd/crane@v0.22.1
  [oras]=oras.land/oras/cmd/oras@v1.3.6
  [regctl]=github.com/regclient/regclient/cmd/regctl@v0.11.7
  [conformance]=github.com/opencontainers/distribution-spec/conformance@v0.0.0-20260831232431-97274622c111
  [distribution]=github.com/distribution/distribution/v3/cmd/registry@v3.1.2
)
# The name under which a Go program is installed, where it is not its own.
declare -A go_command=(
  [conformance]=oci-conformance
  [distribution]=distribution-v3
)
# The command that shows that the packages are there, then the packages.
declare -A debian_packages=(
  [skopeo]="skopeo skopeo"
  [podman]="podman podman buildah crun netavark uidmap"
  [containerd]="containerd containerd"
  [debootstrap]="debootstrap debootstrap"
  [postgres]="/usr/lib/postgresql/*/bin/pg_ctl postgresql"
)
tests=(crane oras regctl conformance skopeo podman containerd debootstrap postgres)
bench=(distribution)

usage() { sed -n '2,10s/^# \{0,1\}//p' "$0"; }

folder=
while getopts 'd:h-:' option; do
  case $option in
    d) folder=$OPTARG ;;
    h) usage; exit 0 ;;
    -) [ "$OPTARG" = list ] || { usage >&2; exit 2; }
       printf '%s\n' "${!go_program[@]}" "${!debian_packages[@]}" | sort; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
shift $((OPTIND - 1))
if [ -z "$folder" ]; then
  if [ -w /usr/local/bin ]; then folder=/usr/local/bin; else folder=$HOME/.local/bin; fi
fi
mkdir -p "$folder"
PATH=$folder:$PATH

# is_there COMMAND: on PATH, or, given as a path, a program that this pattern finds.
is_there() {
  case $1 in
    /*) compgen -G "$1" >/dev/null ;;
    *) command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] ;;
  esac
}

install_go() {
  local name=$1 module=${go_program[$1]} command=${go_command[$1]:-$1} scratch built
  if is_there "$command"; then echo "$name: is there"; return; fi
  scratch=$(mktemp -d)
  built=${module%@*}
  built=$scratch/${built##*/}
  echo "$name: building ${module##*@}"
  if CGO_ENABLED=0 GOBIN=$scratch go install -buildvcs=false -ldflags='-s -w' "$module"; then
    install -m 755 "$built" "$folder/$command"
    rm -rf "$scratch"
  else
    rm -rf "$scratch"
    return 1
  fi
}

updated=
install_debian() {
  local name=$1 packages
  read -ra packages <<<"${debian_packages[$1]}"
  if is_there "${packages[0]}"; then echo "$name: is there"; return; fi
  echo "$name: installing ${packages[*]:1}"
  if [ -z "$updated" ]; then apt-get -o DPkg::Lock::Timeout=300 update -qq; updated=yes; fi
  # Services are not started: the tests start their own.
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -o DPkg::Lock::Timeout=300 \
    install -y -qq --no-install-recommends "${packages[@]:1}" >/dev/null
}

failed=()
for name in "${@:-tests}"; do
  case $name in
    tests) group=("${tests[@]}") ;;
    bench) group=("${bench[@]}") ;;
    *) group=("$name") ;;
  esac
  for one in "${group[@]}"; do
    if [ -n "${go_program[$one]:-}" ]; then
      install_go "$one" || failed+=("$one")
    elif [ -n "${debian_packages[$one]:-}" ]; then
      install_debian "$one" || failed+=("$one")
    else
      echo "$one: unknown, see --list" >&2
      exit 2
    fi
  done
done
if [ ${#failed[@]} -gt 0 ]; then
  echo "not installed: ${failed[*]}" >&2
  exit 1
fi
