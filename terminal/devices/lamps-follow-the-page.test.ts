import { expect, it } from 'vitest';
import { ok } from '../../contract/result.ts';
import type { Screen } from '../../contract/screen.ts';
import type { IoBoard } from '../../drivers/io-board/io-board.ts';
import { guidanceLights, lampWishes } from './guidance-lights.ts';

const machine = (part: 'idReader' | 'cardDispenser' | 'smartCard', state: 'place' | 'take' | 'done' | 'reading') =>
  ({ type: 'machine', part, state, caption: { text: '', speak: 'never' } }) as unknown as Screen['blocks'][number];

it('the part that the page lights up is lit up, and nothing else', () => {
  expect([...lampWishes({ blocks: [machine('idReader', 'place')] })]).toMatchObject([['idPad', { pattern: 'blink' }]]);
  expect([...lampWishes({ blocks: [machine('idReader', 'reading')] })]).toEqual([['idPad', { pattern: 'on' }]]);
  expect([...lampWishes({ blocks: [machine('smartCard', 'place')] })]).toEqual([]);
  expect([...lampWishes({ blocks: [] })]).toEqual([]);
});

function boardWith(lamps: readonly string[] | null, wishes: string[]): IoBoard {
  return {
    capabilities: () => (lamps === null ? null : { lamps: lamps.map((name) => ({ name })) }),
    setLamp: (name: string, wish: { readonly pattern: string }) => {
      wishes.push(`${name} ${wish.pattern}`);
      return Promise.resolve(ok(undefined));
    },
  } as unknown as IoBoard;
}

it('a lamp that this board does not have is not asked for, visit after visit', () => {
  const wishes: string[] = [];
  const show = guidanceLights(boardWith(['idPad'], wishes));
  show({ blocks: [machine('cardDispenser', 'take'), machine('idReader', 'place')] });
  show({ blocks: [] });
  expect(wishes).toEqual(['idPad blink', 'idPad off']);
});

it('the lamp of the page before goes out, and one that is right already is left alone', () => {
  const wishes: string[] = [];
  const board = boardWith(null, wishes);
  const show = guidanceLights(board);
  show({ blocks: [machine('idReader', 'place')] });
  show({ blocks: [machine('idReader', 'place')] });
  show({ blocks: [machine('cardDispenser', 'take')] });
  show({ blocks: [] });
  expect(wishes).toEqual(['idPad blink', 'idPad off', 'card blink', 'card off']);
  guidanceLights(null)({ blocks: [machine('idReader', 'place')] });
});
