import { Verifier } from './verifier.ts';

/**
 * Root that this machine begins with: the one that it has kept, or the one that came with the running slot.
 *
 * - Nothing is kept, or what is kept is no root any more: the shipped one. A slot is verified before it runs, so its root is as good as the program that reads it; the machine goes on from there
 *   by the roots that are published, however old it is.
 * - The kept one is newer or the same: it stays. A machine that went back to an older slot does not forget which keys were taken away since.
 * - The shipped one is newer: it takes over when it continues the kept one, that is when it is signed by enough of the kept root's keys. Skipping numbers is no weakness here: whoever holds so
 *   many of those keys could as well sign each number between, and the shipped root had to come in a release that other keys have signed.
 * - The shipped one is newer and continues nothing: the kept one stays, and gets there by the published roots or not at all. Else the keys that sign applications could replace the keys that can
 *   take them their power. Who installs another line of keys by hand removes the folder `trust/`.
 *
 * Pure.
 * @param kept null = none
 */
export function startRoot(kept: Uint8Array | null, shipped: Uint8Array): Uint8Array {
  if (kept === null) return shipped;
  const mine = Verifier.from(kept);
  if (!mine.ok) return shipped;
  const theirs = Verifier.from(shipped);
  if (!theirs.ok || theirs.value.root.signed.version <= mine.value.root.signed.version) return kept;
  return mine.value.signs(theirs.value) ? shipped : kept;
}

/**
 * Whether a key that could sign timestamps or snapshots has lost that right from one root to the other. Then what those roles have said before is forgotten (TUF 1.0 §5.3.11): a thief of a key may
 * have published versions so high that no honest one comes after them. A key that was only added is no reason: everything that it has not signed stays comparable.
 */
export function hasLostAKey(before: Verifier, after: Verifier): boolean {
  return (['timestamp', 'snapshot'] as const).some((role) => {
    const still = new Set(after.keysOf(role));
    return before.keysOf(role).some((key) => !still.has(key));
  });
}
