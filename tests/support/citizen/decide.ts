import type { Block, Screen } from '../../../contract/screen.ts';
import type { Snapshot } from '../../../contract/snapshot.ts';

/** What one citizen wants; everything that is not named here is done as the page proposes it. */
export interface Plan {
  /** Persona of the one who stands here; others by the page that asks for their card (`C1-second`, `C1-signOther`, `D2-…`). */
  readonly card: string;
  readonly cards?: Readonly<Record<string, readonly string[]>>;
  /** Option by field; several for a list with ticks. */
  readonly choose?: Readonly<Record<string, string | readonly string[]>>;
  /** Typed value by field: digits, words, days, counts. */
  readonly type?: Readonly<Record<string, string>>;
  /** Button by page (name without the item, e.g. `V1`, `F2-effective`); a list is used up one visit of the page at a time. */
  readonly press?: Readonly<Record<string, string | readonly string[]>>;
  /** Way of verification on C2. */
  readonly verify?: 'face' | 'sms' | 'video' | 'cardPin';
}

/** What the citizen remembers between two pages. */
export interface Memory {
  /** Persona whose card lies on the pad. */
  lying: string | null;
  /** Page and revision of the last deed. */
  last: { readonly page: string; readonly deed: string } | null;
  readonly visits: Map<string, number>;
  readonly given: Map<string, number>;
}

export const newMemory = (): Memory => ({ lying: null, last: null, visits: new Map(), given: new Map() });

/** One thing that hands do. `wait`: somebody else is working. */
export type Deed =
  | { readonly do: 'press'; readonly id: string }
  | { readonly do: 'choose'; readonly name: string; readonly option: string }
  | { readonly do: 'digits'; readonly name: string; readonly value: string; readonly submit: string }
  | { readonly do: 'smsCode'; readonly name: string; readonly submit: string }
  | { readonly do: 'date'; readonly block: Extract<Block, { type: 'date' }>; readonly value: string | null }
  | { readonly do: 'text'; readonly name: string; readonly value: string; readonly submit: string }
  | { readonly do: 'counter'; readonly block: Extract<Block, { type: 'counter' }>; readonly value: number }
  | { readonly do: 'lay'; readonly persona: string }
  | { readonly do: 'lift' }
  | { readonly do: 'pay' }
  | { readonly do: 'pin' }
  | { readonly do: 'takeCard' }
  | { readonly do: 'wait' };

/** Name of a page without its item: `ss.card.loss/D2-card` → `D2-card`. */
export const pageOf = (screen: Screen): string => screen.name.slice(screen.name.indexOf('/') + 1);

/**
 * What this citizen does on this page. Pure but for the memory. Touches only what the page offers; a page that offers nothing is waited for.
 */
export function decide(snapshot: Snapshot, plan: Plan, memory: Memory): Deed {
  const { screen } = snapshot;
  const page = pageOf(screen);
  if (snapshot.warning !== null) return { do: 'press', id: 'warning.stay' };
  const wanted = plan.press?.[page];
  if (wanted !== undefined) {
    const list = typeof wanted === 'string' ? [wanted] : wanted;
    const id = list[Math.min(memory.visits.get(page) ?? 0, list.length - 1)];
    if (id !== undefined && offers(screen).includes(id)) return { do: 'press', id };
  }
  if (screen.code === 'C1') return handleCard(page, plan, memory);
  if (page.startsWith('G1')) {
    if (page.includes('card') && memory.lying !== null) return { do: 'lift' };
    for (const block of screen.blocks) {
      if (block.type === 'pin') return { do: 'pin' };
      if (block.type === 'machine' && block.part === 'cardDispenser' && block.state === 'take')
        return { do: 'takeCard' };
    }
    return main(screen);
  }
  for (const block of screen.blocks) {
    const deed = handleBlock(screen, block, plan, memory);
    if (deed !== null) return deed;
  }
  return main(screen);
}

function handleCard(page: string, plan: Plan, memory: Memory): Deed {
  if (page.endsWith('-reading')) return { do: 'wait' };
  const isRemoval = page.endsWith('-remove') || page.endsWith('-lift');
  if (memory.lying !== null && (isRemoval || memory.last?.page !== page)) return { do: 'lift' };
  if (isRemoval || memory.lying !== null) return { do: 'wait' };
  return { do: 'lay', persona: cardFor(page, plan, memory) };
}

function cardFor(page: string, plan: Plan, memory: Memory): string {
  const base = page.replace(/-(hint|lift|reading)$/, '');
  const others = plan.cards?.[base];
  if (others === undefined) return plan.card;
  return others[Math.min(memory.given.get(base) ?? 0, others.length - 1)] ?? plan.card;
}

function handleBlock(screen: Screen, block: Block, plan: Plan, memory: Memory): Deed | null {
  switch (block.type) {
    case 'choice': {
      const wish = plan.choose?.[block.name];
      const open = block.options.filter((option) => option.disabledBecause === undefined);
      const option = open.find(({ id }) => id === wish) ?? open.find(({ id }) => id === block.selected) ?? open[0];
      const isTap = screen.blocks.some((other) => other.type === 'machine' && other.part === 'idReader');
      if (isTap && typeof wish !== 'string') return tapOnQuestion(screen, plan, memory);
      if (option === undefined) return null;
      return option.id === block.selected ? null : { do: 'choose', name: block.name, option: option.id };
    }
    case 'multi': {
      const wish = plan.choose?.[block.name];
      const wished = typeof wish === 'string' ? [wish] : wish;
      const open = block.options.filter((option) => option.disabledBecause === undefined).map(({ id }) => id);
      const target = wished ?? (block.selected.length > 0 ? block.selected : open.slice(0, 1));
      const wrong =
        target.find((id) => open.includes(id) && !block.selected.includes(id)) ??
        (wished === undefined ? undefined : block.selected.find((id) => open.includes(id) && !target.includes(id)));
      return wrong === undefined ? null : { do: 'choose', name: block.name, option: wrong };
    }
    case 'digits':
      if (block.label.key === 'sms.code') return { do: 'smsCode', name: block.name, submit: block.submit.id };
      if (plan.type?.[block.name] === undefined && screen.actions.main !== undefined) return null;
      return {
        do: 'digits',
        name: block.name,
        value: plan.type?.[block.name] ?? '13800138000'.slice(0, block.maxLength),
        submit: block.submit.id,
      };
    case 'date':
      return { do: 'date', block, value: plan.type?.[block.name] ?? null };
    case 'counter':
      return { do: 'counter', block, value: Number(plan.type?.[block.name] ?? block.value) };
    case 'text':
      return {
        do: 'text',
        name: block.name,
        value: plan.type?.[block.name] ?? (block.value === '' ? (block.phrases[0]?.text.text ?? '测试') : block.value),
        submit: block.submit.id,
      };
    case 'tasks': {
      const task = block.tasks.find(({ state }) => state === 'inProgress' || state === 'notStarted');
      return task === undefined ? null : { do: 'press', id: `task:${task.id}` };
    }
    case 'tiles': {
      // No code came (no number on file, or one was sent a moment ago): the clerk on video stands on the same page.
      const isSecond = (memory.visits.get(pageOf(screen)) ?? 0) > 0;
      const way = `method:${plan.verify ?? (isSecond ? 'video' : 'sms')}`;
      return block.tiles.some((tile) => tile.id === way && tile.unavailable === undefined)
        ? { do: 'press', id: way }
        : null;
    }
    case 'pay':
      return { do: 'pay' };
    case 'pin':
      return { do: 'pin' };
    case 'camera':
      return { do: 'wait' };
    case 'machine':
      if (block.part === 'cardDispenser' && block.state === 'take') return { do: 'takeCard' };
      return screen.code === 'D2' && block.part === 'idReader' ? tapOnQuestion(screen, plan, memory) : null;
    default:
      return null;
  }
}

/** A question that is answered by somebody's card. */
function tapOnQuestion(screen: Screen, plan: Plan, memory: Memory): Deed | null {
  const page = pageOf(screen);
  if (plan.cards?.[page] === undefined) return null;
  // As the page asks: the next card once the reader has seen that the last one is gone.
  const isLying = screen.blocks.some((block) => block.type === 'machine' && block.state === 'take');
  if (isLying && memory.lying === null) return { do: 'wait' };
  return handleCard(page, plan, memory);
}

/** The main button, else the only other one; a page without any is worked on by somebody else. */
function main(screen: Screen): Deed {
  const { main, other } = screen.actions;
  if (main !== undefined) return { do: 'press', id: main.id };
  const only = other[0];
  return only !== undefined && other.length === 1 && screen.actions.back === undefined
    ? { do: 'press', id: only.id }
    : { do: 'wait' };
}

/** Everything that can be pressed on the page. */
export function offers(screen: Screen): readonly string[] {
  const { back, main, other } = screen.actions;
  const ids = [back, main, ...other].flatMap((action) => (action === undefined ? [] : [action.id]));
  for (const block of screen.blocks) {
    if (block.type === 'tiles') {
      for (const tile of block.tiles) if (tile.unavailable === undefined) ids.push(tile.id);
    } else if (block.type === 'tasks') {
      for (const task of block.tasks) if (task.state !== 'blocked') ids.push(`task:${task.id}`);
    } else if (block.type === 'facts') {
      for (const row of block.rows) {
        if (row.change !== undefined) ids.push(row.change.id);
        if (row.reveal !== undefined) ids.push(row.reveal.id);
      }
    }
  }
  return ids;
}
