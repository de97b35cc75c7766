/** GitHub's client for GITHUB_API_URL, loaded when it is needed: many runs never ask GitHub. It logs nothing. */
export async function gitHubClient(token: string | undefined) {
  const { GitHub, getOctokitOptions } = await import('@actions/github/lib/utils');
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  return new GitHub({ ...(token && getOctokitOptions(token)), log: silent });
}
