#!/bin/sh
# Trades of a made-up fleet: 90 days of history when the table is empty, then ten a second until it is stopped.
set -eu
url="${COLONNADE_URL:?where the server is}/?database=agent_analytics"
here=$(dirname "$0")

ask() {
  curl --fail --silent --show-error --user "${COLONNADE_USER:-default}:${COLONNADE_PASSWORD:-}" "$@"
}

# trades ROWS SECONDS: that many, spread over so many seconds up to now.
trades() {
  ask "$url&param_rows=$1&param_span=$2" --data-binary "@$here/trades.sql"
}

if [ "$(ask "$url" --data-binary 'SELECT count() FROM agent_trades')" = 0 ]; then
  trades "${DEMO_ROWS:-500000}" 7776000
fi
while true; do
  trades 10 1
  sleep 1
done
