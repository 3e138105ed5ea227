// Words of the device bench, Chinese and English side by side: [zh, en].

/** @type {Record<string, [string, string]>} */
export const cardTypes = {
  resident: ['居民身份证', 'Resident'],
  hmt: ['港澳台居民居住证', 'HK, Macao, Taiwan resident'],
  'foreign-2017': ['外国人永居证 2017', 'Foreign resident, 2017'],
  'foreign-2023': ['外国人永居证 2023', 'Foreign resident, 2023'],
};

/** Faults of one reply. 0x40: the module does not know this kind of card. 4 s is longer than a driver waits for a read. */
export const faults = [
  { words: ['读到一半取走', 'Card lifted mid-read'], fault: { type: 'lift' } },
  { words: ['不是身份证件', 'Not an identity card'], fault: { type: 'sw3', code: 0x40 } },
  { words: ['校验错误', 'Checksum wrong'], fault: { type: 'checksum' } },
  { words: ['只回一半', 'Half a reply'], fault: { type: 'half' } },
  { words: ['没有回答', 'No reply'], fault: { type: 'silence' } },
  { words: ['回答太迟', 'Reply 4 s late'], fault: { type: 'late', ms: 4000 } },
  { words: ['线路杂讯', 'Noise before the reply'], fault: { type: 'noise', bytes: 24 } },
  { words: ['读卡时断线', 'Cable pulled mid-read'], fault: { type: 'unplug' } },
];

export const faultNames = {
  lift: ['读到一半取走', 'card lifted mid-read'],
  sw3: ['不是身份证件', 'not an identity card'],
  checksum: ['校验错误', 'checksum wrong'],
  half: ['只回一半', 'half a reply'],
  silence: ['没有回答', 'no reply'],
  late: ['回答太迟', 'late reply'],
  noise: ['线路杂讯', 'noise'],
  unplug: ['断线', 'cable pulled'],
};

export const healths = {
  ok: ['正常', 'Works'],
  selfTestFailed: ['自检失败', 'Self-test failed'],
  notAuthorised: ['未授权', 'Not authorised'],
};

/** Buttons of the printer; `on` tells from the state whether it holds now. */
export const printerGroups = [
  {
    words: ['纸', 'Paper'],
    buttons: [
      { words: ['换新纸卷', 'Load new roll'], act: { act: 'loadPaper' } },
      {
        words: ['将尽', 'Near end'],
        act: { act: 'setPaperLeft', lines: 150, nearEndLines: 200 },
        on: (printer) => printer.paper === 'nearEnd',
      },
      {
        words: ['打三行后用完', 'Ends after 3 lines'],
        act: { act: 'setPaperLeft', lines: 3, nearEndLines: 200 },
      },
      { words: ['用完', 'Out'], act: { act: 'setPaperLeft', lines: 0 }, on: (printer) => printer.paper === 'end' },
    ],
  },
  {
    words: ['盖子', 'Cover'],
    buttons: [
      { words: ['关', 'Closed'], act: { act: 'setCover', isOpen: false }, on: (printer) => !printer.isCoverOpen },
      { words: ['打开', 'Open'], act: { act: 'setCover', isOpen: true }, on: (printer) => printer.isCoverOpen },
    ],
  },
  {
    words: ['切刀', 'Cutter'],
    buttons: [
      {
        words: ['正常', 'Works'],
        act: { act: 'setCutterFault', fault: 'none' },
        on: (printer) => printer.cutterFault === 'none',
      },
      {
        words: ['卡一次', 'Jams once'],
        act: { act: 'setCutterFault', fault: 'clears' },
        on: (printer) => printer.cutterFault === 'clears',
      },
      {
        words: ['卡死', 'Jams for good'],
        act: { act: 'setCutterFault', fault: 'stays' },
        on: (printer) => printer.cutterFault === 'stays',
      },
    ],
  },
  {
    words: ['打印头', 'Head'],
    buttons: [
      {
        words: ['过热 10 秒', 'Too hot for 10 s'],
        act: { act: 'overheat', forMs: 10_000 },
        on: (printer) => printer.isHot,
      },
    ],
  },
  {
    words: ['回答', 'Replies'],
    buttons: [
      {
        words: ['正常', 'Normal'],
        act: { act: 'setSilence', silence: 'none' },
        on: (printer) => printer.silence === 'none',
      },
      {
        words: ['不答排队命令', 'Silent in order'],
        act: { act: 'setSilence', silence: 'in-order' },
        on: (printer) => printer.silence === 'in-order',
      },
      {
        words: ['全无回答', 'Silent to all'],
        act: { act: 'setSilence', silence: 'all' },
        on: (printer) => printer.silence === 'all',
      },
    ],
  },
];

export const devices = { idReader: ['阅读器', 'Reader'], receiptPrinter: ['打印机', 'Printer'] };

export const happenings = {
  plugged: ['已插上', 'plugged in'],
  unplugged: ['线已拔下', 'cable pulled'],
  hostCame: ['软件已连上', 'software talks to it'],
  hostWent: ['软件不再说话', 'software has gone silent'],
  cardPlaced: ['放上证件', 'card laid down'],
  cardLifted: ['取走证件', 'card lifted'],
  cardAsked: ['软件要读证件', 'software asks for the card'],
  faultArmed: ['已设故障', 'fault set'],
  faultUsed: ['故障发生', 'fault strikes'],
  faultsCleared: ['故障已清除', 'faults cleared'],
  healthSet: ['安全模块', 'security module'],
  slipCut: ['切下凭条', 'slip cut off'],
  slipTorn: ['取出未切的纸', 'uncut paper taken out'],
  paperOk: ['纸充足', 'paper is ample'],
  paperNearEnd: ['纸将尽', 'paper near its end'],
  paperEnd: ['纸用完', 'paper has run out'],
  coverOpened: ['盖子打开', 'cover opened'],
  coverClosed: ['盖子关上', 'cover closed'],
  cutterFaultSet: ['切刀设定', 'cutter set'],
  cutterJammed: ['切刀卡住', 'cutter jammed'],
  cutterFreed: ['切刀松开', 'cutter free'],
  headHot: ['打印头过热', 'head too hot'],
  headCool: ['打印头已冷却', 'head has cooled'],
  silenceSet: ['回答设定', 'replies set'],
  paperProblem: ['纸上不对', 'wrong on paper'],
};

export const words = {
  live: ['实时', 'Live'],
  away: ['连不上设备台，正在重试', 'Bench not reached, trying again'],
  noToken: ['地址里没有口令：请用启动时显示的地址', 'No token in the address: use the one printed at the start'],
  refused: ['没有执行', 'Not done'],
  padEmpty: ['感应区是空的', 'The pad is empty'],
  host: ['软件在用', 'Software talks'],
  noHost: ['没有软件', 'No software'],
  unplugged: ['线已拔下', 'Unplugged'],
  pull: ['拔线', 'Unplug'],
  plug: ['插上', 'Plug in'],
  clear: ['清除', 'Clear'],
  nearEnd: ['纸将尽', 'Paper low'],
  end: ['缺纸', 'No paper'],
  cover: ['盖子开着', 'Cover open'],
  jammed: ['切刀卡住', 'Cutter jammed'],
  hot: ['过热', 'Head hot'],
  lines: ['行', 'lines'],
  hanging: ['还挂在出纸口', 'Still hangs in the exit'],
  noSlips: [
    '还没有打印。办完一件，凭条会从上面出来。',
    'Nothing printed yet. A slip comes out here when something is done at the kiosk.',
  ],
  slip: ['凭条', 'Slip'],
  text: ['文字', 'Text'],
  copy: ['复制', 'Copy'],
  copied: ['已复制', 'Copied'],
  expired: ['已过期', 'expired'],
  longTerm: ['长期有效', 'no expiry'],
  until: ['有效至', 'valid to'],
  cuts: { full: ['全切', 'full cut'], partial: ['半切', 'partial cut'], torn: ['取出', 'torn off'] },
};
