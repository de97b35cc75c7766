#!/bin/sh
# Notes down what is deployed, for the page's footer.
set -eu
. "$(dirname "$0")/paths.sh"

revision="${BUNDLE_COMMIT:-${BUNDLE_KEY:-unknown}}"
echo "Installed $revision"
node -e '
  const [deployment, group, revision] = process.argv.slice(1);
  console.log(JSON.stringify({ deployment, group, revision }, null, 2));
' "$DEPLOYMENT_ID" "$DEPLOYMENT_GROUP_NAME" "$revision" >"$shop/release.json"
