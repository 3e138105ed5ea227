import { expect, test } from 'vitest';
import { hubErrorCodes } from '../../contract/hub-api.ts';
import { languages, wordsOf } from './define-texts.ts';
import { kitTexts } from './kit-texts.ts';

/** What only machines are told: no request of the console carries a signature or another body than JSON. */
const ofMachines: readonly string[] = ['badSignature', 'unknownKey', 'clock', 'replayed', 'mediaType'];

test('whoever mistypes a code, or gives none, is told so in words and not by the name of an error', () => {
  for (const language of languages)
    for (const code of hubErrorCodes.filter((one) => !ofMachines.includes(one)))
      expect([language, code, wordsOf(kitTexts, language).of('failure.', code)]).not.toEqual([language, code, code]);
});
