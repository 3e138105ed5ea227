import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { releaseNamed, temporaryInstallation } from '../testing/installation.ts';
import { newMemory, readMemory, writeMemory } from './agent-memory.ts';

test('a memory in which a later release gave a cause that this one does not know loses no counter', () => {
  const { root, remove } = temporaryInstallation([releaseNamed(1)]);
  try {
    const memory = { ...newMemory, lastCounter: 7, refused: { counter: 7, cause: 'full' as const } };
    writeMemory(root, memory);
    expect(readMemory(root)).toEqual(memory);
    const file = join(root, 'state', 'agent.json');
    writeFileSync(file, JSON.stringify({ ...memory, refused: { counter: 7, cause: 'tooBright' } }));
    expect(readMemory(root)).toMatchObject({ lastCounter: 7, refused: { cause: 'tooBright' } });
  } finally {
    remove();
  }
});
