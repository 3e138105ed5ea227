import { expect, it } from 'vitest';
import { deviceReplay } from './device-replay.ts';

it('a mode that does not exist is wrong usage, with or without --link, not a replay in some other mode', async () => {
  const io = { out: () => undefined, note: () => undefined, signal: AbortSignal.abort() };
  const run = (options: Record<string, string>) => deviceReplay.run({ options, positionals: ['/no/such.trace'] }, io);
  await expect(run({ mode: 'sloppy' })).rejects.toThrow(/--mode must be strict or semantic/);
  await expect(run({ mode: 'sloppy', link: '/tmp/x' })).rejects.toThrow(/--mode must be strict or semantic/);
});
