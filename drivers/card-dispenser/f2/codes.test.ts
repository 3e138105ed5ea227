import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { f2Error, f2Errors, provesNoMotion, vendorText } from './codes.ts';

/** The table of the protocol document, two codes a row; `13, 14` share one row. */
function documented(): ReadonlyMap<string, string> {
  const text = readFileSync(new URL('../../../docs/protocols/card-dispenser.md', import.meta.url), 'utf8');
  const section = text.slice(text.indexOf('### 2.4'), text.indexOf('Classes: `host`'));
  const found = new Map<string, string>();
  for (const [, codes = '', , rest = ''] of section.matchAll(
    /\| ((?:[0-9A-F]{2})(?:, [0-9A-F]{2})*) \| ([^|]+) \| ([a-z-]+)/g,
  )) {
    for (const code of codes.split(', ')) found.set(code, rest);
  }
  return found;
}

it('classifies every documented code as the document does (C11)', () => {
  const table = documented();
  expect([...table.keys()].sort()).toEqual(Object.keys(f2Errors).sort());
  for (const [code, wanted] of table) expect([code, f2Error(code).class]).toEqual([code, wanted]);
});

it('takes an unknown code for a fault, keeps both characters, and never for a proof that nothing moved', () => {
  expect(f2Error('7Z')).toEqual({ class: 'fault', code: 'E_HARDWARE' });
  expect(vendorText('7Z')).toBe('E1E0=7Z');
  expect(vendorText('\x00\xff')).toBe('E1E0=00FF');
  expect(provesNoMotion('7Z')).toBe(false);
  expect(['10', '40', '43', '45', '51'].map(provesNoMotion)).toEqual([false, false, false, false, false]);
  expect(['00', '02', 'A0', 'A1', 'B0'].map(provesNoMotion)).toEqual([true, true, true, true, true]);
});
