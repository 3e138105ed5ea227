import { describe, expect, it } from 'vitest';
import { plainSnapshot } from '../plain-snapshot.test-data.ts';
import type { Block, Screen } from '../screen.ts';
import type { Snapshot } from '../snapshot.ts';
import type { SpeechManifest } from './lexicon.ts';
import { atoms } from './numbers.ts';
import { piecesOf } from './pieces.ts';
import { changeScript, pageScript } from './script.ts';
import { silentSpeech } from './settings.ts';

/** What is heard of a page, and of what changes on it. */
const texts = {
  'kit.state.done': '已完成',
  'kit.state.active': '进行中',
  'kit.state.waiting': '等待',
  'kit.entered': '已输入 {n} 位，共 {of} 位',
  'speech.actions': '可以按',
  'speech.choices': '可以选择',
  'speech.selected': '已选中',
  'speech.minutesLeft': '还有 {n} 分钟',
  'speech.secondsLeft': '还有 {n} 秒',
  'speech.code': '二维码在屏幕上',
  'speech.keeperNote': '故障代码',
  'speech.tone': 'tone {n}',
  'speech.strokes': '{n} strokes',
  'speech.hidden': '已隐藏',
  'speech.headsetOnly': '插入耳机',
};
const words = [
  ...Object.values(texts).flatMap((text) =>
    text.split(/\{\w+\}/).map((part) => part.replaceAll(/^[，\s]+|[，\s]+$/g, '')),
  ),
  ...['页名', '甲', '乙', '丙', '继续', '费用', '二维码', '回执号'],
];
const manifest = (voice: 'cmn' | 'en' = 'cmn'): SpeechManifest => ({
  voice,
  texts,
  clips: Object.fromEntries([...words, ...atoms(voice)].map((word) => [word, ['x.opus', 1] as const])),
  readings: {},
});
const word = (text: string) => ({ key: 'k', text });
const label = word('甲');
function page(blocks: Block[], more: Partial<Screen> = {}): Snapshot {
  const snapshot = plainSnapshot(
    {
      ...{
        code: 'D1',
        name: 'x',
        heading: word('页名'),
        blocks,
        actions: { other: [] },
        personal: false,
        canExit: true,
      },
      ...more,
    },
    label,
  );
  return { ...snapshot, modes: { ...snapshot.modes, speech: { ...silentSpeech, output: 'headset' } } };
}
const heard = (snapshot: Snapshot) => pageScript(snapshot, manifest(), 'headset').map(({ text }) => text);
const news = (before: Snapshot, after: Snapshot) =>
  changeScript(before, after, manifest(), 'headset').map(({ text }) => text);
const steps = (...states: ('done' | 'active' | 'waiting')[]): Block => ({
  type: 'steps',
  steps: states.map((state, i) => ({ label: word('甲乙丙'[i] ?? ''), state })),
});

describe('what changes on a page', () => {
  it('a step that goes on is heard with its name, and the one that begins', () => {
    expect(news(page([steps('done', 'active', 'waiting')]), page([steps('done', 'done', 'active')]))).toEqual([
      ...['乙', '已完成'],
      ...['丙', '进行中'],
    ]);
  });

  it('of a choice only what is chosen now is news, not what has lost its mark', () => {
    const choice = (selected: string): Block => ({
      ...{ type: 'choice', name: 'c', selected },
      options: [
        { id: 'a', label: word('甲') },
        { id: 'b', label: word('乙') },
      ],
    });
    expect(news(page([choice('a')]), page([choice('b')]))).toEqual(['乙', '已选中']);
  });

  it('digits on the pad are counted for whoever cannot see the dots, never named', () => {
    const pin = (entered: number): Block => ({ type: 'pin', label: word('甲'), entered, of: 6 });
    expect(news(page([pin(2)]), page([pin(3)])).join('')).toBe('已输入3位，共6位');
  });

  it('nothing is said where nothing changed', () => {
    expect(news(page([steps('done', 'active')]), page([steps('done', 'active')]))).toEqual([]);
  });
});

describe('what a page says', () => {
  it('the button that a piece brings along is among the buttons', () => {
    const counter: Block = {
      ...{ type: 'counter', name: 'c', label, min: 1, max: 3, value: 1 },
      submit: { id: 'ok', label: word('继续') },
    };
    expect(heard(page([counter])).slice(-2)).toEqual(['可以按', '继续']);
  });

  it('how long a code may be used, and how it is called', () => {
    const pay = (endsAt: string): Block => ({
      ...{ type: 'pay', amount: word('¥20.00'), what: word('甲'), endsAt },
      qr: { size: 1, modules: '1', label: word('二维码') },
    });
    const left = (endsAt: string) =>
      heard(page([pay(endsAt)]))
        .slice(4)
        .join('');
    expect(left('2026-11-23T14:05:42+08:00')).toContain('还有2分钟');
    expect(left('2026-11-23T14:03:42+08:00')).toContain('还有30秒');
    expect(left('2026-11-23T14:03:00+08:00')).not.toContain('还有');
  });

  it('what the slip says besides its number, to the headset alone', () => {
    const receipt: Block = {
      ...{ type: 'receipt', label: word('回执号'), number: 'TH0017-261123-0042-3' },
      paper: [{ label: word('费用'), value: { key: 'slip.value.fee', text: '￥20.00' } }],
      qr: { size: 1, modules: '1', label: word('二维码') },
    };
    const fee = pageScript(page([receipt]), manifest(), 'headset').filter(({ text }) => text.includes('20'));
    expect(fee.map(({ kind, privacy }) => [kind, privacy])).toEqual([['amount', 'headset']]);
    expect(pageScript(page([receipt]), manifest(), 'speaker').map(({ text }) => text)).not.toContain('20.00');
  });

  it('the code for the keeper, sign by sign', () => {
    const pieces = pageScript(page([], { keeperNote: 'E_JAM' }), manifest(), 'speaker');
    expect(pieces.flatMap(({ clips }) => clips).slice(1)).toEqual(['故障代码', 'E', 'J', 'A', 'M']);
  });

  it('months and days as documents write them are dates, parts of longer numbers are not', () => {
    const kinds = (text: string) =>
      piecesOf({ text: { key: 'v', text }, values: 'any' }, manifest(), 'zh-CN').map(
        ({ kind, text: said }) => `${kind} ${said}`,
      );
    expect(kinds('2024-12')).toEqual(['date 2024-12']);
    expect(kinds('2024-12-01')).toEqual(['date 2024-12-01']);
    expect(kinds('TH0017-261123-0042-3')).toEqual(['letters TH0017-261123-0042-3']);
    expect(kinds('020-00000000').every((kind) => !kind.startsWith('date'))).toBe(true);
  });

  it('in Cantonese a candidate is told by its word, each character by a recording that sounds alike', () => {
    const yue: SpeechManifest = {
      voice: 'yue',
      texts: {},
      clips: { ...manifest().clips, 雲: ['x', 1], 白: ['x', 1], 嘅: ['x', 1] },
      readings: { 云: '雲' },
    };
    const said = { text: { key: 'c', text: '云，白云的云' }, values: 'headset' as const, sounds: [['yun2'], ['bai2']] };
    const pieces = piecesOf(said, yue, 'zh-HK');
    expect(pieces.flatMap(({ clips }) => clips)).toEqual(['雲', '白', '雲', '嘅', '雲']);
    expect(pieces.every(({ privacy }) => privacy === 'headset')).toBe(true);
  });

  it('in English a sentence that nobody has recorded is on the screen as a whole: of its words none is heard alone, and none as letters', () => {
    const heardOf = (text: string, texts = {}) =>
      piecesOf({ text: { key: 'new', text }, values: 'any' }, { ...manifest('en'), texts }, 'en').map(
        ({ kind, text: said }) => `${kind} ${said}`,
      );
    const sentence = 'The card is not active';
    expect(heardOf(sentence)).toEqual([`unsaid ${sentence}`]);
    expect(heardOf(sentence, { new: sentence })).toEqual([`unsaid ${sentence}`]);
    // Dates, codes and single words are what they were.
    expect(heardOf('23 November 2026')).toEqual(['date 23 November 2026']);
    expect(heardOf('YTJ')).toEqual(['letters YTJ']);
  });

  it('in English a character is told by its letters, its tone and its strokes', () => {
    const said = {
      text: { key: 'c', text: '云，白云的云' },
      values: 'headset' as const,
      sounds: [['yun2'], ['bai2']],
      strokes: 4,
    };
    const pieces = piecesOf(said, manifest('en'), 'en');
    expect(pieces.flatMap(({ clips }) => clips)).toEqual(['Y', 'U', 'N', 'tone', '2', '4', 'strokes']);
    expect(pieces.every(({ privacy }) => privacy === 'headset')).toBe(true);
  });
});
