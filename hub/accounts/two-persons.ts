import type { Actor, Permission } from '../../contract/accounts.ts';
import { mayDo } from '../../contract/accounts.ts';
import { err, ok, type Result } from '../../contract/result.ts';

/** Why somebody cannot be the second person. */
export type SecondPersonRefusal = 'samePerson' | 'mayNot';

/**
 * The rule of two persons: whoever approves is somebody else than whoever began. The operator token is one person however many hold it, and however often it
 * signed in; so with the token alone nothing is ever approved by two.
 */
export function secondPerson(
  first: Pick<Actor, 'kind' | 'id'>,
  second: Actor,
  permission: Permission,
): Result<null, SecondPersonRefusal> {
  if (!mayDo(second, permission)) return err('mayNot');
  return first.kind === second.kind && first.id === second.id ? err('samePerson') : ok(null);
}
