import { expect } from 'vitest';
import type { TrustFixture } from './trust-fixture.ts';

/** A refresh is refused, and everything is as before. */
export async function expectRefused(machine: TrustFixture, code: string): Promise<void> {
  const before = machine.kept();
  expect(await machine.refresh()).toBe(code);
  expect(machine.kept()).toBe(before);
  expect(machine.target()).toBe('ok');
}
