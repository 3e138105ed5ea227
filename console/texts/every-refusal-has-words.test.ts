import { expect, test } from 'vitest';
import { accountFaults } from '../../contract/console/accounts.ts';
import { commandFaults } from '../../contract/console/commands.ts';
import { rolloutFaults } from '../../contract/console/rollouts.ts';
import { hubErrorCodes } from '../../contract/hub-api.ts';
import { failureWords } from '../kit/resource-view.tsx';
import { languages, wordsOf } from './define-texts.ts';
import { kitTexts } from './kit-texts.ts';

/** What only machines are told: no request of the console carries a signature or another body than JSON. */
const ofMachines: readonly string[] = ['badSignature', 'unknownKey', 'clock', 'replayed', 'mediaType'];
/** What the page says itself, where no code of the hub came or another one is meant (`HubFailure`). */
const ofThePage = ['away', 'unanswered', 'otherSession'];

test('whoever mistypes a code, or gives none, is told so in words and not by the name of an error', () => {
  for (const language of languages)
    for (const code of [...hubErrorCodes, ...ofThePage].filter((one) => !ofMachines.includes(one)))
      expect([language, code, wordsOf(kitTexts, language).of('failure.', code)]).not.toEqual([language, code, code]);
});

test('whoever may not approve his own roll-out is told so, and not that his role is wrong', () => {
  for (const language of languages) {
    const words = wordsOf(kitTexts, language);
    for (const fault of [...commandFaults, ...rolloutFaults, ...accountFaults, 'ifVersion', 'kiosk', 'staff'] as const)
      expect(failureWords(words, { code: 'badRequest', detail: `${fault}: in English`, status: 400 })).toBe(
        words(`refusal.${fault}`),
      );
    // What has no words of its own keeps those of its code; a hub that failed has refused nothing.
    const failed = { code: 'internal', detail: 'samePerson: x', status: 500 };
    expect(failureWords(words, failed)).toBe(words('failure.internal'));
    expect(failureWords(words, { code: 'badRequest', detail: '/kiosks must be array', status: 400 })).toBe(
      words('failure.badRequest'),
    );
  }
});
