/** A silent GitHub client for GITHUB_API_URL, loaded only when needed: many runs never call GitHub. */
export async function gitHubClient(token: string | undefined) {
  const { GitHub, getOctokitOptions } = await import('@actions/github/lib/utils');
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  return new GitHub({ ...(token && getOctokitOptions(token)), log: silent });
}
