import * as aliases from './aliases.ts';
import * as functions from './functions.ts';
import { invoke } from './invoke.ts';

/** The operations that the emulator has. */
export const operations = {
  CreateFunction: functions.createFunction,
  UpdateFunctionCode: functions.updateFunctionCode,
  PublishVersion: functions.publishVersion,
  ListVersionsByFunction: functions.listVersionsByFunction,
  ListFunctions: functions.listFunctions,
  GetFunction: functions.getFunction,
  GetFunctionConfiguration: functions.getFunctionConfiguration,
  DeleteFunction: functions.deleteFunction,
  CreateAlias: aliases.createAlias,
  GetAlias: aliases.getAlias,
  ListAliases: aliases.listAliases,
  UpdateAlias: aliases.updateAlias,
  DeleteAlias: aliases.deleteAlias,
  Invoke: invoke,
};
