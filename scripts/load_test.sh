#!/bin/sh
# Load a built site behind nginx: sh scripts/load_test.sh SITE [SECONDS] [CONNECTIONS]
# Needs nginx, wrk (Debian: apt-get install nginx wrk) and .venv (make site). Nothing of it is a
# test: figures depend on the machine, which wrk shares with nginx. Ends with 1 at any error.
set -eu
site=$(realpath "$1")
seconds=${2:-60}
connections=${3:-200}
here=$(dirname "$(realpath "$0")")
address=127.0.0.1:${PORT:-8089}
home=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server"; rm -rf "$home"' EXIT INT TERM

"${PYTHON:-$here/../.venv/bin/python}" "$here/hosting.py" nginx "$site" --listen "$address" > "$home/portal.conf"
base=$(sed -n 's/^    location "\(.*\)" {$/\1/p' "$home/portal.conf")
cat > "$home/nginx.conf" <<CONF
daemon off; user $(id -un); worker_processes 2; pid $home/pid; error_log $home/error.log;
events { worker_connections 1024; }
http {
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000;
    client_body_temp_path $home/a; proxy_temp_path $home/b; fastcgi_temp_path $home/c;
    uwsgi_temp_path $home/d; scgi_temp_path $home/e;
    include $home/portal.conf;
}
CONF
# Every page and file in turn, by each connection, as readers with gzip ask for them.
(cd "$site" && find . -type f -name '*.html' ! -name 404.html | sort | head -2000 | sed 's|^\./||; s|index\.html$||') > "$home/paths"
cat > "$home/paths.lua" <<LUA
local paths, n = {}, 0
for line in io.lines("$home/paths") do paths[#paths + 1] = "$base" .. line end
wrk.headers["Accept-Encoding"] = "gzip"
request = function() n = n % #paths + 1; return wrk.format("GET", paths[n]) end
done = function(summary)
   local e = summary.errors
   local all = e.connect + e.read + e.write + e.status + e.timeout
   io.write(string.format("errors: %d (connect %d, read %d, write %d, status %d, timeout %d)\n",
      all, e.connect, e.read, e.write, e.status, e.timeout))
end
LUA
nginx=$(PATH="$PATH:/usr/sbin" command -v nginx)
"$nginx" -p "$home" -e "$home/error.log" -c "$home/nginx.conf" & server=$!
sleep 1
echo "load average before: $(cut -d' ' -f1-3 /proc/loadavg)"
wrk --threads 2 --connections "$connections" --duration "${seconds}s" --latency --script "$home/paths.lua" "http://$address" | tee "$home/result"
echo "load average after: $(cut -d' ' -f1-3 /proc/loadavg)"
cat "$home/error.log" >&2
grep -q '^errors: 0 ' "$home/result"
