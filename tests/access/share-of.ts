import { hash } from 'node:crypto';

/** Which of so many shares a name falls into: the same for a name whatever other names there are, so that one that goes moves no other. @returns 0 to `of` − 1 */
export function shareOf(name: string, of: number): number {
  return hash('sha256', name, 'buffer').readUInt32LE() % of;
}
