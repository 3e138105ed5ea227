import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../contract/device.ts';
import { loadSubjects } from './subjects.test-data.ts';

/** A driver whose device reports no fault codes has none; the soak's table and the README say which drivers bring them. */
const subjects = await loadSubjects();
const coded = subjects.flatMap(({ name, vendorCodes }) => (vendorCodes === undefined ? [] : [{ name, vendorCodes }]));

describe.each(coded)('$name', ({ vendorCodes }) => {
  it('C11 every documented vendor code has a code of ours, and rides along', () => {
    expect(vendorCodes.documented.length).toBeGreaterThan(0);
    for (const code of vendorCodes.documented) {
      const told = vendorCodes.errorOf(code);
      expect(Object.keys(errorCodes), code).toContain(told.code);
      expect(told.vendor, code).toBeTruthy();
    }
  });

  if (vendorCodes.unknown.length === 0) return;

  it('C11 an unknown vendor code becomes a safe one, and rides along', () => {
    for (const code of vendorCodes.unknown) {
      const told = vendorCodes.errorOf(code);
      // Nobody knows what it means: never "try again at once", never the caller's or the citizen's fault.
      expect(['E_HARDWARE', 'E_PROTOCOL', 'E_INTERNAL', 'E_NOT_READY'], code).toContain(told.code);
      expect(told.vendor, code).toBeTruthy();
    }
  });
});
