import type { Language } from '../../../../contract/text.ts';
import { ModeBar } from '../../../citizen/mode-bar.tsx';
import { Page } from '../../../citizen/page.tsx';
import { TopBar } from '../../../citizen/top-bar.tsx';
import { partLeft } from '../../../kit/countdown.ts';
import { CountdownRing } from '../../../kit/countdown-ring.tsx';
import { LanguageSwitch } from '../../../kit/language-switch.tsx';
import { OfflineBand } from '../../../kit/offline-band.tsx';
import { PressButton } from '../../../kit/press-button.tsx';
import { SheetCard } from '../../../kit/sheet.tsx';
import { TimeLeft } from '../../../kit/time-left.tsx';
import { type Showing, screen, snapshotOf } from '../../fixtures/make.ts';
import { noKeys, type Piece, pressKeys, type Tell } from '../piece.ts';
import classes from './frame.module.css';
import { action } from './words.ts';

const names = [
  { language: 'zh-CN', name: '简体中文' },
  { language: 'zh-HK', name: '繁體中文' },
  { language: 'en', name: 'English' },
] as const;

const snapshot = (language: Language, more: Partial<Showing> = {}, offline = false) =>
  snapshotOf(
    {
      name: 'kit',
      offline,
      screen: (say) => screen({ code: 'D1', name: 'kit/frame', heading: say('kit', '栏', 'Bars') }),
    },
    { language, theme: 'light', largeText: false, ...more },
    1,
  );

function question(tell: Tell) {
  return screen({
    code: 'D2',
    name: 'kit/question',
    step: {
      n: 2,
      of: 4,
      label: tell(['第 2 步，共 4 步 · 选卡', '第 2 步，共 4 步 · 選卡', 'Step 2 of 4 · Which card']),
    },
    heading: tell(['哪张卡丢了？', '哪張卡遺失了？', 'Which card did you lose?']),
    lead: tell([
      '挂失后这张卡马上不能用，其他卡不受影响。',
      '掛失後這張卡馬上不能用，其他卡不受影響。',
      'It stops working at once. Your other cards are not affected.',
    ]),
    blocks: [
      {
        type: 'choice',
        name: 'card',
        selected: 'a',
        options: [
          {
            id: 'a',
            label: tell(['社会保障卡', '社會保障卡', 'Social security card']),
            detail: tell(['尾号 4417', '尾號 4417', 'Ends in 4417']),
          },
          { id: 'b', label: tell(['广东省居住证', '廣東省居住證', 'Residence permit']) },
        ],
      },
    ],
    back: action(tell, 'back', ['返回', '返回', 'Back']),
    main: action(tell, 'next', ['继续', '繼續', 'Continue']),
  });
}

function Warning({ tell, seconds }: { readonly tell: Tell; readonly seconds: number }) {
  return (
    <SheetCard
      text={tell([
        '您还在吗？时间到了会清除屏幕上的资料',
        '您還在嗎？時間到了會清除螢幕上的資料',
        'Are you still there? The screen will be cleared',
      ])}
      before={<CountdownRing seconds={seconds} part={partLeft(30_000, 30_000 - seconds * 1000)} />}
      answers={
        <>
          <PressButton action={action(tell, 'stay', ['我还在', '我還在', 'I am still here'])} look="main" />
          <PressButton action={action(tell, 'finish', ['结束并清除', '結束並清除', 'Finish and clear'])} look="plain" />
        </>
      }
    />
  );
}

/** What stands around a page and above it. */
export const framePieces: readonly Piece[] = [
  {
    name: 'question',
    title: 'Question',
    zh: '一页一问',
    group: 'Frame',
    files: [],
    purpose:
      'A page is one question: where we are in words, the question as its heading, one line why, the control, and the way on at the lower right.',
    use: ['whatever the citizen decides or tells'],
    avoid: ['two questions on a page', 'an explanation longer than a line: a page before it'],
    keys: [
      ['Tab', 'from the heading into the answers, then to the action bar'],
      ['Esc', 'back'],
    ],
    ground: 'paper',
    states: [
      {
        name: 'a page',
        caption: 'the upper third speaks, the sheet acts; lying, the left speaks and the right acts',
        draw: (tell) => (
          <div className={classes.page}>
            <Page screen={question(tell)} />
          </div>
        ),
      },
    ],
  },
  {
    name: 'sheet',
    title: 'Sheet',
    zh: '确认弹层',
    group: 'Frame',
    files: ['kit/sheet.tsx'],
    purpose:
      'A question laid over the page, which is neither drawn nor reachable meanwhile. The answer that keeps everything as it is stands first and is the largest.',
    use: ['time runs out', 'nothing else: what cannot be undone is a page of its own (E0)'],
    avoid: ['messages: they belong into the page', 'more than two answers'],
    keys: [
      ['Enter', 'the first answer has the focus'],
      ['any other key', 'counts as “I am still here”'],
    ],
    ground: 'paper',
    states: [
      {
        name: 'are you still there',
        caption: 'the page behind is covered, since it may show personal data',
        draw: (tell) => <Warning tell={tell} seconds={18} />,
      },
    ],
  },
  {
    name: 'countdown',
    title: 'Countdown',
    zh: '剩余时间',
    group: 'Frame',
    files: ['kit/countdown-ring.tsx', 'kit/time-left.tsx'],
    purpose:
      'How much time is left. On the sheet a ring that empties with its number in the middle; in a row, minutes and seconds.',
    use: ['the warning before the screen is cleared', 'how long a symbol can be scanned'],
    avoid: ['a limit that does not exist', 'haste: large text, speech and keys have two or three times as long'],
    keys: noKeys,
    states: [
      {
        name: 'much left',
        caption: 'ring',
        draw: () => (
          <div className={classes.middle}>
            <CountdownRing seconds={28} part={28 / 30} />
          </div>
        ),
      },
      {
        name: 'little left',
        caption: 'ring',
        draw: () => (
          <div className={classes.middle}>
            <CountdownRing seconds={5} part={5 / 30} />
          </div>
        ),
      },
      {
        name: 'in a row',
        caption: 'minutes and seconds; read aloud when asked for, not every second',
        draw: () => <TimeLeft endsAt="2026-11-23T14:05:12+08:00" />,
      },
      {
        name: 'in a row, last half minute',
        caption: 'told by weight and colour too',
        draw: () => <TimeLeft endsAt="2026-11-23T14:03:30+08:00" />,
      },
    ],
  },
  {
    name: 'language-switch',
    title: 'LanguageSwitch',
    zh: '语言',
    group: 'Frame',
    files: ['kit/language-switch.tsx'],
    purpose:
      'The languages of the machine, each in its own name, always in the same corner. Switching keeps everything else.',
    use: ['the top bar of every page'],
    avoid: ['flags: they are countries'],
    keys: pressKeys,
    states: names.map(({ language, name }) => ({
      name,
      caption: `lang="${language}"`,
      draw: () => <LanguageSwitch names={[...names]} current={language} />,
    })),
  },
  {
    name: 'offline-band',
    title: 'OfflineBand',
    zh: '离线提示',
    group: 'Frame',
    files: ['kit/offline-band.tsx'],
    purpose:
      'Whether the machine reaches the city. Online a quiet word; offline a band that says what it means, since it changes what can be done here.',
    use: ['the top bar of every page'],
    avoid: ['blaming the network where nothing depends on it'],
    keys: noKeys,
    states: [
      {
        name: 'online',
        caption: 'a quiet word',
        draw: (tell) => (
          <div>
            <OfflineBand network={{ state: 'online', label: tell(['联网', '已連線', 'Online']) }} />
          </div>
        ),
      },
      {
        name: 'offline, taking in',
        caption: 'announced when it changes',
        draw: (tell) => (
          <div>
            <OfflineBand
              network={{
                state: 'offline',
                label: tell([
                  '离线受理，部分业务不能办',
                  '離線受理，部分服務暫停',
                  'Offline: some services are paused',
                ]),
              }}
            />
          </div>
        ),
      },
    ],
  },
  {
    name: 'top-bar',
    title: 'TopBar',
    zh: '顶栏',
    group: 'Frame',
    files: [],
    purpose: 'Place, machine and network in a thin band; language at the left, 立即退出 at the right.',
    use: ['every page'],
    avoid: ['anything else at the edge'],
    keys: pressKeys,
    ground: 'paper',
    states: [
      {
        name: 'in a visit',
        caption: 'online',
        draw: (_, { language }) => <TopBar snapshot={snapshot(language)} clock="14:03" />,
      },
      {
        name: 'offline',
        caption: 'the band',
        draw: (_, { language }) => <TopBar snapshot={snapshot(language, {}, true)} clock="14:03" />,
      },
    ],
  },
  {
    name: 'mode-bar',
    title: 'ModeBar',
    zh: '模式栏',
    group: 'Frame',
    files: [],
    purpose:
      'The switches that are the same on every page, and whom to call. Each is one touch, on or off, whatever the others are.',
    use: ['every page'],
    avoid: ['settings that a citizen does not need'],
    keys: pressKeys,
    ground: 'paper',
    states: [
      {
        name: 'all off',
        caption: 'as a visit begins',
        draw: (_, { language }) => <ModeBar snapshot={snapshot(language)} />,
      },
      {
        name: 'two on',
        caption: 'tick, weight, outline and tint',
        draw: (_, { language }) => (
          <ModeBar snapshot={snapshot(language, { theme: 'contrast-dark', largeText: true })} />
        ),
      },
    ],
  },
];
