import { type Root, rootRoles, type Targets } from './shapes.ts';

const short = (ids: readonly string[]): string => ids.map((id) => id.slice(0, 8)).join(', ');

/** What somebody who signs puts his name to, as lines. @param before what is published; null = nothing */
export function describe(role: string, signed: Root | Targets, before: Root | Targets | null): readonly string[] {
  const lines = [`${role} version ${signed.version}, ends ${signed.expires}`];
  if (signed._type === 'root') {
    for (const one of rootRoles) {
      const { keyids, threshold } = signed.roles[one];
      const old = before?._type === 'root' ? before.roles[one] : null;
      const isSame = old !== null && old.threshold === threshold && short(old.keyids) === short(keyids);
      lines.push(
        `  ${one}: ${threshold} of ${short(keyids)}${isSame || old === null ? '' : `   (was ${old.threshold} of ${short(old.keyids)})`}`,
      );
    }
    return lines;
  }
  const old = before?._type === 'targets' ? before : null;
  for (const { name, threshold, keyids } of signed.delegations?.roles ?? [])
    lines.push(`  ${name}: ${threshold} of ${short(keyids)}`);
  for (const { name } of old?.delegations?.roles ?? [])
    if (!signed.delegations?.roles.some((one) => one.name === name)) lines.push(`  gone: ${name}`);
  for (const [name, { hashes }] of Object.entries(signed.targets))
    if (old?.targets[name]?.hashes.sha256 !== hashes.sha256) lines.push(`  new: ${name} ${hashes.sha256}`);
  for (const name of Object.keys(old?.targets ?? {}))
    if (signed.targets[name] === undefined) lines.push(`  gone: ${name}`);
  return lines;
}
