import type {
  ApplicationInfo,
  BatchGetApplicationsInput,
  BatchGetApplicationsOutput,
  CreateApplicationInput,
  CreateApplicationOutput,
  DeleteApplicationInput,
  GetApplicationInput,
  GetApplicationOutput,
  ListApplicationsInput,
  ListApplicationsOutput,
  UpdateApplicationInput,
} from '@aws-sdk/client-codedeploy';
import { exception } from './error.ts';
import { checkBatch, checkName } from './names.ts';
import { page } from './pages.ts';
import { type Application, newId, type Region } from './state.ts';

/** The application of this name. Throws what the service answers when there is none. */
export function findApplication(region: Region, name: string | undefined): Application {
  if (!name) throw exception('ApplicationNameRequiredException', 'Application name is required');
  checkName('application', name);
  const application = region.applications.get(name);
  if (!application) {
    throw exception('ApplicationDoesNotExistException', `No application found for name: ${name}`);
  }
  return application;
}

/** CreateApplication. */
export function createApplication(region: Region, input: CreateApplicationInput): CreateApplicationOutput {
  const name = input.applicationName ?? '';
  checkName('application', name);
  refuseExisting(region, name);
  const application: Application = {
    id: newId(),
    name,
    createTime: new Date(),
    computePlatform: input.computePlatform ?? 'Server',
    groups: new Map(),
    revisions: new Map(),
  };
  region.applications.set(name, application);
  return { applicationId: application.id };
}

/** GetApplication. */
export function getApplication(region: Region, input: GetApplicationInput): GetApplicationOutput {
  return { application: applicationInfo(findApplication(region, input.applicationName)) };
}

/** BatchGetApplications. */
export function batchGetApplications(
  region: Region,
  input: BatchGetApplicationsInput,
): BatchGetApplicationsOutput {
  const names = input.applicationNames ?? [];
  checkBatch(names, 100);
  return { applicationsInfo: names.map((name) => applicationInfo(findApplication(region, name))) };
}

/** ListApplications. */
export function listApplications(region: Region, input: ListApplicationsInput): ListApplicationsOutput {
  const { items, ...next } = page(
    [...region.applications.keys()].sort(),
    input.nextToken,
    region.settings.entriesPerPage,
  );
  return { applications: items, ...next };
}

/** UpdateApplication: only the name can change. */
export function updateApplication(region: Region, input: UpdateApplicationInput): void {
  const application = findApplication(region, input.applicationName);
  const name = input.newApplicationName;
  if (name === undefined || name === application.name) return;
  checkName('application', name);
  refuseExisting(region, name);
  region.applications.delete(application.name);
  application.name = name;
  region.applications.set(name, application);
}

/** DeleteApplication, with its groups and revisions. An application that does not exist is deleted already. */
export function deleteApplication(region: Region, input: DeleteApplicationInput): void {
  checkName('application', input.applicationName ?? '');
  region.applications.delete(input.applicationName ?? '');
}

function refuseExisting(region: Region, name: string): void {
  if (region.applications.has(name)) {
    throw exception('ApplicationAlreadyExistsException', `Application already exists: ${name}`);
  }
}

function applicationInfo(application: Application): ApplicationInfo {
  return {
    applicationId: application.id,
    applicationName: application.name,
    createTime: application.createTime,
    linkedToGitHub: false,
    computePlatform: application.computePlatform,
  };
}
