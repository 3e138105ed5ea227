import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { refusalCauses, returnCauses, type UpdateOutcome } from '../../../contract/release/update-outcome.ts';
import { languages } from '../../../contract/text.ts';
import type { UpdateStanding } from '../../../contract/update-standing.ts';
import { loadTexts } from '../../catalogue/texts.ts';
import type { DeskKit } from './desk.ts';
import { standingBlocks } from './update-page.ts';

const texts = loadTexts(join(import.meta.dirname, '../../../kiosk-config/texts'));
const [one, two] = [`1-${'1'.repeat(16)}`, `2-${'2'.repeat(16)}`];
const outcome = (change: Partial<UpdateOutcome>): UpdateOutcome => ({
  ...{ release: two, from: one, outcome: 'rolledBack', cause: 'unhealthy', at: '2026-11-28T04:30:00.000Z', ...change },
});
const standing = (change: Partial<UpdateStanding> = {}): UpdateStanding => ({
  ...{ release: one, state: 'proven', since: null, last: null, ...change },
});

function shown(now: UpdateStanding | null, language: (typeof languages)[number] = 'en'): string {
  const kit = {
    t: (key: string, values?: object) => texts.text(language, key, values as never),
    value: (id: string, text: string | number) => ({ key: id, text: String(text) }),
    has: (key: string) => texts.has(key),
  } as unknown as DeskKit;
  return JSON.stringify(standingBlocks(kit, now));
}

describe('versions page', () => {
  test('a proven release, and a machine that was started by hand, say nothing', () => {
    expect(shown(null)).toBe('[]');
    expect(shown(standing({ last: outcome({ outcome: 'succeeded', cause: null }) }))).toBe('[]');
  });

  test('a release on trial and one that is still watched say since when, in the city’s time', () => {
    expect(shown(standing({ state: 'tried', since: '2026-11-28T04:05:00.000Z' }))).toContain(
      'on trial since 2026-11-28 12:05',
    );
    expect(shown(standing({ state: 'soaking', since: '2026-11-28T04:05:00.000Z' }))).toContain(
      'since 2026-11-28 12:05',
    );
    expect(shown(standing({ state: 'soaking' }))).toContain('still watched');
  });

  test.each([...returnCauses, ...refusalCauses])('%s has its words in every language', (cause) => {
    for (const language of languages) {
      const page = shown(standing({ last: outcome({ cause }) }), language);
      expect(page).toContain(texts.text(language, `tech.update.cause.${cause}`).text);
      expect(page).toContain(two);
    }
  });

  test('what was not well is named; a release that was only refused is not said to have run', () => {
    const back = shown(standing({ last: outcome({ what: 'device cardDispenser/f2' }) }));
    expect(back).toContain('device cardDispenser/f2');
    expect(back).toContain('tech.update.back');
    const refused = shown(standing({ last: outcome({ outcome: 'refused', cause: 'full' }) }));
    expect(refused).toContain('tech.update.refused');
    expect(refused).not.toContain('tech.update.back');
  });
});
