import type { Language } from '../../contract/text.ts';

/**
 * Words of controls and shapes that belong to the kit itself and to no service: keys of the digit pad, paging, and the names of the state
 * shapes for those who do not see them. Everything else comes resolved in the snapshot.
 */
export interface ControlWords {
  readonly backspace: string;
  readonly clear: string;
  readonly up: string;
  readonly down: string;
  readonly language: string;
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
    language: '语言',
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
    language: '語言',
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
    language: 'Language',
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
