import { counted, type Nouns } from '../model/nouns.ts';
import { type Fleet, type Standing, standings } from './fleet.ts';
import type { Page } from './page.ts';

const colours: Readonly<Record<Standing, string>> = {
  updated: '🟩',
  ready: '🟦',
  failed: '🟥',
  interrupted: '🟧',
  'under way': '🟨',
  waiting: '⬜',
  'not reached': '⬜',
  unknown: '⬛',
};

/** A square for each up to so many; above that, one for each per cent. */
const mostSquares = 40;
const percent = 100;

/** How far the deployment got, and its rollback: a line of squares for each, with the numbers behind it. */
export function squares({ fleet, rollbackFleet, nouns, rollbackState }: Page): string {
  if (fleet.total === 0) return '';
  const line = `${squaresOf(fleet)} &nbsp; ${numbers(fleet, nouns)}`;
  if (!rollbackFleet || rollbackFleet.total === 0) return line;
  const { counts, total } = rollbackFleet;
  const verb = rollbackState === 'under way' ? 'rolled back so far' : 'rolled back';
  return `${line}<br>\n${squaresOf(rollbackFleet)} &nbsp; ↩️ ${counts.updated} of ${total} ${verb}`;
}

function squaresOf({ counts, total }: Fleet): string {
  const shares = total <= mostSquares ? counts : perCent(counts, total);
  return standings.map((standing) => colours[standing].repeat(shares[standing])).join('');
}

/** Hundred squares in all: none for nobody, at least one for anybody, the largest share gives way. */
function perCent(counts: Fleet['counts'], total: number): Record<Standing, number> {
  const shares = { ...counts };
  for (const standing of standings) {
    const share = Math.round((counts[standing] * percent) / total);
    shares[standing] = counts[standing] > 0 ? Math.max(1, share) : 0;
  }
  const largest = standings.reduce((a, b) => (shares[b] > shares[a] ? b : a));
  shares[largest] += percent - standings.reduce((sum, standing) => sum + shares[standing], 0);
  return shares;
}

function numbers({ counts, total }: Fleet, nouns: Nouns): string {
  const present = standings.filter((standing) => counts[standing] > 0);
  const [first] = present;
  if (first !== undefined && present.length === 1) return `${counted(total, nouns)} ${first}`;
  return present.map((standing) => `${counts[standing]} ${standing}`).join(', ');
}
