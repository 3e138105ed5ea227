import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainSnapshot } from '../plain-snapshot.test-data.ts';
import { Screen } from '../screen.ts';
import type { Snapshot } from '../snapshot.ts';
import { Text } from '../text.ts';
import type { FocusedControl } from './controls.ts';
import { controlsOf } from './every-control.test-data.ts';
import type { SpeechManifest } from './lexicon.ts';
import { atoms } from './numbers.ts';
import type { Piece } from './pieces.ts';
import { changeScript, controlScript, pageScript } from './script.ts';
import { silentSpeech } from './settings.ts';

/** Values of one synthetic person (region 440199). Each is of a kind that speech joins from recordings, or has a recording of its own. */
const secrets = [
  '黎赟',
  '番禺区小巷 5 号',
  '440199199203150026',
  '13800138000',
  '¥98,765.43',
  '1992年3月15日',
  'TH0017-261123-0042-3',
  '8.25%',
  '6217',
  'ZHAO',
] as const;

const fixed = {
  'page.plain': '请核对',
  'page.step': '第 {n} 步，共 {of} 步',
  'page.card': '尾号 {last4} 的卡，持卡人 {name}',
  'speech.hidden': '已隐藏',
  'speech.headsetOnly': '插入耳机可以听到',
  'speech.screenOnly': '显示在屏幕上',
  'speech.name': '您的姓名',
};
const words = [
  ...['请核对', '第', '步，共', '步', '尾号', '的卡，持卡人', '已隐藏', '插入耳机可以听到', '显示在屏幕上', '您的姓名'],
  // The names have recordings: the headset says them, and the speaker must not.
  ...['黎赟', '番禺区小巷'],
  ...atoms('cmn'),
];
const manifest: SpeechManifest = {
  voice: 'cmn',
  texts: fixed,
  clips: Object.fromEntries(words.map((word) => [word, ['x.opus', 100] as const])),
  readings: { 赟: '晕', 龙: '隆' },
};

const secret = fc.constantFrom(...secrets);
const ofCatalogue: fc.Arbitrary<Text> = fc.constant({ key: 'page.plain', text: '请核对' });
/** Marked as personal, in all the ways in which a page has such values: alone, and within fixed words. */
const personal: fc.Arbitrary<Text> = fc.oneof(
  secret.map((value): Text => ({ key: 'pull/hrss.cards/name', text: value, personal: true })),
  fc
    .tuple(secret, secret)
    .map(([a, b]): Text => ({ key: 'page.card', text: `尾号 ${a} 的卡，持卡人 ${b}`, personal: true })),
);
/** On a page that is personal as a whole even what is not marked. */
const unmarked: fc.Arbitrary<Text> = fc.oneof(
  secret.map((value): Text => ({ key: 'value', text: value })),
  secret.map((value): Text => ({ key: 'page.card', text: `尾号 ${value} 的卡，持卡人 ${value}` })),
);

interface Shape {
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
}

/** Whatever the contract allows as a screen, also with blocks that are added later: personal values in every place that may hold one. */
function shaped(shape: Shape, text: fc.Arbitrary<Text>, name: string): fc.Arbitrary<unknown> {
  if (shape === (Text as Shape) || (shape.properties !== undefined && 'speak' in shape.properties)) {
    // Position and page numbers tell nothing about a person and are read to everybody.
    if (name === 'words') return fc.constant({ key: 'page.step', text: '第 2 步，共 7 步' });
    return text;
  }
  if (shape.const !== undefined) return fc.constant(shape.const);
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum);
  if (shape.anyOf !== undefined) return fc.oneof(...shape.anyOf.map((one) => shaped(one, text, name)));
  switch (shape.type) {
    case 'object': {
      if (name === 'step') return fc.constant({ n: 2, of: 7, label: { key: 'page.step', text: '第 2 步，共 7 步' } });
      const record = Object.entries(shape.properties ?? {}).map(
        ([key, part]) => [key, shaped(part, text, key)] as const,
      );
      return fc.record(Object.fromEntries(record), { requiredKeys: [...(shape.required ?? [])] });
    }
    case 'array':
      return fc.array(shaped(shape.items ?? {}, text, name), { maxLength: 3 });
    case 'integer':
    case 'number':
      return fc.constant(3);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      // Bare strings that are read out: numbers of receipts, typed values, lines of documents. Telephone numbers to call are for everybody.
      if (name === 'value') return fc.constantFrom('1992-03-15', ...secrets);
      return name === 'number' || name === 'lines' || name === 'query' ? secret : fc.constant('a');
  }
}

const withHotlines = (screen: Screen): Screen => ({
  ...screen,
  blocks: screen.blocks.map((block) =>
    block.type === 'hotlines' ? { ...block, lines: block.lines.map((line) => ({ ...line, number: '12333' })) } : block,
  ),
});
const screenWith = (text: fc.Arbitrary<Text>, isPersonal: boolean): fc.Arbitrary<Screen> =>
  (shaped(Screen as Shape, text, 'screen') as fc.Arbitrary<Screen>).map((screen) =>
    withHotlines({ ...screen, personal: isPersonal }),
  );
const anyScreen = fc.oneof(
  screenWith(fc.oneof(ofCatalogue, personal), false),
  screenWith(fc.oneof(ofCatalogue, personal, unmarked), true),
);

function snapshotOf(screen: Screen): Snapshot {
  const snapshot = plainSnapshot(screen, { key: 'page.plain', text: '请核对' });
  return { ...snapshot, modes: { ...snapshot.modes, speech: { ...silentSpeech, output: 'speaker' } } };
}

function spokenControlsOf(snapshot: Snapshot): readonly FocusedControl[] {
  return [...controlsOf(snapshot), ...secrets.map((name) => ({ kind: 'typing', name }) as const)];
}

/** What the ear would learn. Position (2, 7) and counts (3) are not of a person. */
const leaks = (pieces: readonly Piece[]): readonly Piece[] =>
  pieces.filter((piece) => piece.privacy !== 'any' || secrets.some((value) => piece.text.includes(value)));
const digitsOf = (pieces: readonly Piece[]): string =>
  pieces
    .filter((piece) => ['digits', 'letters', 'amount', 'date'].includes(piece.kind))
    .map((piece) => piece.text)
    .join();

describe('on the speaker', () => {
  it('no personal value is ever read out, on any page that the contract allows', () => {
    fc.assert(
      fc.property(anyScreen, anyScreen, (screen, before) => {
        const snapshot = snapshotOf(screen);
        const { bars } = snapshot;
        // Heard in another language than is shown, the other page is spoken by the same rule.
        const other = { ...snapshotOf(before), spoken: { language: 'zh-CN' as const, bars, screen, warning: null } };
        const spoken = [
          ...pageScript(snapshot, manifest, 'speaker'),
          ...pageScript(other, manifest, 'speaker'),
          ...changeScript(snapshotOf(before), snapshot, manifest, 'speaker'),
          ...spokenControlsOf(snapshot).flatMap((control) => controlScript(snapshot, manifest, 'speaker', control)),
        ];
        expect(leaks(spoken)).toEqual([]);
        // Telephone numbers to call, and the note for the keeper (a), are for everybody.
        expect(digitsOf(spoken).replaceAll('12333', '').replaceAll(/[a,]/g, '')).toBe('');
      }),
      { numRuns: 300 },
    );
  });

  it('the same values are heard with a headset: the rule hides them, not a lack of words', () => {
    for (const value of secrets) {
      const facts = {
        type: 'facts' as const,
        rows: [
          { id: 'r', label: { key: 'page.plain', text: '请核对' }, value: { key: 'v', text: value, personal: true } },
        ],
      };
      const screen: Screen = {
        ...{ code: 'D1' as const, name: 'x', heading: { key: 'page.plain', text: '请核对' }, blocks: [facts] },
        ...{ actions: { other: [] }, personal: true, canExit: true },
      };
      const snapshot = snapshotOf(screen);
      const [heard, spoken] = [pageScript(snapshot, manifest, 'headset'), pageScript(snapshot, manifest, 'speaker')];
      expect(
        heard.some((piece) => piece.privacy === 'headset' && piece.clips.length > 0),
        value,
      ).toBe(true);
      expect(
        heard.some((piece) => piece.kind === 'hidden'),
        value,
      ).toBe(false);
      expect(spoken.map((piece) => piece.text).join()).toBe('请核对,请核对,已隐藏,插入耳机可以听到');
    }
  });

  it('a secret is hidden from the headset, too; what is masked is told as hidden, its end digit by digit', () => {
    const facts = (value: Text) => ({
      type: 'facts' as const,
      rows: [{ id: 'r', label: { key: 'page.plain', text: '请核对' }, value }],
    });
    const page = (value: Text) =>
      snapshotOf({
        ...{ code: 'D1', name: 'x', heading: { key: 'page.plain', text: '请核对' }, blocks: [facts(value)] },
        ...{ actions: { other: [] }, personal: true, canExit: true },
      });
    const said = (value: Text) => pageScript(page(value), manifest, 'headset').slice(2);
    expect(said({ key: 'code', text: '123456', personal: true, speak: 'never' }).map(({ kind }) => kind)).toEqual([
      'hidden',
    ]);
    const masked = said({ key: 'idNumber', text: '**************0026', personal: true });
    expect(masked.map(({ kind }) => kind)).toEqual(['hidden', 'digits']);
    expect(masked[1]?.clips).toEqual(['零', '零', '二', '六']);
    expect(said({ key: 'mobile', text: '138****8000', personal: true }).map(({ kind }) => kind)).toEqual([
      'digits',
      'hidden',
      'digits',
    ]);
  });

  it('the step and the page of a list are told to everybody', () => {
    const snapshot = snapshotOf({
      ...{ code: 'D1', name: 'x', heading: { key: 'page.plain', text: '请核对' }, blocks: [] },
      ...{ step: { n: 2, of: 7, label: { key: 'page.step', text: '第 2 步，共 7 步' } } },
      ...{ actions: { other: [] }, personal: true, canExit: true },
    });
    expect(pageScript(snapshot, manifest, 'speaker').flatMap(({ clips }) => clips)).toEqual([
      '请核对',
      '第',
      '二',
      '步，共',
      '七',
      '步',
    ]);
  });
});
