import type { LambdaFunctionInfo } from '@aws-sdk/client-codedeploy';
import type { UpdateAliasCommandInput } from '@aws-sdk/client-lambda';
import { updateAlias } from '../../lambda/aliases.ts';
import { isServiceError } from '../../service-error.ts';
import { stopOnAlarm } from '../alarms.ts';
import { type AppSpec, readAppSpec } from '../app-spec.ts';
import { failure } from '../outcome.ts';
import { pendingEvents } from '../roll-out.ts';
import { account, type Deployment, type Region, type Target } from '../state.ts';
import { runSteps } from '../steps.ts';
import { shiftTraffic } from '../traffic-routing.ts';
import type { Platform } from './platform.ts';

const events = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'];

/** Functions of AWS Lambda: an alias is shifted from one version to another. */
export const lambda: Platform = {
  checkSettings: () => undefined,
  defaultConfig: 'CodeDeployDefault.LambdaAllAtOnce',
  defaultStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  isQueued: false,
  async deploy(region, deployment, ending) {
    stopOnAlarm(region, deployment);
    const appSpec = await readAppSpec(region, deployment);
    const shift = shiftIn(appSpec);
    checkShift(region, deployment, shift);
    const target = newTarget(region, shift);
    deployment.targets = [target];
    deployment.undo = (rollback, end) => putBack(region, rollback, { shift, ending: end });
    await runSteps({ region, deployment, target, ending }, events, {
      hooks: appSpec.hooks,
      actions: {
        AllowTraffic: () =>
          shiftTraffic(region, deployment.config.trafficRoutingConfig ?? {}, {
            set: (percentage) => setWeight(region, target, percentage),
            ending,
          }),
      },
    });
    target.status = 'Succeeded';
    return { status: 'Succeeded' };
  },
};

/** The members of the AppSpec file. */
type Shift = Readonly<Record<Exclude<keyof LambdaFunctionInfo, 'targetVersionWeight'>, string>>;

interface FunctionTarget extends Target {
  readonly info: Shift & { targetVersionWeight: number };
}

function shiftIn({ type, properties }: AppSpec): Shift {
  const { name, alias, currentversion, targetversion } = properties;
  const values = [name, alias, currentversion, targetversion];
  if (type !== 'AWS::Lambda::Function' || values.some((value) => !value)) throw invalid();
  return {
    functionName: String(name),
    functionAlias: String(alias),
    currentVersion: String(currentversion),
    targetVersion: String(targetversion),
  };
}

function checkShift(region: Region, { config }: Deployment, shift: Shift): void {
  const found = region.lambda.functions.get(shift.functionName);
  if (!found) {
    throw failure('INVALID_LAMBDA_FUNCTION', `The Lambda function does not exist: ${shift.functionName}`);
  }
  const alias = found.aliases.get(shift.functionAlias);
  if (!alias) throw invalid();
  if (alias.FunctionVersion !== shift.currentVersion) {
    throw invalid(' The Lambda function alias version does not match the current version in AppSpec file.');
  }
  // CodeDeploy user guide, troubleshooting: an alias that a stopped deployment left split fails the next one.
  if (alias.RoutingConfig || !found.versions.has(shift.targetVersion)) throw invalid();
  const isGradual = config.trafficRoutingConfig?.type !== 'AllAtOnce';
  if (isGradual && shift.currentVersion === shift.targetVersion) throw invalid();
}

function invalid(detail = '') {
  return failure(
    'INVALID_LAMBDA_CONFIGURATION',
    `The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is missing or has an invalid configuration.${detail}`,
  );
}

function newTarget(region: Region, shift: Shift): FunctionTarget {
  const info = { ...shift, targetVersionWeight: 0 };
  return {
    id: shift.functionName,
    ...pendingEvents(events),
    info,
    describe: (common) => ({
      deploymentTargetType: 'LambdaTarget',
      lambdaTarget: {
        ...common,
        targetArn: `arn:aws:lambda:${region.name}:${account}:function:${shift.functionName}`,
        lambdaFunctionInfo: { ...info },
      },
    }),
  };
}

/** Gives the target version so many percent of the alias's invocations; of all, it is the alias's only version. */
function setWeight(region: Region, { info }: FunctionTarget, percentage: number): void {
  const weight = percentage / 100;
  const change: Pick<UpdateAliasCommandInput, 'FunctionVersion' | 'RoutingConfig'> =
    percentage < 100
      ? { RoutingConfig: { AdditionalVersionWeights: { [info.targetVersion]: weight } } }
      : { FunctionVersion: info.targetVersion, RoutingConfig: { AdditionalVersionWeights: {} } };
  try {
    updateAlias(region.lambda, { FunctionName: info.functionName, Name: info.functionAlias, ...change });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    throw failure('INVALID_LAMBDA_CONFIGURATION', `The alias cannot be updated: ${error.message}`);
  }
  info.targetVersionWeight = weight;
}

/** Points the alias at the version that it had. Its events succeed, and no function is invoked for them. */
async function putBack(
  region: Region,
  deployment: Deployment,
  { shift, ending }: { shift: Shift; ending: AbortSignal },
): Promise<void> {
  const { currentVersion, targetVersion } = shift;
  const target = newTarget(region, {
    ...shift,
    currentVersion: targetVersion,
    targetVersion: currentVersion,
  });
  deployment.targets = [target];
  await runSteps({ region, deployment, target, ending }, events, {
    actions: { AllowTraffic: () => setWeight(region, target, 100) },
  });
  target.status = 'Succeeded';
}
