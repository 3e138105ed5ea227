// Every act that the page can ask for, as data: no document in here, so that a test can hold each one against the schema of the bench.

/** Acts that need to know more than which button it was. */
export const made = {
  cable: (device, plugIn) => (plugIn ? { act: 'plug', device } : { act: 'unplug', device }),
  damageCable: (device, direction, fault, at) => ({ act: 'damageCable', device, direction, fault, at }),
  clearCable: (device) => ({ act: 'clearCable', device }),
  placeCard: (personaId) => ({ act: 'placeCard', personaId }),
  removeCard: () => ({ act: 'removeCard' }),
  injectSdt: (fault, times) => ({ act: 'injectSdt', fault, on: 'readTextPhoto', times }),
  clearSdtFaults: () => ({ act: 'clearSdtFaults' }),
  takeSlip: () => ({ act: 'takeSlip' }),
  takeCard: () => ({ act: 'takeCard' }),
  insertForeignCard: () => ({ act: 'insertForeignCard' }),
  fillHopper: () => ({ act: 'fillHopper' }),
  emptyHopper: () => ({ act: 'emptyHopper' }),
  fillBin: () => ({ act: 'fillBin' }),
  emptyBin: () => ({ act: 'emptyBin' }),
  attendDispenser: () => ({ act: 'attendDispenser' }),
  armMishap: (kind, at) => ({ act: 'armMishap', mishap: { kind, at } }),
  injectDispenser: (fault, on) => ({ act: 'injectDispenser', fault, on }),
  clearDispenserFaults: () => ({ act: 'clearDispenserFaults' }),
  holdCode: (text, charset) => ({ act: 'holdCode', text, charset }),
  pressScanButton: (text, charset) => ({ act: 'pressScanButton', text, charset }),
  takeCodeAway: () => ({ act: 'takeCodeAway' }),
  injectScan: (fault) => ({ act: 'injectScan', fault }),
  clearScanFaults: () => ({ act: 'clearScanFaults' }),
  setContact: (contact, isActive) => ({ act: 'setContact', contact, isActive }),
  injectBoard: (fault) => ({ act: 'injectBoard', fault }),
  clearBoardFaults: () => ({ act: 'clearBoardFaults' }),
  setLampWire: (lamp, wire) => ({ act: 'setLampWire', lamp, wire }),
  setLampStuck: (lamp, isStuck) => ({ act: 'setLampStuck', lamp, isStuck }),
  freeA4: () => ({ act: 'setA4', isJammed: false }),
  fillA4: () => ({ act: 'setA4', paper: 500 }),
  removeSmartCard: () => ({ act: 'removeSmartCard' }),
  pressPinKeys: (keys) => ({ act: 'pressPinKeys', keys }),
  clearPersonaliserFaults: () => ({ act: 'clearPersonaliserFaults' }),
};

/** What a cable does to bytes, and how many bytes (of `lose` and `repeat`: messages) still pass before: in the middle of a frame. */
export const cableFaultNames = {
  drop: ['丢一个字节', 'Lose a byte'],
  flip: ['改一个比特', 'Flip a bit'],
  duplicate: ['字节重复', 'Repeat a byte'],
  noise: ['插入杂讯', 'Insert noise'],
  truncate: ['截断', 'Cut off the rest'],
  delay: ['晚到', 'Arrive late'],
  split: ['分两次到', 'Arrive in two'],
  merge: ['合在一起到', 'Arrive in one'],
  lose: ['整条丢失', 'Lose a message'],
  repeat: ['整条重复', 'Repeat a message'],
  cut: ['传到一半拔线', 'Pull it mid-message'],
};
export const cableFaultAt = (fault) => (fault === 'lose' || fault === 'repeat' ? 0 : 3);

/** Faults of one reply. 0x40: the module does not know this kind of card. 4 s is longer than a driver waits for a read. */
export const sdtFaultHands = [
  { words: ['读到一半取走', 'Card lifted mid-read'], fault: { type: 'lift' } },
  { words: ['不是身份证件', 'Not an identity card'], fault: { type: 'sw3', code: 0x40 } },
  { words: ['校验错误', 'Checksum wrong'], fault: { type: 'checksum' } },
  { words: ['只回一半', 'Half a reply'], fault: { type: 'half' } },
  { words: ['没有回答', 'No reply'], fault: { type: 'silence' } },
  { words: ['回答太迟', 'Reply 4 s late'], fault: { type: 'late', ms: 4000 } },
  { words: ['线路杂讯', 'Noise before the reply'], fault: { type: 'noise', bytes: 24 } },
  { words: ['读卡时断线', 'Cable pulled mid-read'], fault: { type: 'unplug' } },
];

export const sdtHealthHands = [
  {
    words: ['安全模块', 'Security module'],
    buttons: [
      health('ok', ['正常', 'Works']),
      health('selfTestFailed', ['自检失败', 'Self-test failed']),
      health('notAuthorised', ['未授权', 'Not authorised']),
    ],
  },
];

function health(word, words) {
  return { words, body: { act: 'sdtHealth', health: word }, on: (reader) => reader.health === word };
}

const paperLeft = (words, lines, on) => ({ words, body: { act: 'setPaperLeft', lines, nearEndLines: 200 }, on });
const cutter = (words, fault) => ({
  words,
  body: { act: 'setCutterFault', fault },
  on: (printer) => printer.cutterFault === fault,
});
const silence = (words, word) => ({
  words,
  body: { act: 'setSilence', silence: word },
  on: (printer) => printer.silence === word,
});

/** `on` tells from the state of the device whether it holds now. */
export const printerHands = [
  {
    words: ['纸', 'Paper'],
    buttons: [
      { words: ['换新纸卷', 'Load new roll'], body: { act: 'loadPaper' } },
      paperLeft(['将尽', 'Near end'], 150, (printer) => printer.paper === 'nearEnd'),
      paperLeft(['三行后用完', 'Ends after 3 lines'], 3),
      paperLeft(['用完', 'Out'], 0, (printer) => printer.paper === 'end'),
    ],
  },
  {
    words: ['盖子', 'Cover'],
    buttons: [
      { words: ['关', 'Closed'], body: { act: 'setCover', isOpen: false }, on: (printer) => !printer.isCoverOpen },
      { words: ['打开', 'Open'], body: { act: 'setCover', isOpen: true }, on: (printer) => printer.isCoverOpen },
    ],
  },
  {
    words: ['切刀', 'Cutter'],
    buttons: [
      cutter(['正常', 'Works'], 'none'),
      cutter(['卡一次', 'Jams once'], 'clears'),
      cutter(['卡死', 'Jams for good'], 'stays'),
    ],
  },
  {
    words: ['送纸口', 'Presenter'],
    buttons: [
      {
        words: ['正常', 'Works'],
        body: { act: 'setPresenterJam', isJammed: false },
        on: (printer) => !printer.exit.isJammed,
      },
      {
        words: ['卡住', 'Jammed'],
        body: { act: 'setPresenterJam', isJammed: true },
        on: (printer) => printer.exit.isJammed,
      },
    ],
  },
  {
    words: ['打印头', 'Head'],
    buttons: [
      {
        words: ['过热 10 秒', 'Too hot for 10 s'],
        body: { act: 'overheat', forMs: 10_000 },
        on: (printer) => printer.isHot,
      },
    ],
  },
  {
    words: ['回答', 'Replies'],
    buttons: [
      silence(['正常', 'Normal'], 'none'),
      silence(['不答排队命令', 'Silent in order'], 'in-order'),
      silence(['全无回答', 'Silent to all'], 'all'),
    ],
  },
];

/** What can happen to a card, by the motion in which it happens. */
export const mishapHands = [
  { words: ['送卡时', 'At feeding'], at: 'feed', kinds: ['jam', 'hardJam', 'misfeed', 'overlap'] },
  { words: ['递出时', 'At presenting'], at: 'present', kinds: ['jam', 'hardJam', 'snatch'] },
  { words: ['回收时', 'At capturing'], at: 'capture', kinds: ['jam', 'hardJam', 'snatch'] },
];

export const dispenserHands = [
  {
    words: ['电机', 'Motor'],
    buttons: [
      { words: ['正常', 'Works'], body: { act: 'setMotorFault', isBroken: false }, on: (unit) => !unit.hasMotorFault },
      {
        words: ['不转', 'Does not turn'],
        body: { act: 'setMotorFault', isBroken: true },
        on: (unit) => unit.hasMotorFault,
      },
    ],
  },
  {
    words: ['电源', 'Power'],
    buttons: [
      { words: ['开', 'On'], body: { act: 'setDispenserPower', isOn: true }, on: (unit) => unit.hasPower },
      { words: ['关', 'Off'], body: { act: 'setDispenserPower', isOn: false }, on: (unit) => !unit.hasPower },
    ],
  },
];

export const dispenserFaultNames = {
  deaf: ['没听见', 'Not heard'],
  ackLost: ['应答丢失', 'ACK lost'],
  nak: ['拒收', 'NAK'],
  noReply: ['没有回答', 'No reply'],
  late: ['回答太迟', 'Late reply'],
  garbled: ['校验错误', 'Checksum wrong'],
  half: ['只回一半', 'Half a reply'],
  duplicate: ['重复回答', 'Reply twice'],
  noise: ['线路杂讯', 'Noise'],
  unplug: ['断线', 'Cable pulled'],
  powerBeforeAck: ['应答前断电', 'Power cut before ACK'],
  powerAfterAck: ['应答后断电', 'Power cut after ACK'],
  powerMidMotion: ['走卡中断电', 'Power cut mid-motion'],
  powerAfterMotion: ['走完断电', 'Power cut after motion'],
};

export const scanFaultNames = {
  double: ['读两次', 'Read twice'],
  gaps: ['断续', 'With gaps'],
  noSuffix: ['没有结束符', 'No terminator'],
  cut: ['只来几个字节', 'Cut short'],
  noise: ['前有杂讯', 'Noise in front'],
  replyInMiddle: ['夹着应答', 'Reply in the middle'],
};

const mood = (words, word) => ({
  words,
  body: { act: 'setScannerMood', mood: word },
  on: (unit) => unit.mood === word,
});

export const scannerHands = [
  {
    words: ['命令', 'Commands'],
    buttons: [
      mood(['照做', 'Obeyed'], 'ok'),
      mood(['值不对', 'Bad value'], 'badValue'),
      mood(['不认识', 'Unknown'], 'unknownCommand'),
      mood(['不回答', 'No reply'], 'noReply'),
    ],
  },
  {
    words: ['电源', 'Power'],
    buttons: [
      { words: ['开', 'On'], body: { act: 'setScannerSilent', isSilent: false }, on: (unit) => !unit.isSilent },
      { words: ['关', 'Off'], body: { act: 'setScannerSilent', isSilent: true }, on: (unit) => unit.isSilent },
    ],
  },
];

export const boardFaultNames = {
  checksum: ['校验错误', 'Checksum wrong'],
  silence: ['丢失', 'Lost'],
  half: ['只来一半', 'Half of it'],
  late: ['迟到半秒', 'Half a second late'],
  twice: ['来两次', 'Twice'],
  noise: ['前有杂讯', 'Noise in front'],
};

export const boardHands = [
  {
    words: ['控制板', 'Board'],
    buttons: [
      { words: ['重启', 'Restart'], body: { act: 'rebootBoard' } },
      { words: ['漏报三次', 'Loses 3 events'], body: { act: 'loseBoardEvents', count: 3 } },
    ],
  },
  {
    words: ['电源', 'Power'],
    buttons: [
      { words: ['开', 'On'], body: { act: 'setBoardSilent', isSilent: false }, on: (board) => !board.isSilent },
      { words: ['关', 'Off'], body: { act: 'setBoardSilent', isSilent: true }, on: (board) => board.isSilent },
    ],
  },
];

const a4Pair = (words, key, [off, on]) => ({
  words,
  buttons: [
    { words: off, body: { act: 'setA4', [key]: false }, on: (printer) => !printer[key] },
    { words: on, body: { act: 'setA4', [key]: true }, on: (printer) => printer[key] },
  ],
});

export const a4Hands = [
  {
    words: ['纸', 'Paper'],
    buttons: [
      { words: ['剩两张', 'Two sheets left'], body: { act: 'setA4', paper: 2 } },
      { words: ['用完', 'Out'], body: { act: 'setA4', paper: 0 }, on: (printer) => printer.paper === 0 },
    ],
  },
  {
    words: ['卡纸', 'Jam'],
    buttons: [
      { words: ['没有', 'None'], body: { act: 'jamA4', page: null }, on: (printer) => printer.jamAt === null },
      { words: ['下一页', 'Next page'], body: { act: 'jamA4', page: 1 }, on: (printer) => printer.jamAt === 1 },
      { words: ['第二页', 'Second page'], body: { act: 'jamA4', page: 2 }, on: (printer) => printer.jamAt === 2 },
    ],
  },
  a4Pair(['盖子', 'Cover'], 'isCoverOpen', [
    ['关', 'Closed'],
    ['打开', 'Open'],
  ]),
  a4Pair(['墨粉', 'Toner'], 'isTonerOut', [
    ['有', 'Enough'],
    ['没有', 'Out'],
  ]),
  a4Pair(['联机', 'On line'], 'isOffline', [
    ['是', 'Yes'],
    ['否', 'No'],
  ]),
];

const chip = (words, card) => ({ words, body: { act: 'insertSmartCard', card }, on: (reader) => reader.card === card });

export const chipHands = [
  {
    words: ['插入', 'Insert'],
    buttons: [
      chip(['社保卡二代', 'Social security v2'], 'v2'),
      chip(['社保卡三代', 'Social security v3'], 'v3'),
      chip(['银行卡', 'Bank card'], 'bank'),
      chip(['不应答的卡', 'Mute card'], 'mute'),
    ],
  },
];

export const personaliserFaultNames = {
  jam: ['卡片卡住', 'Card jams'],
  chip: ['芯片坏', 'Chip is dead'],
  mismatch: ['读回不符', 'Reads back wrongly'],
  key: ['数据不是给它的', 'Data for another unit'],
  hardware: ['故障', 'Breaks'],
  silence: ['少一次回答', 'One reply lost'],
  checksum: ['校验错误', 'Checksum wrong'],
  deaf: ['不再回答', 'No reply any more'],
};

const spoil = (fault) => ({
  words: personaliserFaultNames[fault],
  body: { act: 'injectPersonaliser', fault },
  on: (unit) => unit.faults.includes(fault),
});

export const personaliserHands = [
  { words: ['下一张卡', 'Next card'], buttons: ['jam', 'chip', 'mismatch', 'key', 'hardware'].map(spoil) },
  { words: ['线路', 'Line'], buttons: ['silence', 'checksum', 'deaf'].map(spoil) },
  {
    words: ['色带', 'Ribbon'],
    buttons: [
      { words: ['有', 'There'], body: { act: 'setRibbon', isOut: false }, on: (unit) => !unit.isRibbonOut },
      { words: ['用完', 'Out'], body: { act: 'setRibbon', isOut: true }, on: (unit) => unit.isRibbonOut },
    ],
  },
];
