import type {
  CreateServiceRequest,
  LoadBalancer,
  TaskDefinition,
  TaskSet as TaskSetInfo,
} from '@aws-sdk/client-ecs';
import type { Balancers, TargetGroup } from '../elb/balancers.ts';
import type { Tasks } from './tasks.ts';

export const account = '123456789012';

/** What Amazon ECS keeps for an account in one region. */
export interface Region {
  readonly name: string;
  readonly balancers: Balancers;
  /** The names of clusters. */
  readonly clusters: Set<string>;
  /** By family, in the order of their revisions. */
  readonly families: Map<string, TaskDefinition[]>;
  /** By `cluster:service`. */
  readonly services: Map<string, Service>;
  /** Starts the tasks of a task set. */
  readonly startTasks: (taskSet: Pick<TaskSet, 'definition' | 'container' | 'targetGroup'>) => Tasks;
}

export interface Service {
  readonly name: string;
  readonly cluster: string;
  readonly arn: string;
  readonly createdAt: Date;
  /** As it was created; what a deployment changes is in the primary task set. */
  readonly request: CreateServiceRequest;
  status: 'ACTIVE' | 'INACTIVE';
  desiredCount: number;
  taskSets: TaskSet[];
}

/** The tasks of one task definition behind one target group. */
export interface TaskSet {
  /** `ecs-svc/` and 19 digits. */
  readonly id: string;
  readonly definition: TaskDefinition;
  readonly container: string;
  readonly targetGroup: TargetGroup | undefined;
  readonly tasks: Tasks;
  readonly createdAt: Date;
  /** What DescribeServices tells of it that nothing here depends on. */
  readonly info: Pick<
    TaskSetInfo,
    | 'externalId'
    | 'startedBy'
    | 'launchType'
    | 'platformVersion'
    | 'networkConfiguration'
    | 'capacityProviderStrategy'
  > & { readonly loadBalancers: LoadBalancer[] };
  status: 'PRIMARY' | 'ACTIVE' | 'DRAINING';
}
