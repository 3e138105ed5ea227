import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from '../../../contract/validate.ts';
import { lineDirections } from '../../transport/line-damage.ts';
import { cableFaultWords } from '../damaged-way.ts';
import { actRefusals } from './act.ts';
import { acts } from './acts.ts';
import { measuredLamps } from './bench-io-board.ts';
import { deviceNames } from './bench-state.ts';
import { dispenserCommands, dispenserFaults, mishapKinds, mishapPlaces } from './dispenser-state.ts';
import { boardFaults, contactNames } from './io-board-state.ts';
import { scanFaults } from './scanner-state.ts';

const folder = join(import.meta.dirname, 'page');
const Pair = Type.Array(Type.String({ minLength: 1 }), { minItems: 2, maxItems: 2 });
const Body = Type.Object({ act: Type.String() });
const Groups = Type.Array(Type.Object({ words: Pair, buttons: Type.Array(Type.Object({ words: Pair, body: Body })) }));
const Mishaps = Type.Array(Type.Object({ at: Type.String(), kinds: Type.Array(Type.String()) }));
const SdtFaults = Type.Array(Type.Object({ words: Pair, fault: Type.Object({ type: Type.String() }) }));
const Names = Type.Record(Type.String(), Pair);

type Maker = (...args: readonly unknown[]) => unknown;
let hands: Readonly<Record<string, unknown>>;
let texts: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  // Plain JavaScript without types: everything from there is checked below.
  hands = await import(join(folder, 'hands.js'));
  texts = await import(join(folder, 'texts.js'));
});

function shaped<T extends Type.TSchema>(schema: T, value: unknown): Static<T> {
  const parsed = parse(schema, value);
  if (!parsed.ok) throw new Error(`${parsed.error.path} ${parsed.error.reason}`);
  return parsed.value;
}

function makerOf(word: string): Maker {
  const made = hands.made;
  const maker = typeof made === 'object' && made !== null ? Reflect.get(made, word) : undefined;
  if (typeof maker !== 'function') throw new Error(`the page makes no ${word}`);
  return (...args) => Reflect.apply(maker, null, args);
}

/** Values that the page gives to an act, for those that want some. */
const given: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  cable: [
    ['scanner', true],
    ['scanner', false],
  ],
  damageCable: deviceNames.flatMap((device) =>
    lineDirections.flatMap((way) => cableFaultWords.map((fault) => [device, way, fault, 3])),
  ),
  clearCable: [['scanner']],
  placeCard: [['li-yun']],
  holdCode: [['社保', 'gb18030']],
  pressScanButton: [['社保', 'utf-8']],
  setContact: contactNames.map((name) => [name, true]),
  setLampWire: measuredLamps.map((name) => [name, 'open']),
  setLampStuck: [['camera', true]],
  injectScan: scanFaults.map((fault) => [fault]),
  injectBoard: boardFaults.map((fault) => [fault]),
  injectDispenser: dispenserFaults.flatMap((fault) => dispenserCommands.map((on) => [fault, on])),
  injectSdt: [[{ type: 'half' }, 'untilCleared']],
  armMishap: [['jam', 'feed']],
  pressPinKeys: [['1'], ['cancel'], ['correct']],
};

/** Every body that a button of the page can send. */
function bodies(): readonly { readonly act: string }[] {
  const groups = [
    'sdtHealthHands',
    'printerHands',
    'dispenserHands',
    'scannerHands',
    'boardHands',
    'a4Hands',
    'chipHands',
    'personaliserHands',
  ];
  const buttons = groups.flatMap((name) => shaped(Groups, hands[name]).flatMap((one) => one.buttons));
  const words = Object.keys(Object(hands.made));
  const made = words.flatMap((word) => (given[word] ?? [[]]).map((args) => makerOf(word)(...args)));
  const sdt = shaped(SdtFaults, hands.sdtFaultHands).map(({ fault }) => makerOf('injectSdt')(fault, 1));
  const mishaps = shaped(Mishaps, hands.mishapHands).flatMap(({ at, kinds }) =>
    kinds.map((kind) => makerOf('armMishap')(kind, at)),
  );
  return [...buttons.map(({ body }) => body), ...[...made, ...sdt, ...mishaps].map((body) => shaped(Body, body))];
}

describe('the page and the acts of the bench', () => {
  it('every act can be reached from the page, and the page asks for nothing that is refused by its schema', () => {
    const all = bodies();
    expect([...new Set(all.map(({ act }) => act))].sort()).toEqual(Object.keys(acts).sort());
    for (const body of all) {
      const schema = acts[body.act]?.schema;
      expect(schema !== undefined && Check(schema, body), JSON.stringify(body)).toBe(true);
    }
  });

  it('every act with values is used by some device of the page', () => {
    const scripts = readdirSync(folder).filter((name) => name.endsWith('.js') && name !== 'hands.js');
    const source = scripts.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    const words = Object.keys(Object(hands.made));
    for (const word of words) expect(source.includes(`bodies.${word}`), word).toBe(true);
    for (const [name] of Object.entries(hands).filter(([, value]) => Array.isArray(value)))
      expect(source.includes(name), name).toBe(true);
    // No act beside those of hands.js, which alone are checked.
    expect(source).not.toMatch(/\bact: '/);
  });

  it('has words for every fault, mishap and refusal', () => {
    const named = (table: unknown) => Object.keys(shaped(Names, table)).sort();
    expect(named(hands.dispenserFaultNames)).toEqual([...dispenserFaults].sort());
    expect(named(hands.scanFaultNames)).toEqual([...scanFaults].sort());
    expect(named(hands.boardFaultNames)).toEqual([...boardFaults].sort());
    expect(named(hands.cableFaultNames)).toEqual([...cableFaultWords].sort());
    expect(named(texts.mishaps)).toEqual([...mishapKinds].sort());
    expect(named(texts.dispenserCommands)).toEqual([...dispenserCommands].sort());
    expect(named(texts.refusals)).toEqual([...actRefusals].sort());
    expect(shaped(Mishaps, hands.mishapHands).map(({ at }) => at)).toEqual([...mishapPlaces]);
  });
});

it('the page speaks to nobody in a language that their browser does not have, unless they chose it', () => {
  const { firstLanguage } = texts;
  if (typeof firstLanguage !== 'function') throw new Error('the page chooses no language');
  const first = (wished: string | null, ofBrowser: string) => Reflect.apply(firstLanguage, null, [wished, ofBrowser]);
  expect([first(null, 'en-GB'), first(null, 'zh-CN'), first(null, 'zh'), first(null, 'de')]).toEqual([
    'en',
    'zh',
    'zh',
    'en',
  ]);
  expect([first('zh', 'en-GB'), first('en', 'zh-CN'), first('fr', 'zh-HK')]).toEqual(['zh', 'en', 'zh']);
});
