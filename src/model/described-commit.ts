/** `acme/shop@0123456`, as deployments of this action are described when the user says nothing else. */
const describedForm = /^([\w.-]+\/[\w.-]+)@([0-9a-f]{7,40})(?= |$)/;

/** The commit that a deployment's description begins with. Anybody may have written it, and it need not be true. */
export function describedCommit(
  description: string | undefined,
): { readonly repository: string; readonly sha: string } | undefined {
  const [, repository, sha] = describedForm.exec(description ?? '') ?? [];
  return repository && sha ? { repository, sha } : undefined;
}
