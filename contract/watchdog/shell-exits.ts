import { type Rung, rungs } from './ladder.ts';

/**
 * Exit codes by which the shell asks its launcher for a rung that it cannot take itself. `renewShell`: a fresh shell where nothing is broken yet (its memory is full); the launcher does not count it, and
 * one that is too old to know it counts it as an end like any other.
 */
export const shellExits = { restartShell: 75, restartMachine: 76, renewShell: 77 } as const;

/** Rungs of the shell. Without a launcher nobody would start it again, and a window is opened anew for as long as it takes. */
export function rungsHere(hasLauncher: boolean): ReadonlySet<Rung> {
  return new Set(
    hasLauncher ? rungs : (['reloadPage', 'restartGraphics', 'newWindow', 'restartTerminal'] satisfies readonly Rung[]),
  );
}
