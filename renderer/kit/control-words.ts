import type { Language } from '../../contract/text.ts';

/**
 * Words of controls and shapes that belong to the kit itself and to no service: keys of the digit pad, paging, and the names of the state
 * shapes for those who do not see them. Everything else comes resolved in the snapshot.
 */
export interface ControlWords {
  readonly backspace: string;
  readonly clear: string;
  /** Turning a leaf. The same words as the pages of a list (`pager.*` of the texts): there is one way of moving. */
  readonly up: string;
  readonly down: string;
  /** `{n}` and `{of}`. */
  readonly leaf: string;
  readonly language: string;
  readonly year: string;
  readonly month: string;
  readonly day: string;
  /** "year, one more": name of a wheel's button. `{name}` and `{by}`. */
  readonly more: string;
  readonly less: string;
  readonly ofPages: string;
  readonly keyboard: string;
  readonly candidates: string;
  readonly earlier: string;
  readonly later: string;
  readonly space: string;
  readonly shift: string;
  readonly pinyin: string;
  readonly latin: string;
  readonly nine: string;
  readonly strokes: string;
  readonly digitsLayout: string;
  /** Names of the layouts for those who do not see them, where the key is short. */
  readonly layoutNames: Readonly<Record<'pinyin' | 'nine' | 'strokes' | 'latin' | 'digits', string>>;
  readonly syllableMark: string;
  readonly moreReadings: string;
  readonly strokeNames: readonly [string, string, string, string, string];
  readonly typeYourself: string;
  readonly searchClose: string;
  readonly minutesLeft: string;
  readonly takePicture: string;
  readonly cameraOn: string;
  readonly entered: string;
  readonly stars: string;
  readonly holds: Readonly<Record<'yes' | 'no' | 'unknown', string>>;
  readonly state: Readonly<
    Record<'waiting' | 'active' | 'done' | 'failed' | 'unknown' | 'here' | 'taken' | 'cannotKnow', string>
  >;
}

const words: Readonly<Record<Language, ControlWords>> = {
  'zh-CN': {
    backspace: '退格',
    clear: '清空',
    up: '上一页',
    down: '下一页',
    leaf: '第 {n} 页，共 {of} 页',
    language: '语言',
    year: '年',
    month: '月',
    day: '日',
    more: '{name}：加 {by}',
    less: '{name}：减 {by}',
    ofPages: '翻页',
    keyboard: '键盘',
    candidates: '候选字',
    earlier: '前一组',
    later: '后一组',
    space: '空格',
    shift: '大写',
    pinyin: '拼音',
    latin: '英文',
    nine: '九键',
    strokes: '笔画',
    digitsLayout: '符号',
    layoutNames: {
      pinyin: '全键盘拼音',
      nine: '九键拼音',
      strokes: '笔画输入',
      latin: '英文字母',
      digits: '数字和符号',
    },
    syllableMark: '分词',
    moreReadings: '更多读音',
    strokeNames: ['横', '竖', '撇', '点', '折'],
    typeYourself: '打字输入',
    searchClose: '收起键盘',
    minutesLeft: '剩余时间',
    takePicture: '拍照',
    cameraOn: '摄像头已开启',
    entered: '已输入 {n} 位，共 {of} 位',
    stars: '{n} 星',
    holds: { yes: '符合', no: '不符合', unknown: '待核' },
    state: {
      waiting: '等待',
      active: '进行中',
      done: '已完成',
      failed: '未完成',
      unknown: '结果待确认',
      here: '在机器上',
      taken: '已取走',
      cannotKnow: '请自行确认',
    },
  },
  'zh-HK': {
    backspace: '退格',
    clear: '清空',
    up: '上一頁',
    down: '下一頁',
    leaf: '第 {n} 頁，共 {of} 頁',
    language: '語言',
    year: '年',
    month: '月',
    day: '日',
    more: '{name}：加 {by}',
    less: '{name}：減 {by}',
    ofPages: '翻頁',
    keyboard: '鍵盤',
    candidates: '候選字',
    earlier: '前一組',
    later: '後一組',
    space: '空格',
    shift: '大寫',
    pinyin: '拼音',
    latin: '英文',
    nine: '九鍵',
    strokes: '筆畫',
    digitsLayout: '符號',
    layoutNames: {
      pinyin: '全鍵盤拼音',
      nine: '九鍵拼音',
      strokes: '筆畫輸入',
      latin: '英文字母',
      digits: '數字和符號',
    },
    syllableMark: '分詞',
    moreReadings: '更多讀音',
    strokeNames: ['橫', '豎', '撇', '點', '折'],
    typeYourself: '打字輸入',
    searchClose: '收起鍵盤',
    minutesLeft: '剩餘時間',
    takePicture: '拍照',
    cameraOn: '鏡頭已開啟',
    entered: '已輸入 {n} 位，共 {of} 位',
    stars: '{n} 星',
    holds: { yes: '符合', no: '不符合', unknown: '待核實' },
    state: {
      waiting: '等待',
      active: '進行中',
      done: '已完成',
      failed: '未完成',
      unknown: '結果待確認',
      here: '在機器上',
      taken: '已取走',
      cannotKnow: '請自行確認',
    },
  },
  en: {
    backspace: 'Backspace',
    clear: 'Clear',
    up: 'Previous',
    down: 'Next',
    leaf: 'Page {n} of {of}',
    language: 'Language',
    year: 'Year',
    month: 'Month',
    day: 'Day',
    more: '{name}: plus {by}',
    less: '{name}: minus {by}',
    ofPages: 'Pages',
    keyboard: 'Keyboard',
    candidates: 'Characters',
    earlier: 'Earlier characters',
    later: 'More characters',
    space: 'Space',
    shift: 'Capitals',
    pinyin: '拼音',
    latin: 'ABC',
    nine: '九键',
    strokes: '笔画',
    digitsLayout: '123 #',
    layoutNames: {
      pinyin: 'Pinyin, all letters',
      nine: 'Pinyin, nine keys',
      strokes: 'Strokes',
      latin: 'Latin letters',
      digits: 'Digits and signs',
    },
    syllableMark: 'Split',
    moreReadings: 'More readings',
    strokeNames: ['横', '竖', '撇', '点', '折'],
    typeYourself: 'Type it',
    searchClose: 'Close keyboard',
    minutesLeft: 'Time left',
    takePicture: 'Take the picture',
    cameraOn: 'Camera is on',
    entered: '{n} of {of} digits entered',
    stars: '{n} stars',
    holds: { yes: 'met', no: 'not met', unknown: 'to be checked' },
    state: {
      waiting: 'waiting',
      active: 'in progress',
      done: 'done',
      failed: 'not done',
      unknown: 'result not yet known',
      here: 'still on the machine',
      taken: 'taken',
      cannotKnow: 'please check yourself',
    },
  },
};

/** The words of the kit in a language. */
export function controlWords(language: Language): ControlWords {
  return words[language];
}

/** Puts values into the places of a kit word: `fill('{n} of {of}', { n: 2, of: 6 })`. */
export function fill(word: string, values: Readonly<Record<string, string | number>>): string {
  return word.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
