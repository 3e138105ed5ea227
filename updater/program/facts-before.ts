import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { strict } from '../../contract/closed-shapes.ts';
import { writeDurably } from '../../contract/durable-file.ts';
import { ReleaseId } from '../../contract/release/release-id.ts';
import { HealthFacts } from '../../contract/update-health.ts';
import { parse } from '../../contract/validate.ts';

/** `state/before.json`: how well the machine was when the release before still ran; the health gate compares with it. */
const FactsBefore = Type.Object(
  {
    format: Type.Literal('yitiji-before/1'),
    /** The release that was about to be tried. */
    release: ReleaseId,
    facts: HealthFacts,
  },
  strict,
);
type FactsBefore = Static<typeof FactsBefore>;

const fileOf = (root: string) => join(root, 'state', 'before.json');

/** Durable when it returns. */
export function keepFactsBefore(root: string, release: ReleaseId, facts: HealthFacts): void {
  const kept: FactsBefore = { format: 'yitiji-before/1', release, facts };
  writeDurably(fileOf(root), `${JSON.stringify(kept, null, 2)}\n`, 0o644);
}

/** Null = none were taken before this release was tried (a step back by hand), or they cannot be read: then it is judged by what every machine must have. */
export function factsBefore(root: string, release: ReleaseId): HealthFacts | null {
  try {
    const read = parse(FactsBefore, JSON.parse(readFileSync(fileOf(root), 'utf8')));
    return read.ok && read.value.release === release ? read.value.facts : null;
  } catch {
    return null;
  }
}
