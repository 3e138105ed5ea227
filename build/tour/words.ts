/** Languages of the tour. */
export const tourLanguages = ['en', 'zh-CN'] as const;
export type TourLanguage = (typeof tourLanguages)[number];

/** What stands beside a scene: a heading, and why it is so. */
export type Caption = Readonly<Record<TourLanguage, readonly [heading: string, sentence: string]>>;

/** Scenes of the tour, in their order. */
export const captions = {
  idle: {
    en: ['One touch begins', 'What people need most stands on the first page, in their words.'],
    'zh-CN': ['轻触即办', '最常用的事项就在首页，用市民自己的话写。'],
  },
  consent: {
    en: [
      'Consent before the card',
      'What is read, for what, and for how long. An equal way without a card is beside it.',
    ],
    'zh-CN': ['先告知，再读卡', '读什么、为了什么、留多久，写在前面；不读卡也能办。'],
  },
  card: {
    en: ['Place the ID card', 'The pad of this machine lights up. A card that somebody left lying begins nothing.'],
    'zh-CN': ['放上身份证', '本机的读卡区亮灯。上一位遗忘的卡不会开始新的办理。'],
  },
  found: {
    en: ['Nobody types their own name', 'What the city knows is shown with its source and date.'],
    'zh-CN': ['不用再填姓名', '已有的信息直接显示出来，并注明来源和日期。'],
  },
  check: {
    en: ['Check, then decide', 'One page before what cannot be taken back.'],
    'zh-CN': ['核对后再决定', '提交之前，一页看清。'],
  },
  done: {
    en: [
      'On disk before it is on screen',
      'The number stands here only after case, message, audit record and number are durable.',
    ],
    'zh-CN': ['先落盘，再显示', '回执号出现之前，办件、消息、审计和编号都已写入磁盘。'],
  },
  take: {
    en: ['Nothing is left behind', 'Slip and card are watched until they are taken. Then the visit is wiped.'],
    'zh-CN': ['不落下任何东西', '小票和证件有人取走为止；随后清除本次办理的信息。'],
  },
  offline: {
    en: ['The network is gone', 'The machine says what still works, and what it cannot know now.'],
    'zh-CN': ['网络断了', '还能办什么，有什么现在无法得知，机器都会写明。'],
  },
  stored: {
    en: ['Stored is not accepted', 'It says "not yet in effect". Sealed on disk: the machine itself cannot read it.'],
    'zh-CN': ['已暂存，不是已受理', '写明“尚未生效”。内容已密封，机器自己也读不了。'],
  },
  technician: {
    en: [
      'Staff see what is wrong',
      'Each check with what was measured and what to do; a fault is closed by a test, not by a button.',
    ],
    'zh-CN': ['哪里不对，怎么办', '每项检查写明测到什么、要做什么；修好没有，由机器测试说了算。'],
  },
  fleet: {
    en: ['The fleet on one page', 'Alerts end by themselves, each with a runbook.'],
    'zh-CN': ['一页看全部机器', '告警会自己结束，每条都有处理手册。'],
  },
  rollout: {
    en: ['A bad release stops itself', 'Ring by ring, with statistics; machines that took it go back by themselves.'],
    'zh-CN': ['坏版本自己停下', '一批一批放开，用统计判断；已装的机器自己退回。'],
  },
} as const satisfies Readonly<Record<string, Caption>>;

export type SceneName = keyof typeof captions;

/** Signs that grown-ups read in a second, as subtitles are timed: 20 letters, 9 Chinese characters. */
const signsASecond: Readonly<Record<TourLanguage, number>> = { en: 20, 'zh-CN': 9 };

/** How long a scene has to stand so that its heading and sentence can be read and the picture looked at, ms. */
export function readingMs(scene: SceneName, language: TourLanguage): number {
  const signs = captions[scene][language].join('').length;
  return 800 + Math.round((signs / signsASecond[language]) * 10) * 100;
}

/** Last picture: what the machine keeps to. */
export const promises: Readonly<Record<TourLanguage, readonly string[]>> = {
  en: ['Nothing acknowledged is lost.', 'Nothing physical happens twice.', 'Nobody is told something untrue.'],
  'zh-CN': ['确认过的，不会丢失。', '打印和发卡，不会做两次。', '不是真的，不会告诉任何人。'],
};
