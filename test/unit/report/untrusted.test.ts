import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentLine, progressLine } from '../../../src/deployment/describe.ts';
import { failureMessage, partialSuccessMessage } from '../../../src/report/failure.ts';
import { changeLines } from '../../../src/report/log-lines.ts';
import { summaryOf } from '../../../src/report/summary.ts';
import { annotationText } from '../../../src/text/escape.ts';
import { hostileText } from '../../support/hostile-text.ts';
import { assertOwnMarkup } from '../../support/own-markup.ts';
import { seededRandom } from '../../support/random.ts';
import { base } from '../../support/reports.ts';
import { commandsIn } from '../../support/runner-commands.ts';
import { at, event, failed, noCounts, snapshot, target } from '../../support/snapshots.ts';

const longestAnnotation = 4096;

/** A deployment of which every text is hostile, now and then very long. */
function hostileSnapshot(random: () => number) {
  const text = () => hostileText(random).repeat(random() < 0.05 ? 2_000 : 1);
  const isEnded = random() < 0.7;
  const targets = [1, 2, 3].map((number) => ({
    ...target(`${text()}${number}`, random() < 0.5 ? 'Failed' : text(), [
      event('Install', 'Succeeded'),
      event(text(), text()),
      failed(text(), 2, { errorCode: text(), scriptName: text(), message: text(), logTail: text() }),
    ]),
    label: text(),
  }));
  const known = {
    id: text(),
    status: isEnded ? 'Failed' : text(),
    applicationName: text(),
    deploymentGroupName: text(),
    deploymentConfigName: text(),
    creator: text(),
    description: text(),
    error: { code: text(), message: text() },
    rollbackMessage: text(),
    counts: { ...noCounts, failed: 3 },
    ...(random() < 0.5 && { rollbackDeploymentId: text() }),
  };
  return snapshot(known, targets);
}

test('no field of a deployment gets through to the runner or out of its place in the summary', () => {
  const random = seededRandom(20_260_301);
  for (let round = 0; round < 150; round += 1) {
    const text = () => hostileText(random);
    const seen = hostileSnapshot(random);
    const rollback = hostileSnapshot(random);
    const failure = failureMessage(seen, rollback);
    for (const message of [failure, partialSuccessMessage(seen)]) {
      const annotation = annotationText(message);
      assert.ok(annotation.length <= longestAnnotation, `${annotation.length}`);
      assert.doesNotMatch(annotation, /(?!\n|\t)\p{Cc}|[\u200b\u202e\u2066]/u);
    }
    const { deployment } = seen;
    const log = [
      ...changeLines(undefined, seen),
      progressLine(seen, 1_000),
      deploymentLine(deployment, { region: 'eu-west-1', now: at(9) }),
    ];
    assert.deepEqual(commandsIn(log.join('\n')), []);
    assertOwnMarkup(
      summaryOf({
        ...base,
        snapshot: seen,
        rollback,
        failure,
        applicationName: text(),
        deploymentGroupName: text(),
        // Keys in S3 are UTF-8.
        revision: { type: 'S3', bucket: text(), key: text().toWellFormed(), bundleType: 'zip' },
        commit: { repository: 'acme/shop', sha: text(), subject: text() },
        findings: [{ severity: 'warning', text: text() }],
        appSpecProblems: [{ severity: 'error', message: text(), file: text(), line: 1 }],
        changes: {
          deploymentId: text(),
          repository: 'acme/shop',
          base: text(),
          head: text(),
          source: 'revision',
          isRelated: true,
          ahead: 2,
          behind: 0,
          subjects: [text(), text()],
          changedPaths: new Set(),
        },
      }),
    );
  }
});
