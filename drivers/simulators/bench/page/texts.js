// Words of the device bench, Chinese and English side by side: [zh, en].

/** What the page speaks first: what the address or the last choice says, else the language of the browser. */
export const firstLanguage = (wished, ofBrowser) => {
  if (wished === 'en' || wished === 'zh') return wished;
  return ofBrowser.startsWith('zh') ? 'zh' : 'en';
};

/** @type {Record<string, [string, string]>} */
export const deviceTitles = {
  idReader: ['身份证阅读器', 'ID reader'],
  receiptPrinter: ['小票打印机', 'Receipt printer'],
  cardDispenser: ['发卡机', 'Card dispenser'],
  scanner: ['扫码器', 'Scanner'],
  ioBoard: ['灯与触点', 'Lamps and contacts'],
  documentPrinter: ['A4 打印机', 'A4 printer'],
  smartCard: ['芯片卡读卡器', 'Chip card reader'],
  personaliser: ['制卡机与密码键盘', 'Card personaliser and PIN pad'],
};

/** Short, for the list of happenings. */
export const devices = {
  idReader: ['阅读器', 'Reader'],
  receiptPrinter: ['打印机', 'Printer'],
  cardDispenser: ['发卡机', 'Dispenser'],
  scanner: ['扫码器', 'Scanner'],
  ioBoard: ['控制板', 'Board'],
  documentPrinter: ['A4', 'A4'],
  smartCard: ['芯片卡', 'Chip card'],
  personaliser: ['制卡机', 'Personaliser'],
};

export const cardTypes = {
  resident: ['居民身份证', 'Resident'],
  hmt: ['港澳台居民居住证', 'HK, Macao, Taiwan'],
  'foreign-2017': ['外国人永居证 2017', 'Foreign, 2017'],
  'foreign-2023': ['外国人永居证 2023', 'Foreign, 2023'],
};

export const faultNames = {
  lift: ['读到一半取走', 'Card lifted mid-read'],
  sw3: ['不是身份证件', 'Not an identity card'],
  checksum: ['校验错误', 'Checksum wrong'],
  half: ['只回一半', 'Half a reply'],
  silence: ['没有回答', 'No reply'],
  late: ['回答太迟', 'Late reply'],
  noise: ['线路杂讯', 'Noise'],
  unplug: ['断线', 'Cable pulled'],
};

export const healths = {
  ok: ['正常', 'Works'],
  selfTestFailed: ['自检失败', 'Self-test failed'],
  notAuthorised: ['未授权', 'Not authorised'],
};

export const cutterFaults = {
  none: ['正常', 'works'],
  clears: ['卡一次', 'jams once'],
  stays: ['卡死', 'jams for good'],
};

export const silences = {
  none: ['正常', 'normal'],
  'in-order': ['不答排队命令', 'silent in order'],
  all: ['全无回答', 'silent to all'],
};

export const moods = {
  ok: ['照做', 'obeyed'],
  badValue: ['值不对', 'bad value'],
  unknownCommand: ['不认识', 'unknown'],
  noReply: ['不回答', 'no reply'],
};

export const unitNames = {
  f2: ['F2', 'F2'],
  k720: ['K720', 'K720'],
  d1801: ['D1801', 'D1801'],
};

/** Where the card in the channel is. */
export const cardPlaces = {
  none: ['通道是空的', 'The channel is empty'],
  inside: ['卡在读卡位，手够不到', 'A card is at the read position, out of reach'],
  exit: ['卡在出口，可以取走', 'A card stands at the exit'],
  entering: ['有卡插在口上', 'A card sticks in the slot'],
  between: ['卡停在半路', 'A card has stopped on the way'],
  jammed: ['卡住了', 'A card is jammed'],
};

export const motions = {
  feed: ['正在送卡…', 'Feeding …'],
  feedToExit: ['正在送卡到出口…', 'Feeding to the exit …'],
  present: ['正在递出…', 'Presenting …'],
  release: ['正在放卡…', 'Letting it go …'],
  retract: ['正在收回…', 'Retracting …'],
  capture: ['正在回收…', 'Capturing …'],
  recycle: ['正在退回卡箱…', 'Back to the hopper …'],
  accept: ['正在收进外来卡…', 'Drawing a card in …'],
  resetKeep: ['正在复位…', 'Resetting …'],
  resetToBin: ['正在复位，卡进废卡箱…', 'Resetting, card to the bin …'],
  resetToExit: ['正在复位，卡到出口…', 'Resetting, card to the exit …'],
};

export const dispenserCommands = {
  any: ['任何命令', 'Any'],
  feed: ['送卡', 'Feed'],
  present: ['递出', 'Present'],
  capture: ['回收', 'Capture'],
  status: ['查询', 'Status'],
};

export const mishaps = {
  jam: ['卡住，复位可解', 'Jam, cured by a reset'],
  hardJam: ['卡死，要人动手', 'Jam, only by hand'],
  misfeed: ['空送', 'Nothing fed'],
  overlap: ['两张叠住', 'Two at once'],
  snatch: ['手更快', 'A quicker hand'],
};

export const pictureWords = {
  hopper: ['卡箱', 'Hopper'],
  read: ['读卡位', 'Read'],
  exit: ['出口', 'Exit'],
  bin: ['废卡箱', 'Bin'],
  taken: ['已取走', 'Taken'],
  foreign: ['外来', 'foreign'],
};

/** Nothing here is anybody's: numbers and names are made up. */
export const codeExamples = [
  { words: ['回执号', 'Receipt no.'], text: 'TH0017-261123-0042-3', charset: 'utf-8' },
  { words: ['中文 UTF-8', 'Chinese UTF-8'], text: '社保卡挂失回执　第 42 号　天河区示范街', charset: 'utf-8' },
  { words: ['中文 GBK', 'Chinese GBK'], text: '社保卡挂失回执　第 42 号　天河区示范街', charset: 'gb18030' },
  { words: ['条形码', 'Bar code'], text: '6901234567892', charset: 'utf-8' },
  { words: ['陌生网址', 'Unknown address'], text: 'https://example.org/pay?n=42', charset: 'utf-8' },
  { words: ['很长', 'Very long'], text: '0123456789'.repeat(110), charset: 'utf-8' },
];

export const lamps = {
  card: ['发卡口', 'Card'],
  receipt: ['小票口', 'Receipt'],
  document: ['A4 出纸口', 'Document'],
  scanner: ['扫码窗', 'Scanner'],
  idPad: ['身份证', 'ID pad'],
  camera: ['摄像头', 'Camera'],
  headset: ['耳机孔', 'Headset'],
  keypad: ['键盘', 'Keypad'],
};

export const colours = {
  white: ['白', 'white'],
  red: ['红', 'red'],
  green: ['绿', 'green'],
  blue: ['蓝', 'blue'],
  amber: ['琥珀', 'amber'],
};

export const wires = { well: ['接好', 'Wired'], open: ['断路', 'Open circuit'], short: ['短路', 'Short circuit'] };

/** `states`: at rest first, active second. */
export const contacts = {
  door: {
    name: ['机门', 'Door'],
    states: [
      ['关着', 'closed'],
      ['开着', 'open'],
    ],
  },
  tamper: {
    name: ['防拆', 'Tamper'],
    states: [
      ['完好', 'closed'],
      ['被撬', 'open'],
    ],
  },
  presence: {
    name: ['人体', 'Presence'],
    states: [
      ['没有人', 'absent'],
      ['有人', 'present'],
    ],
  },
  headset: {
    name: ['耳机', 'Headset'],
    states: [
      ['没插', 'unplugged'],
      ['已插', 'plugged in'],
    ],
  },
  serviceKey: {
    name: ['维护钥匙', 'Service key'],
    states: [
      ['关', 'off'],
      ['开', 'on'],
    ],
  },
};

/** Words of the wire, for the list of happenings. */
export const contactWords = {
  open: ['打开', 'open'],
  closed: ['关上', 'closed'],
  present: ['有人', 'present'],
  absent: ['没有人', 'absent'],
  plugged: ['插上', 'plugged in'],
  unplugged: ['拔下', 'unplugged'],
  on: ['开', 'on'],
  off: ['关', 'off'],
};

export const chipNames = {
  v2: ['社保卡二代', 'Social security card v2'],
  v3: ['社保卡三代', 'Social security card v3'],
  bank: ['银行卡', 'Bank card'],
  mute: ['不应答的卡', 'Mute card'],
};

export const happenings = {
  plugged: ['已插上', 'plugged in'],
  unplugged: ['线已拔下', 'cable pulled'],
  hostCame: ['软件已连上', 'software talks to it'],
  hostWent: ['软件不再说话', 'software has gone silent'],
  cableFaultArmed: ['线上将出错', 'cable fault armed'],
  cableFaultsCleared: ['线上不再出错', 'cable faults cleared'],
  cardPlaced: ['放上证件', 'card laid down'],
  cardLifted: ['取走证件', 'card lifted'],
  cardAsked: ['软件要读证件', 'software asks for the card'],
  faultArmed: ['已设故障', 'fault set'],
  faultUsed: ['故障发生', 'fault strikes'],
  faultsCleared: ['故障已清除', 'faults cleared'],
  healthSet: ['安全模块', 'security module'],
  slipCut: ['切下小票', 'slip cut off'],
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
  slipsAtExit: ['小票递到出口', 'slip at the exit'],
  slipsTaken: ['小票取走', 'slip taken'],
  slipsRetracted: ['小票收回', 'slip retracted'],
  presenterJammed: ['送纸口卡住', 'presenter jammed'],
  presenterFreed: ['送纸口松开', 'presenter free'],
  cardFed: ['卡离开卡箱', 'card left the hopper'],
  cardAtExit: ['卡到出口', 'card at the exit'],
  cardTaken: ['卡被取走', 'card taken'],
  cardCaptured: ['卡进废卡箱', 'card in the bin'],
  cardRecycled: ['卡退回卡箱', 'card back in the hopper'],
  cardJammed: ['卡住', 'card jammed'],
  cardPushedIn: ['塞入外来卡', 'foreign card pushed in'],
  cardRemoved: ['人工取出卡', 'card taken out by hand'],
  mishapArmed: ['已设意外', 'mishap set'],
  mishapHappened: ['意外发生', 'mishap happens'],
  hopperFilled: ['卡箱已加卡', 'hopper filled'],
  hopperEmptied: ['卡箱已取空', 'hopper emptied'],
  binFilled: ['废卡箱已放满', 'bin filled'],
  binEmptied: ['废卡箱已清空', 'bin emptied'],
  motorBroken: ['电机不转', 'motor does not turn'],
  motorWorks: ['电机正常', 'motor works'],
  powerOff: ['断电', 'power off'],
  powerOn: ['来电', 'power on'],
  lightOn: ['开始找码', 'looks for a code'],
  lightOff: ['不再找码', 'stops looking'],
  codeHeld: ['举起一个码', 'code held up'],
  codeGone: ['码拿开', 'code taken away'],
  codeSent: ['读到一个码', 'code read'],
  moodSet: ['命令设定', 'commands set'],
  silent: ['断电', 'no power'],
  speaksAgain: ['来电', 'power is back'],
  lampSet: ['灯', 'lamp'],
  lampWireSet: ['灯的线路', 'wire of the lamp'],
  lampStuck: ['灯不受控', 'lamp stuck'],
  lampCured: ['灯恢复正常', 'lamp cured'],
  contactMoved: ['触点', 'contact'],
  tamperCleared: ['防拆记录已清', 'tampering forgotten'],
  beeped: ['蜂鸣', 'beep'],
  rebooted: ['重启', 'restarted'],
  eventsLost: ['将漏报', 'events will be lost'],
  pageOut: ['出一页', 'page out'],
  pageJammed: ['卡纸', 'page jammed'],
  jobCame: ['来了任务', 'job begins'],
  jobGone: ['任务结束', 'job ends'],
  trayFilled: ['纸盒有纸', 'tray filled'],
  jamFreed: ['卡纸已清', 'jam freed'],
  tonerOut: ['墨粉用完', 'toner out'],
  tonerOk: ['墨粉已换', 'toner filled'],
  offline: ['脱机', 'off line'],
  online: ['联机', 'on line'],
  chipIn: ['卡插入', 'card put in'],
  chipOut: ['卡拔出', 'card taken out'],
};

/** Why the bench did not do it. */
export const refusals = {
  unknownPersona: ['没有这个人', 'nobody has this id'],
  nothingThere: ['那里没有东西可取', 'there is nothing to take'],
  occupied: ['里面已经有一张卡', 'there is a card in the way'],
  cannotBeWritten: ['有的字写不进这种编码', 'a character has no code in this charset'],
  notOnBench: ['设备台上没有这台设备', 'this device is not on the bench'],
  notReady: ['读卡器没有准备好', 'the reader is not ready'],
};

export const words = {
  title: ['设备台', 'Device bench'],
  hint: ['模拟设备，虚构人物', 'Simulated devices, synthetic people'],
  live: ['实时', 'Live'],
  away: ['连不上设备台，正在重试', 'Bench not reached, trying again'],
  noToken: ['地址里没有口令：请用启动时显示的地址', 'No token in the address: use the one printed at the start'],
  refused: ['没有执行：', 'Not done: '],
  colon: ['：', ': '],
  joint: ['，', ', '],
  log: ['经过', 'What happened'],
  keeper: ['故障与维护', 'Faults and upkeep'],
  host: ['软件在用', 'In use'],
  noHost: ['没有软件', 'No software'],
  unplugged: ['线已拔下', 'Unplugged'],
  pull: ['拔线', 'Unplug'],
  plug: ['插上', 'Plug in'],
  clear: ['清除', 'Clear'],
  forget: ['不再出错', 'No more faults'],
  cable: ['线上的下几个字节', 'Next bytes on the cable'],
  direction: ['方向', 'Direction'],
  toHost: ['设备到软件', 'From the device'],
  toDevice: ['软件到设备', 'To the device'],
  noPower: ['断电', 'No power'],
  padEmpty: ['感应区是空的', 'The pad is empty'],
  lift: ['取走证件', 'Lift the card'],
  layDown: ['放上证件', 'Lay a card on the pad'],
  nextRead: ['下一次读卡', 'Next read'],
  times: ['次数', 'How often'],
  once: ['一次', 'Once'],
  untilCleared: ['直到清除', 'Until cleared'],
  female: ['女', 'female'],
  male: ['男', 'male'],
  expired: ['已过期', 'expired'],
  longTerm: ['长期有效', 'no expiry'],
  nearEnd: ['纸将尽', 'Paper low'],
  end: ['缺纸', 'No paper'],
  cover: ['盖子开着', 'Cover open'],
  jammed: ['切刀卡住', 'Cutter jammed'],
  hot: ['过热', 'Head hot'],
  presenterJammed: ['送纸口卡住', 'Presenter jammed'],
  takeSlip: ['取走小票', 'Take the slip'],
  atExit: ['在出口', 'At exit'],
  inside: ['在机内', 'Inside'],
  taken: ['已取走', 'Taken'],
  retracted: ['已收回', 'Retracted'],
  paperLeft: ['剩纸（行）', 'Lines left'],
  hanging: ['还挂在出纸口', 'Still hangs in the exit'],
  noSlips: ['还没有打印。办完一件，小票从这里出来。', 'Nothing printed yet. Slips come out here.'],
  slip: ['小票', 'Slip'],
  text: ['文字', 'Text'],
  copy: ['复制', 'Copy'],
  copied: ['已复制', 'Copied'],
  cuts: { full: ['全切', 'full cut'], partial: ['半切', 'partial cut'], torn: ['取出', 'torn off'] },
  takeCard: ['取走卡片', 'Take the card'],
  pushCard: ['塞入外来卡', 'Push in a foreign card'],
  fillHopper: ['加满卡箱', 'Fill the hopper'],
  emptyHopper: ['取空卡箱', 'Empty the hopper'],
  fillBin: ['放满废卡箱', 'Fill the bin'],
  emptyBin: ['清空废卡箱', 'Empty the bin'],
  attend: ['打开机器取卡', 'Open and clear'],
  foreignCard: ['外来卡', 'foreign card'],
  moving: ['正在走卡…', 'Moving …'],
  command: ['哪个命令', 'Which command'],
  wire: ['线路与断电', 'Wire and power'],
  motorBroken: ['电机不转', 'Motor stuck'],
  overlapping: ['两张叠住', 'Two cards stuck'],
  hopperEmpty: ['卡箱已空', 'Hopper empty'],
  hopperLow: ['卡不多了', 'Cards low'],
  binFull: ['废卡箱已满', 'Bin full'],
  codeText: ['码的内容', 'What the code says'],
  charset: ['编码', 'Charset'],
  holdCode: ['举到窗口前', 'Hold it up'],
  takeAway: ['拿开', 'Take away'],
  pressButton: ['按扫码键', 'Press the button'],
  readTwice: ['举起并读两次', 'Hold up, read twice'],
  codeThere: ['窗口前有一个码', 'A code is held up'],
  looks: ['正在找码', 'Looking for a code'],
  dark: ['灯没亮', 'Dark'],
  nextCode: ['下一个码', 'Next code'],
  contacts: ['触点', 'Contacts'],
  nextLine: ['下一行', 'Next line'],
  'lamp-off': ['灭', 'off'],
  'lamp-on': ['亮', 'on'],
  'lamp-blink': ['闪', 'blinks'],
  stick: ['不受控', 'Stuck'],
  stuck: ['不受控', 'stuck'],
  latched: ['曾被撬', 'was open'],
  prints: ['正在打印', 'Printing'],
  sheetJam: ['卡纸', 'jam'],
  sheetJammed: ['卡纸', 'Jammed'],
  noToner: ['没有墨粉', 'No toner'],
  offline: ['脱机', 'Off line'],
  freeSheet: ['取出卡住的纸', 'Free the sheet'],
  fillTray: ['加满纸盒', 'Fill the tray'],
  pagesOut: ['出纸', 'Pages out'],
  pagesJammed: ['卡住', 'Jammed'],
  sheetsLeft: ['剩纸', 'Sheets left'],
  slotEmpty: ['没有插卡', 'No card in the slot'],
  pinCancel: ['取消', 'Cancel'],
  pinCorrect: ['更正', 'Correct'],
  personalises: ['制卡中', 'At work'],
  cardJammedInside: ['卡片卡住', 'Card jammed'],
  noRibbon: ['色带用完', 'Ribbon out'],
  cardsWritten: ['写好的卡', 'Cards written'],
  cardsPrinted: ['印好的卡', 'Cards printed'],
};
