#!/bin/sh
# Fetches the page until it shows this deployment. When it does not, the server's log says why.
set -eu
. "$(dirname "$0")/paths.sh"

url="http://127.0.0.1:${PORT:-8080}/"

shows_this_deployment() {
  node -e '
    const [url, deployment] = process.argv.slice(1);
    fetch(url, { signal: AbortSignal.timeout(5000) })
      .then(async (response) => {
        const page = await response.text();
        if (!response.ok) throw new Error(`HTTP status ${response.status}`);
        if (!page.includes(deployment)) throw new Error(`The page is not of deployment ${deployment}`);
      })
      .catch((error) => {
        console.log(`${url}: ${error.cause?.message ?? error.message}`);
        process.exitCode = 1;
      });
  ' "$url" "$DEPLOYMENT_ID"
}

for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  if shows_this_deployment; then
    echo "$url shows deployment $DEPLOYMENT_ID"
    exit 0
  fi
  is_running || break
  sleep 0.5
done

if is_running; then
  echo "The shop is running, but $url does not show deployment $DEPLOYMENT_ID. Its log:" >&2
else
  echo "The shop is not running: it ended after its start. Its log:" >&2
fi
tail -n 20 "$log" >&2
exit 1
