import type { TaskSet } from '../../ecs/state.ts';
import { createTaskSet, drain, isSteady, makePrimary } from '../../ecs/task-sets.ts';
import type { Listener, TargetGroup } from '../../elb/balancers.ts';
import { pause } from '../../pause.ts';
import { isServiceError } from '../../service-error.ts';
import { stopOnAlarm } from '../alarms.ts';
import { readAppSpec } from '../app-spec.ts';
import { checkEcs, openListener } from '../ecs-group.ts';
import {
  checkListener,
  type Front,
  frontOf,
  hasTestRoute,
  type WantedTaskSet,
  wantedTaskSet,
} from '../ecs-service.ts';
import { newTarget, type ServiceTarget } from '../ecs-target.ts';
import { failure, interruption, manualStop } from '../outcome.ts';
import { type Run, runSteps } from '../steps.ts';
import { shiftTraffic } from '../traffic-routing.ts';
import { waitFor } from '../wait.ts';
import type { Platform } from './platform.ts';

const installation = ['BeforeInstall', 'Install', 'AfterInstall'];
const testing = ['AllowTestTraffic', 'AfterAllowTestTraffic'];
const production = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'];

/** Services of Amazon ECS: a second task set is made, gets the traffic, and the first is ended after a wait. */
export const ecs: Platform = {
  checkSettings: checkEcs,
  defaultConfig: 'CodeDeployDefault.ECSAllAtOnce',
  defaultStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  isQueued: false,
  async deploy(region, deployment, ending) {
    const { settings } = deployment.group;
    const appSpec = await readAppSpec(region, deployment);
    const wanted = wantedTaskSet(appSpec);
    const { hooks } = appSpec;
    const front = frontOf(region, settings);
    const events = [...installation, ...(hasTestRoute(settings) ? testing : []), ...production];
    const target = newTarget(region, { front, events });
    deployment.targets = [target];
    const run = { region, deployment, target, ending };
    deployment.undo = (rollback, end) =>
      putBack({ ...run, deployment: rollback, ending: end }, front, target);

    const beforeProduction = events.slice(0, -production.length);
    await runSteps(run, beforeProduction, {
      hooks,
      actions: {
        Install: () => install(run, front, wanted),
        AllowTestTraffic: () => forwardAll(front.test, front.greenGroup),
      },
    });
    await awaitReadiness(run);
    await runSteps(run, production, {
      hooks,
      actions: { AllowTraffic: () => shift(run, front) },
    });
    // The target has succeeded when the wait begins, though the deployment has not (aws/containers-roadmap#269).
    target.status = 'Succeeded';
    await terminateOriginal(run, front);
    return { status: 'Succeeded' };
  },
};

type ServiceRun = Run & { readonly target: ServiceTarget };

async function install(run: ServiceRun, front: Front, wanted: WantedTaskSet): Promise<void> {
  const { region, deployment, target, ending } = run;
  checkListener(front);
  target.green = create(run, front, wanted);
  // An alarm that was on before stops the deployment in this event.
  stopOnAlarm(region, deployment);
  const deadline = Date.now() + region.settings.taskSetTimeout;
  while (!isSteady(target.green) && !ending.aborted) {
    if (Date.now() > deadline) {
      throw failure(
        'TIMEOUT',
        'The deployment timed out while waiting for the replacement task set to become healthy. This time out period is 60 minutes.',
      );
    }
    await pause(region.settings.pace, ending);
  }
}

function create({ region, deployment }: Run, front: Front, wanted: WantedTaskSet): TaskSet {
  const { service, blue, greenGroup } = front;
  const { networkConfiguration = blue.info.networkConfiguration, ...info } = wanted.info;
  // With a strategy of capacity providers there is no launch type.
  const launchType = info.capacityProviderStrategy ? undefined : (service.request.launchType ?? 'FARGATE');
  try {
    return createTaskSet(region.ecs, service, {
      ...wanted,
      targetGroup: greenGroup,
      info: {
        ...info,
        networkConfiguration,
        launchType,
        externalId: deployment.id,
        startedBy: 'CODE_DEPLOY',
      },
    });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    throw failure(
      'ECS_UPDATE_ERROR',
      `The ECS service cannot be updated due to an unexpected error: ${error.message} (Service: AmazonECS; Status Code: 400; Error Code: ${error.name}; Request ID: ${crypto.randomUUID()}; Proxy: null). Check your ECS service status`,
    );
  }
}

/** With STOP_DEPLOYMENT the traffic stays where it is until somebody continues the deployment, or it is stopped. */
async function awaitReadiness({ region, deployment, target, ending }: ServiceRun): Promise<void> {
  const option = deployment.group.settings.blueGreenDeploymentConfiguration?.deploymentReadyOption;
  if (option?.actionOnTimeout !== 'STOP_DEPLOYMENT') return;
  // That hooks of AfterAllowTestTraffic run before this status, not within it, is not verified.
  deployment.status = 'Ready';
  const { waitTimeInMinutes: minutes = 0 } = option;
  const isContinued = await waitFor(region, deployment, { type: 'READY_WAIT', minutes, ending });
  if (isContinued) {
    deployment.status = 'InProgress';
    return;
  }
  target.fail();
  if (ending.aborted) throw interruption(manualStop);
  throw interruption({
    status: 'Stopped',
    errorInformation: {
      code: 'TIMEOUT',
      message: `The deployment timed out while waiting for a notification to continue. This time out period is ${minutes} minutes.`,
    },
  });
}

async function shift({ region, deployment, target, ending }: ServiceRun, front: Front): Promise<void> {
  await shiftTraffic(region, deployment.config.trafficRoutingConfig ?? {}, {
    set: (percentage) => {
      front.production.weights = new Map([
        [front.blueGroup, 100 - percentage],
        [front.greenGroup, percentage],
      ]);
      target.lastUpdatedAt = new Date();
    },
    ending,
  });
  if (!ending.aborted && target.green) makePrimary(front.service, target.green);
}

async function terminateOriginal({ region, deployment, ending }: Run, { blue }: Front): Promise<void> {
  const option =
    deployment.group.settings.blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess;
  const minutes = option?.terminationWaitTimeInMinutes ?? 0;
  await waitFor(region, deployment, { type: 'TERMINATION_WAIT', minutes, ending });
  if (ending.aborted) throw interruption(manualStop);
  await drain(blue);
}

/** Gives the original task set the traffic back and ends the other one: no task set is made, no function is invoked. */
async function putBack(run: Omit<Run, 'target'>, front: Front, undone: ServiceTarget): Promise<void> {
  const events = undone.events.map(({ lifecycleEventName = '' }) => lifecycleEventName);
  const target = newTarget(run.region, { front, events });
  if (undone.green) target.green = undone.green;
  run.deployment.targets = [target];
  await runSteps({ ...run, target }, events, {
    actions: {
      AllowTraffic: async () => {
        openListener(front.production, front.blueGroup, front.greenGroup);
        forwardAll(front.test, front.blueGroup);
        makePrimary(front.service, front.blue);
        if (undone.green) await drain(undone.green);
      },
    },
  });
  target.status = 'Succeeded';
}

function forwardAll(listener: Listener | undefined, group: TargetGroup): void {
  if (listener) listener.weights = new Map([[group, 100]]);
}
