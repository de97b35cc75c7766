import { bySeverity, type Finding, refuse, warning } from '../model/finding.ts';
import type { PreflightFacts } from '../platform/platform.ts';
import { platformOf } from '../platform/platforms.ts';
import { nearNames } from '../text/suggestions.ts';

/** Returns refusals, warnings and notes, in this order. */
export function findingsOf(facts: PreflightFacts): readonly Finding[] {
  return bySeverity([
    ...configurationFindings(facts),
    ...platformOf(facts.computePlatform).findings(facts),
    ...facts.inputs.inputWarnings.map(warning),
  ]);
}

function configurationFindings({ configuration, computePlatform = 'Server' }: PreflightFacts): Finding[] {
  if (!configuration || configuration.computePlatform === computePlatform) return [];
  const { name } = configuration;
  const { targets, predefinedConfigurations: predefined } = platformOf(computePlatform);
  if (configuration.computePlatform !== undefined) {
    const examples = predefined.length > 0 ? `, such as ${predefined.join(', ')}` : '';
    return [
      refuse(
        `deployment-config-name: ${name} is for ${platformOf(configuration.computePlatform).targets}, but the group is for ${targets}. Set one for ${targets}${examples}, or leave it out to use the group's own.`,
      ),
    ];
  }
  const [meant] = nearNames(lastPart(name), predefined.map(lastPart));
  const suggestion = meant === undefined ? '' : ` Did you mean CodeDeployDefault.${meant}?`;
  return [
    refuse(
      `deployment-config-name: there is no deployment configuration ${name} in this account and region.${suggestion} Predefined names begin with "CodeDeployDefault."; your own configurations belong to one account and region.`,
    ),
  ];
}

/** `OneAtATime` of `CodeDeployDefault.OneAtATime`. */
function lastPart(name: string): string {
  return name.replace(/^.*\./, '');
}
