import type { ItemField } from '../../../../contract/catalogue/field.ts';
import type { ServiceItem } from '../../../../contract/catalogue/item.ts';
import { dependencies, type LooksAt, looksAt } from './looks-at.ts';
import { fieldOf, type Position } from './position.ts';
import { mentions, refsOf } from './tests-of-item.ts';

/** What the rest of a visit still looks at, from a position on. All else is forgotten there, so that visits which differ no more become one. */
export interface Live {
  readonly answers: ReadonlySet<string>;
  /** References into pulls. */
  readonly pulls: ReadonlySet<string>;
  /** The same by path of the pull: which parts of its data. */
  readonly parts: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** Pulls of which it matters how they ended. */
  readonly statuses: ReadonlySet<string>;
  /** Pulls that may be asked again. */
  readonly asked: ReadonlySet<string>;
  readonly person: boolean;
  readonly link: boolean;
  readonly devices: boolean;
  readonly asks: boolean;
  readonly result: boolean;
  /** Of the answers: those that nothing changes any more. */
  readonly frozen: ReadonlySet<string>;
  /** Lists of which only the chosen entries matter, with the fields that chose. */
  readonly choices: ReadonlyMap<string, readonly string[]>;
  /** Of chosen entries: what is still read. */
  readonly chosenParts: ReadonlyMap<string, ReadonlySet<string>>;
  readonly personParts: ReadonlySet<string>;
  /** The item with those of its fields that still matter. */
  readonly item: ServiceItem;
}

/**
 * What is looked at from a position on, and what those answers follow. An answer that nothing can change any more is kept as it is, without what it
 * followed.
 */
export function liveFrom(
  item: ServiceItem,
  positions: readonly Position[],
  from: number,
  isFrozen: (key: string) => boolean,
): Live {
  const answers = new Set<string>();
  const chosen = new Set<string>();
  const pulls = new Set<string>();
  const flags = { person: false, link: false, devices: false, asks: false, result: false };
  const read = new Set<string>(); // by conditions, rows of lists included
  const chosenParts = new Map<string, Set<string>>();
  const personParts = new Set<string>();
  const see = (ref: string): void => {
    const [root = '', name = '', ...rest] = ref.split('/');
    if (root === 'actor' || root === 'subject') {
      flags.person = true;
      personParts.add(name);
    } else if (root === 'result') flags.result = true;
    else if (root === 'pull') pulls.add(ref);
    else if (root === 'answer' || root === 'chosen') {
      const field = fieldOf(item, name);
      if (root === 'chosen') chosenParts.set(name, (chosenParts.get(name) ?? new Set()).add(rest.join('/')));
      if (root === 'chosen' && !chosen.has(name)) {
        chosen.add(name);
        if (field?.options !== undefined) see(field.options.from);
      }
      if (answers.has(name)) return;
      answers.add(name);
      if (field !== undefined && !isFrozen(name)) seeAll(dependencies(field));
    }
  };
  const seeAll = (all: LooksAt): void => {
    for (const condition of all.conditions) {
      flags.link ||= mentions(condition, 'link');
      flags.devices ||= mentions(condition, 'device');
      for (const ref of refsOf(condition)) {
        read.add(ref);
        see(ref);
      }
    }
    for (const ref of all.refs) {
      read.add(ref);
      see(ref);
    }
    if (all.from !== undefined) see(all.from);
  };
  for (const position of positions.slice(from)) {
    if (position.kind === 'ask' || position.kind === 'field') flags.asks = true;
    if (position.kind === 'known' && item.offline === 'LIVE') flags.link = true;
    seeAll(looksAt(item, position));
  }
  const fields = item.fields
    .filter((field) => answers.has(field.key))
    .map((field): ItemField => {
      if (!isFrozen(field.key)) return field;
      const { key, label, options } = field;
      return options === undefined
        ? { key, label, type: 'text' }
        : {
            key,
            label,
            type: 'text',
            options: { from: options.from, id: options.id, label: options.label, personal: options.personal },
          };
    });
  const frozen = new Set([...answers].filter(isFrozen));
  return {
    ...flags,
    answers,
    frozen,
    pulls,
    ...partsByPull(pulls),
    choices: choicesOf(fields, frozen, read),
    chosenParts,
    personParts,
    item: { ...item, fields },
  };
}

/** Lists that are kept only for entries which are chosen already: no question and no condition looks at them any more. */
function choicesOf(
  fields: readonly ItemField[],
  frozen: ReadonlySet<string>,
  read: ReadonlySet<string>,
): Live['choices'] {
  const choices = new Map<string, string[]>();
  for (const field of fields) {
    const from = field.options?.from;
    if (from !== undefined) choices.set(from, [...(choices.get(from) ?? []), field.key]);
  }
  return new Map([...choices].filter(([list, keys]) => keys.every((key) => frozen.has(key)) && !read.has(list)));
}

/** `pull/P` alone asks how it ended or for all of it, `pull/P/-` whether it has to be asked. */
function partsByPull(refs: ReadonlySet<string>): Pick<Live, 'parts' | 'statuses' | 'asked'> {
  const parts = new Map<string, (readonly string[])[]>();
  const statuses = new Set<string>();
  const asked = new Set<string>();
  for (const ref of refs) {
    const [, path = '', ...rest] = ref.split('/');
    const known = parts.get(path) ?? [];
    parts.set(path, known);
    if (rest.length === 0) statuses.add(path);
    else if (rest[0] !== '-') known.push(rest);
    if (rest[0] === '-') {
      asked.add(path);
      statuses.add(path);
    }
  }
  return { parts, statuses, asked };
}
