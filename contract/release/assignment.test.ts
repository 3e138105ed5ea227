import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newSigningKey, readPrivateKey } from '../signing.ts';
import { type Assignment, assignmentMark, maxAssignmentText, readAssignment, signAssignment } from './assignment.ts';

const [hub, other] = [newSigningKey(), newSigningKey()];
const keys = [{ kid: 'reply-1', publicKey: hub.publicKey }];
const hubKey = { kid: 'reply-1', key: readPrivateKey(hub.privateKey) };
const expiresMs = Date.parse('2026-12-28T00:00:00.000Z');
const here = { device: 'machine-1', nowMs: expiresMs - 1, lastCounter: 4 };
const assignment: Assignment = {
  ...{ format: 'yitiji-assignment/1', device: 'machine-1', target: 'app/2026.11.2.json', sha256: 'a'.repeat(64) },
  ...{ counter: 5, expiresAt: new Date(expiresMs).toISOString() },
};
const text = signAssignment(assignment, hubKey);
const read = (given: string, at: Partial<typeof here> = {}) => {
  const result = readAssignment(given, keys, { ...here, ...at });
  return result.ok ? result.value : result.error;
};

test('what the hub has signed for this machine is read', () => {
  expect(read(text)).toEqual(assignment);
  expect(assignmentMark(text)).toEqual({ counter: 5, kid: 'reply-1' });
});

test('forged: no changed sign of the text is believed', () => {
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom(...'0a9fZ"{}/='.split('')), (at, sign) => {
      const changed = text.slice(0, at) + sign + text.slice(at + 1);
      if (changed === text) return;
      // The last sign of Base64 before the padding has bits that nobody reads.
      const result = read(changed);
      if (typeof result === 'object') expect(result).toEqual(assignment);
      else expect(['malformed', 'unknownKey', 'badSignature']).toContain(result);
    }),
  );
});

test('forged: a key that the machine does not hold, under its own name and under that of the hub', () => {
  const foreign = readPrivateKey(other.privateKey);
  expect(read(signAssignment(assignment, { kid: 'reply-2', key: foreign }))).toBe('unknownKey');
  expect(read(signAssignment(assignment, { kid: 'reply-1', key: foreign }))).toBe('badSignature');
});

test('for another device', () => {
  expect(read(signAssignment({ ...assignment, device: 'machine-2' }, hubKey))).toBe('otherDevice');
});

test('replayed: an older one is refused, the newest may come again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 100 }), (counter, lastCounter) => {
      const result = read(signAssignment({ ...assignment, counter }, hubKey), { lastCounter });
      expect(result === 'older').toBe(counter < lastCounter);
    }),
  );
});

test('expired, to the millisecond; a day that is none is no time', () => {
  expect(read(text, { nowMs: expiresMs - 1 })).toEqual(assignment);
  expect(read(text, { nowMs: expiresMs })).toBe('expired');
  expect(read(signAssignment({ ...assignment, expiresAt: '2026-99-30T00:00:00.000Z' }, hubKey))).toBe('malformed');
});

test('a target that is none of ours, members that nobody knows, and endless texts', () => {
  expect(read(signAssignment({ ...assignment, target: '../app/1.json' }, hubKey))).toBe('badTarget');
  const withMore = { ...assignment, force: true };
  expect(read(signAssignment(withMore, hubKey))).toBe('malformed');
  expect(read(`${text}${' '.repeat(maxAssignmentText)}`)).toBe('malformed');
  expect(read('')).toBe('malformed');
  expect(assignmentMark('[]')).toBeNull();
});

test('every assignment that the hub can make fits what is read', () => {
  const longest = signAssignment(
    {
      ...{ ...assignment, device: 'd'.repeat(64), target: `catalogue/${'a'.repeat(16)}/${'1'.repeat(16)}.json` },
      counter: Number.MAX_SAFE_INTEGER,
    },
    { kid: 'k'.repeat(64), key: hubKey.key },
  );
  expect(longest.length).toBeLessThan(maxAssignmentText);
});
