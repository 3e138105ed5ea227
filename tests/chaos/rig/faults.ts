import { createRandom, type Random } from '../../../hub/city/random.ts';

/** Which bytes: from kiosk to hub, or back. */
export type Way = 'request' | 'reply';

/**
 * What the network does to one exchange. `at` is a place in the message in thousandths of its bytes: 0 = before the first, 1000 = all of it passes. `ms` is of the
 * kiosk's monotonic clock.
 */
export type Fault =
  | { readonly kind: 'pass' }
  /** Nobody listens. */
  | { readonly kind: 'refuse' }
  /** Both ends are cut after so many bytes: with FIN or with RST. A request that passed whole has its effect. */
  | { readonly kind: 'cut'; readonly way: Way; readonly at: number; readonly how: 'fin' | 'rst' }
  /** From this byte on nothing passes and nobody is told. */
  | { readonly kind: 'hole'; readonly way: Way; readonly at: number }
  | { readonly kind: 'delay'; readonly way: Way; readonly ms: number }
  /** So many portions, a pause after each. */
  | { readonly kind: 'trickle'; readonly way: Way; readonly portions: number; readonly ms: number }
  /** One direction ends (FIN), the other stays open: behind the request towards the hub, or in the reply towards the kiosk. */
  | { readonly kind: 'halfClose'; readonly way: Way; readonly at: number }
  /** The request reaches the hub a second time: at once on a second connection, or from a slow box long after. The kiosk gets one of the first two answers. */
  | { readonly kind: 'twice'; readonly answer: 0 | 1; readonly afterMs: number }
  /** Other bytes in place of the reply's own. */
  | { readonly kind: 'garbage'; readonly at: number; readonly bytes: number; readonly seed: number }
  /** A box between answers by itself, unsigned: a page, or JSON that says `accepted` to everything. `delivered`: the request reached the hub all the same. */
  | {
      readonly kind: 'box';
      readonly status: 200 | 429 | 502 | 503;
      readonly says: 'page' | 'accepted';
      readonly delivered: boolean;
      readonly retryAfterS: number | null;
    }
  /** The answer to an earlier request of this kiosk, so many back. */
  | { readonly kind: 'replay'; readonly back: number; readonly delivered: boolean }
  /** The kiosk's process ends at this moment, and starts again later. */
  | { readonly kind: 'crash'; readonly when: 'before' | 'delivered' }
  /** The hub instance that has this request is killed so many turns of the event loop after its last byte went out. */
  | { readonly kind: 'kill'; readonly turns: number }
  /** Every connection between hub and PostgreSQL is cut so many turns after the request went out. */
  | { readonly kind: 'database'; readonly turns: number };

export type FaultKind = Fault['kind'];

export const pass: Fault = { kind: 'pass' };

/** Kinds of every schedule; `crash`, `kill` and `database` come on top where a schedule has them. */
export const linkFaults = [
  'refuse',
  'cut',
  'hole',
  'delay',
  'trickle',
  'halfClose',
  'twice',
  'garbage',
  'box',
  'replay',
] as const satisfies readonly FaultKind[];

/** Edges are likelier than their share of the bytes: nothing, one byte, all but the last, all. */
function place(dice: Random): number {
  return dice.chance(0.4) ? dice.pick([0, 1, 999, 1000]) : dice.int(0, 1000);
}

export function drawFault(kind: FaultKind, dice: Random): Fault {
  const way = dice.pick<Way>(['request', 'reply', 'reply']);
  switch (kind) {
    case 'pass':
    case 'refuse':
      return { kind };
    case 'cut':
      return { kind, way, at: place(dice), how: dice.pick(['fin', 'rst']) };
    case 'hole':
    case 'halfClose':
      return { kind, way, at: place(dice) };
    case 'delay':
      return { kind, way, ms: dice.pick([50, 900, 4_400, 4_600, 7_900, 14_900, 40_000]) };
    case 'trickle':
      return { kind, way, portions: dice.int(2, 6), ms: dice.pick([20, 700, 2_500]) };
    case 'twice':
      return { kind, answer: dice.pick([0, 1]), afterMs: dice.pick([0, 0, 3_000, 90_000]) };
    case 'garbage':
      return { kind, at: place(dice), bytes: dice.pick([1, 4, 40, 4_000]), seed: dice.int(1, 1e9) };
    case 'box':
      return {
        kind,
        status: dice.pick([200, 200, 429, 502, 503]),
        says: dice.pick(['page', 'accepted']),
        delivered: dice.chance(0.5),
        retryAfterS: dice.pick([null, null, 1, 30]),
      };
    case 'replay':
      return { kind, back: dice.int(1, 4), delivered: dice.chance(0.5) };
    case 'crash':
      return { kind, when: dice.pick(['before', 'delivered']) };
    case 'kill':
    case 'database':
      return { kind, turns: dice.pick([0, 1, 3, 10, 40]) };
  }
}

/** As it stands in a report: `cut reply@1000 rst`. */
export function describeFault(fault: Fault): string {
  const { kind, ...rest } = fault;
  if ('way' in fault) {
    const { way, kind: _kind, ...more } = fault;
    const at = 'at' in more ? `@${more.at}` : '';
    const figures = Object.entries(more).flatMap(([name, value]) => (name === 'at' ? [] : [`${name}=${value}`]));
    return [kind, `${way}${at}`, ...figures].join(' ');
  }
  return [kind, ...Object.entries(rest).map(([name, value]) => `${name}=${value}`)].join(' ');
}

/** The bytes that garbage puts in place of a reply's own. */
export function spoil(reply: Buffer, fault: Extract<Fault, { readonly kind: 'garbage' }>): Buffer {
  const dice = createRandom(fault.seed);
  const spoilt = Buffer.from(reply);
  const from = Math.min(spoilt.length - 1, bytesOf(fault.at, spoilt.length));
  for (let at = from; at < Math.min(spoilt.length, from + fault.bytes); at += 1) {
    // Never the byte that stood there: garbage that changes nothing is no garbage.
    spoilt[at] = ((spoilt[at] ?? 0) + dice.int(1, 255)) % 256;
  }
  return spoilt;
}

/** Bytes up to a place; 1 = the first byte and no more, 999 = all but the last. */
export function bytesOf(at: number, length: number): number {
  if (at === 1) return Math.min(1, length);
  if (at === 999) return Math.max(0, length - 1);
  return Math.floor((length * at) / 1000);
}
