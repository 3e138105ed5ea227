import { createHash } from 'node:crypto';

/** A machine that a release shall reach. */
export interface Member {
  readonly id: string;
  readonly model: string;
  readonly district: string;
  /** Of the lab: ring 0 begins with it. */
  readonly isLab: boolean;
}

/** Parts of the fleet of the rings after ring 0; what is left is one more ring (docs/design/sync-and-fleet.md §8). */
const ringShares = [0.01, 0.05, 0.2, 0.5] as const;
const firstRingAtMost = 25;
const hourMs = 3_600_000;

/**
 * Machines of each ring: 25/500/2,500/10,000/25,000/11,975 of 50,000; 6/30/120/300/144 of 600. Ring 0 is one percent but at most 25, at least one of each model and the whole lab; a ring that would
 * not be larger than the one before is left out.
 * @param least ring 0 has at least so many: models, or machines of the lab
 */
export function ringSizes(machines: number, least: number): readonly number[] {
  const sizes: number[] = [];
  let left = machines;
  let before = 0;
  const first = Math.max(least, Math.min(firstRingAtMost, Math.ceil(machines / 100)));
  for (const wanted of [first, ...ringShares.map((share) => Math.round(machines * share))]) {
    const size = Math.min(wanted, left);
    if (size <= before) continue;
    sizes.push(size);
    left -= size;
    before = wanted;
  }
  return left > 0 ? [...sizes, left] : sizes;
}

/** How long a machine must stand the new release: ring 0 two hours in which its place is open, later rings a day by the clock. */
export const soakMsOf = (ring: number): number => (ring === 0 ? 2 : 24) * hourMs;

/**
 * Rings of the machines, by id. Who is first changes with each release, since the order is by hash(release ‖ machine); machines of one model and district are spread evenly over that order, so
 * that every beginning of it holds its part of each. Ring 0 goes by hardware: the lab, then one of each model in turn.
 * @param release id of the release, the salt
 */
export function ringsOf(release: string, members: readonly Member[]): ReadonlyMap<string, number> {
  const order = evenOrder(release, members);
  const models = new Set(members.map(({ model }) => model)).size;
  const lab = members.filter(({ isLab }) => isLab).length;
  const [first = 0, ...sizes] = ringSizes(members.length, Math.max(models, lab));
  const seen = new Map<string, number>();
  const byHardware = order.map((member) => {
    const rank = member.isLab ? -1 : (seen.get(member.model) ?? 0);
    if (!member.isLab) seen.set(member.model, rank + 1);
    return { member, rank };
  });
  // Stable: machines of one rank stay in their even order.
  byHardware.sort((a, b) => a.rank - b.rank);
  const rings = new Map(byHardware.slice(0, first).map(({ member }) => [member.id, 0]));
  let ring = 1;
  let room = sizes[0] ?? 0;
  for (const { id } of order) {
    if (rings.has(id)) continue;
    while (room === 0) {
      ring += 1;
      room = sizes[ring - 1] ?? Number.POSITIVE_INFINITY;
    }
    rings.set(id, ring);
    room -= 1;
  }
  return rings;
}

/** The k-th of n machines of a stratum stands at (k + u)/n, u by hash of the stratum: any beginning holds n·part of it, give or take one. */
function evenOrder(release: string, members: readonly Member[]): readonly Member[] {
  const strata = Map.groupBy(members, ({ model, district }) => `${model}\n${district}`);
  const placed = [...strata].flatMap(([stratum, machines]) => {
    const start = unitHash(release, `stratum ${stratum}`);
    return machines
      .map((member) => ({ member, hash: unitHash(release, member.id) }))
      .sort((a, b) => a.hash - b.hash || (a.member.id < b.member.id ? -1 : 1))
      .map(({ member }, k) => ({ member, at: (k + start) / machines.length }));
  });
  placed.sort((a, b) => a.at - b.at || (a.member.id < b.member.id ? -1 : 1));
  return placed.map(({ member }) => member);
}

/** In [0, 1), the same at every hub. */
function unitHash(release: string, what: string): number {
  const digest = createHash('sha256').update(release).update('\0').update(what).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}
