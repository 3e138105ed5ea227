import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Held, heldOn, hold } from './press-lock.ts';

const page = { epoch: 'a', revision: 7 };

test('the second touch of a double touch is not sent', () => {
  const first = hold(null, page, 'submit');
  expect(first.granted).toBe(true);
  expect(hold(first.held, page, 'submit').granted).toBe(false);
  expect(hold(first.held, page, 'back').granted).toBe(false);
  expect(heldOn(first.held, page)).toBe('submit');
});

test('the next revision and a restarted terminal service free the page', () => {
  const { held } = hold(null, page, 'submit');
  expect(heldOn(held, { ...page, revision: 8 })).toBeNull();
  expect(heldOn(held, { ...page, epoch: 'b' })).toBeNull();
});

test('on no page are two presses granted, whatever the order of touches and pages', () => {
  const touch = fc.record({ revision: fc.nat(5), id: fc.constantFrom('back', 'main') });
  fc.assert(
    fc.property(fc.array(touch), (touches) => {
      const granted = new Map<number, number>();
      let held: Held = null;
      for (const { revision, id } of touches.toSorted((a, b) => a.revision - b.revision)) {
        const answer = hold(held, { epoch: 'a', revision }, id);
        held = answer.held;
        if (answer.granted) granted.set(revision, (granted.get(revision) ?? 0) + 1);
      }
      for (const count of granted.values()) expect(count).toBe(1);
    }),
  );
});
