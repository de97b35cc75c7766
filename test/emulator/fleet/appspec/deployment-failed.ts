/** An error in the words with which nearly every message of the agent about a deployment begins. */
export function deploymentFailed(because: string): Error {
  return new Error(`The deployment failed because ${because}`);
}
