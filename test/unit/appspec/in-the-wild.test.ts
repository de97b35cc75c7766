import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkBundle } from './rules/check-bundle.ts';
import { inTheWild } from './rules/in-the-wild.ts';

describe('what works passes without a word', () => {
  for (const [name, bundle] of Object.entries(inTheWild)) {
    test(name, () => assert.deepEqual(checkBundle(bundle), []));
  }
});

test('so does an AppSpec file for Windows', () => {
  const appSpec = `version: 0.0
os: windows
files:
  - source: \\index.html
    destination: c:\\inetpub\\wwwroot
  - source: "\\\\img"
    destination: "c:\\\\inetpub\\\\wwwroot\\\\img"
hooks:
  BeforeInstall:
    - location: \\before-install.bat
      timeout: 900
  ValidateService:
    - location: scripts\\check.ps1
`;
  const files = { 'index.html': '', 'img/logo.png': '', 'before-install.bat': '', 'Scripts/check.ps1': '' };
  assert.deepEqual(checkBundle({ 'appspec.yml': appSpec, ...files }), []);
});
