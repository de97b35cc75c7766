import { exception } from './error.ts';

const name = /^[A-Za-z0-9._+=,@-]{1,100}$/;
const accepted = '1 to 100 letters, digits, and . _ + = , @ -';

const exceptions = {
  application: 'InvalidApplicationNameException',
  'deployment group': 'InvalidDeploymentGroupNameException',
  'deployment configuration': 'InvalidDeploymentConfigNameException',
  'on-premises instance': 'InvalidInstanceNameException',
} as const;

/** Throws the exception of the noun when the name has characters or a length that CodeDeploy refuses. */
export function checkName(noun: keyof typeof exceptions, value: string): void {
  if (!name.test(value)) {
    throw exception(exceptions[noun], `The name of the ${noun} is invalid: ${value}. It takes ${accepted}`);
  }
}

/** Throws InvalidDeploymentIdException unless the text has the form of a deployment id, `d-` and capitals or digits. */
export function checkDeploymentId(id: string): void {
  if (!/^d-[A-Z0-9]{1,32}$/.test(id)) {
    throw exception(
      'InvalidDeploymentIdException',
      `Specified DeploymentId is not in the valid format: ${id}`,
    );
  }
}

/** Longest description CodeDeploy takes, in characters (CodeDeploy user guide, limits). */
const descriptionLimit = 256;

/** Throws DescriptionTooLongException above the limit. */
export function checkDescription(description: string | undefined): void {
  if (description !== undefined && description.length > descriptionLimit) {
    throw exception(
      'DescriptionTooLongException',
      `The description is ${description.length} characters long, the maximum is ${descriptionLimit}`,
    );
  }
}

/** Throws BatchLimitExceededException for more entries than the operation takes in one call. */
export function checkBatch(entries: readonly unknown[], limit: number): void {
  if (entries.length > limit) {
    throw exception(
      'BatchLimitExceededException',
      `The maximum number of names or IDs allowed for this request (${limit}) was exceeded: ${entries.length}`,
    );
  }
}
