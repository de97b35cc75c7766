import { documentRules } from './document.ts';
import { fileRules } from './files.ts';
import { hookRules } from './hooks.ts';
import { permissionRules } from './permissions.ts';
import { resourceRules } from './resources.ts';
import type { Rule } from './rule.ts';
import { scriptRules } from './scripts.ts';

/** All rules of the check, by what they are about. */
export const rules: Readonly<Record<string, readonly Rule[]>> = {
  document: documentRules,
  files: fileRules,
  permissions: permissionRules,
  hooks: hookRules,
  scripts: scriptRules,
  resources: resourceRules,
};
