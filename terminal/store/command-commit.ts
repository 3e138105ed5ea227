import type { CommandResultBody, RemoteActKind } from '../../contract/remote-command.ts';
import { ok, type Result } from '../../contract/result.ts';
import type { LedgerContext } from './card-commit.ts';
import { readMeta, writeMeta } from './meta.ts';
import { sealAndCommit } from './sealed-commit.ts';
import type { StoreError } from './store-error.ts';

/** Behind what citizens wait for: as records of the staff. */
const commandPrio = 2;
/** Meta key: ids of commands whose end is in the queue to the hub, newest last. */
export const toldKey = 'commands.told';
/** More than a machine can hold at once, so that an end which could not be struck from its list is not told again. */
const mostTold = 64;

/** Ids in their stored form, separated by blanks. */
export const toldIds = (text: string | null): readonly string[] => (text ?? '').split(' ').filter((id) => id !== '');

/** Takes how a command ended: sealed message, audit record and that it was told in one transaction. One that was told is not told again. */
export async function commitCommandResult(
  { commit, audit }: Pick<LedgerContext, 'commit' | 'audit'>,
  body: CommandResultBody,
  kind: RemoteActKind | null,
): Promise<Result<void, StoreError>> {
  if (toldIds(readMeta(commit.db, toldKey)).includes(body.id)) return ok(undefined);
  const placed = await sealAndCommit(commit, () =>
    ok({
      ...{ topic: 'tech.command' as const, prio: commandPrio, orderKey: 'command', receiptNo: null, itemId: null },
      body: () => body,
      commit: () => {
        const { id, state, code } = body;
        audit('command', { command: id, kind, state, code }, null);
        writeMeta(commit.db, toldKey, [...toldIds(readMeta(commit.db, toldKey)), id].slice(-mostTold).join(' '));
        return true;
      },
    }),
  );
  return placed.ok ? ok(undefined) : placed;
}
