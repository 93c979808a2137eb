#!/usr/bin/env bash
# Measures Berth beside distribution v3 in one run and writes docs/performance.md.
#
#   bench/run.sh [--rounds N] [--lead N] [--only REGEX] [--quick] [--out FILE]
#
#   --rounds N     reported rounds (default 3)
#   --lead N       rounds before them that are not reported, for the JIT and the caches (default 2)
#   --only REGEX   rows to run, matched against name@connections: 'manifest-.*@32'
#   --quick        one short round on small data: to see that all works, not to quote
#   --out FILE     where the report goes (default docs/performance.md; with --only or --quick the terminal)
#
# Needs the load generator regbench (on PATH, or its path in REGBENCH) and distribution v3 (built with Go if missing).
# Berth uses its embedded PostgreSQL, whose CPU is counted; with BERTH_DB_URL, BERTH_DB_USERNAME, BERTH_DB_PASSWORD and
# BENCH_DB_PID (the postmaster's pid) another one. Data and logs lie in bench/target and are removed before each run.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=3 lead=2 only=. quick= out=
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2; shift ;;
    --lead) lead=$2; shift ;;
    --only) only=$2; shift ;;
    --quick) quick=yes ;;
    --out) out=$2; shift ;;
    -h | --help) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "unknown: $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done
if [ -z "$out" ] && [ -z "$quick" ] && [ "$only" = . ]; then out=docs/performance.md; fi

regbench=${REGBENCH:-$(command -v regbench || true)}
if [ -z "$regbench" ]; then
  echo "the load generator regbench is neither on PATH nor named by REGBENCH" >&2
  exit 1
fi
scripts/install-clients.sh distribution
PATH=$PATH:$HOME/.local/bin

./berth build

work=$PWD/bench/target
rm -rf "$work"
mkdir -p "$work"
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do
    for _ in $(seq 300); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    kill -9 "$pid" 2>/dev/null || true
  done
}
trap finish EXIT

free_port() { # a port that nobody listens on; the kernel gives none of these to others by itself
  local port
  for port in $(shuf -i 20000-30000 -n 50); do
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
  done
  return 1
}

await() { # URL STATUS SECONDS
  for _ in $(seq $(($3 * 20))); do
    if [ "$(curl -s -o /dev/null -w '%{http_code}' --max-time 2 "$1")" = "$2" ]; then return; fi
    sleep 0.05
  done
  echo "$1 did not answer $2 within $3 s, see $work" >&2
  return 1
}

# distribution v3, as fast as it goes: no auth, descriptors in memory, hardly a log.
peer_port=$(free_port)
cat >"$work/distribution.yml" <<EOF
version: 0.1
log: { level: error, accesslog: { disabled: true } }
storage:
  filesystem: { rootdirectory: $work/distribution }
  cache: { blobdescriptor: inmemory }
  delete: { enabled: true }
http: { addr: "127.0.0.1:$peer_port" }
EOF
OTEL_TRACES_EXPORTER=none distribution-v3 serve "$work/distribution.yml" >"$work/distribution.log" 2>&1 &
pids+=($!)
peer="distribution=http://127.0.0.1:$peer_port,$!"
await "http://127.0.0.1:$peer_port/v2/" 200 30

# Berth, as it is: tokens asked for and checked, everything in PostgreSQL.
export BERTH_ADMIN_PASSWORD=Bench12345 BERTH_HTTP_HOST=127.0.0.1 BERTH_LOG_LEVEL=WARN
export BERTH_HEAP=${BERTH_HEAP:-256m}
BERTH_HTTP_PORT=$(free_port)
export BERTH_HTTP_PORT BERTH_DATA_DIR=$work/berth
url=http://127.0.0.1:$BERTH_HTTP_PORT

if [ "$only" = . ]; then
  starts=$([ -n "$quick" ] && echo 1 || echo 5)
  : >"$work/startup.txt"
  # Each of these starts finds an empty folder.
  first='BERTH_DATA_DIR=$(mktemp -d "$0/first.XXXXXX") exec ./berth serve'
  printf 'very first start, embedded PostgreSQL: ' >>"$work/startup.txt"
  "$regbench" startup -url "$url" -n "$starts" -- bash -c "$first" "$work" >>"$work/startup.txt"
  BERTH_DATA_DIR=$(echo "$work"/first.* | cut -d' ' -f1)
  printf 'existing database, its embedded PostgreSQL started too: ' >>"$work/startup.txt"
  "$regbench" startup -url "$url" -n "$starts" -- ./berth serve >>"$work/startup.txt"
  BERTH_DATA_DIR=$work/berth
  cat "$work/startup.txt"
fi

./berth serve >"$work/berth.log" 2>&1 &
berth=$!
pids+=("$berth")
await "$url/v2/" 401 90
database=${BENCH_DB_PID:-$(head -1 "$(find "$BERTH_DATA_DIR" -maxdepth 4 -name postmaster.pid)")}
curl -sf -u "admin:$BERTH_ADMIN_PASSWORD" -H 'Content-Type: application/json' \
  -d '{"project_name":"bench","metadata":{"public":"false"}}' "$url/api/v2.0/projects"
sleep 3
memory() { awk -v key="$1:" '$1 == key { print int($2 / 1024) }' "/proc/$berth/status"; }
idle=$(memory VmRSS)
java=$(readlink "/proc/$berth/exe")

sizes=(--blob 512 --push 128 --images 64 --tags 10000 --referrers 1000 --warm 3s --dur 3s)
if [ -n "$quick" ]; then
  sizes=(--blob 64 --push 32 --images 16 --tags 2000 --referrers 100 --warm 500ms --dur 500ms)
  rounds=1 lead=1
fi
"$regbench" --peer "$peer" \
  --peer "berth=$url,$berth,$database,user=admin,passenv=BERTH_ADMIN_PASSWORD,prefix=bench/" \
  --rounds "$rounds" --lead "$lead" --only "$only" --out "$work/result" "${sizes[@]}"

{
  echo "idle=$idle"
  echo "peak=$(memory VmHWM)"
  echo "java=$("$java" -version 2>&1 | sed -n 2p)"
  echo "commit=$(git rev-parse --short HEAD)$([ -z "$(git status --porcelain)" ] || echo ' with changes')"
  echo "heap=$BERTH_HEAP"
} >"$work/facts.properties"
report() { "$java" -cp target/berth.jar bench/Report.java "$work"; }
if [ -n "$out" ]; then
  report >"$out"
  echo "written: $out"
else
  report
fi
