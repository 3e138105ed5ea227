import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  decodeLine,
  encodeLine,
  jobFailures,
  maxBodyChars,
  PersonaliserFramer,
  parseState,
  stateBody,
} from './lines.ts';

const body = fc
  .string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: maxBodyChars,
  })
  .filter((text) => !/[<>*]/.test(text));
const line = fc.record({
  kind: fc.constantFrom('command' as const, 'reply' as const),
  number: fc.integer({ min: 0, max: 255 }),
  body,
});

it('what is sent is what is heard, in any pieces and after any noise', () => {
  fc.assert(
    fc.property(line, fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 64 }), (sent, noise, size) => {
      const framer = new PersonaliserFramer();
      const bytes = Buffer.concat([noise, encodeLine(sent)]);
      const heard = [];
      for (let at = 0; at < bytes.length; at += size) heard.push(...framer.push(bytes.subarray(at, at + size)));
      expect(heard).toEqual([sent]);
    }),
  );
});

it('one flipped bit is never another command', () => {
  fc.assert(
    fc.property(line, fc.nat(), fc.integer({ min: 0, max: 7 }), (sent, at, bit) => {
      const bytes = encodeLine(sent).slice(0, -2);
      const index = at % bytes.length;
      bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
      const heard = decodeLine(bytes);
      // Letters of hexadecimal numbers are read in capitals only, so that no second form of a line exists.
      expect(heard.ok).toBe(false);
    }),
  );
});

it('states survive the line, and a word that is none is no state', () => {
  const state = fc.record({
    job: fc.integer({ min: 0, max: 999_999 }),
    phase: fc.constantFrom('idle' as const, 'running' as const, 'done' as const),
    failure: fc.constant(null),
    isRibbonOut: fc.boolean(),
    isJammed: fc.boolean(),
    details: fc
      .tuple(
        fc.dictionary(fc.constantFrom('block', 'serial', 'digest'), fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/), {
          noNullPrototype: true,
        }),
        fc.dictionary(fc.constant('digits'), fc.nat(99).map(String), { noNullPrototype: true }),
      )
      .map(([told, entered]) => ({ ...told, ...entered })),
  });
  const failed = fc.record({
    job: fc.constant(4),
    phase: fc.constant('failed' as const),
    failure: fc.constantFrom(...jobFailures),
    isRibbonOut: fc.boolean(),
    isJammed: fc.boolean(),
    details: fc.constant({}),
  });
  fc.assert(
    fc.property(fc.oneof(state, failed), (sent) => {
      expect(parseState(stateBody(sent).split(' ').slice(1))).toEqual(sent);
    }),
  );
  for (const words of [
    '',
    '1 running',
    '1 walking r0j0',
    'x idle r0j0',
    '1 idle r2j0',
    '1 failed r0j0',
    '1 idle r0j0 a<b',
    '1 running r0j0 digits=x',
    '1 running r0j0 digits=-1',
    '1 running r0j0 digits=100',
  ]) {
    expect(parseState(words.split(' '))).toBeNull();
  }
});
