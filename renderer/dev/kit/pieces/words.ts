import type { Action } from '../../../../contract/blocks/parts.ts';
import type { Tell, Words } from '../piece.ts';

/** Words that many stories need. */
export const submit = (tell: Tell): Action => ({ id: 'next', label: tell(['继续', '繼續', 'Continue']) });

export const action = (tell: Tell, id: string, words: Words): Action => ({ id, label: tell(words) });

export const pages = (tell: Tell, n: number, of: number) => ({
  words: tell([`第 ${n} 页，共 ${of} 页`, `第 ${n} 頁，共 ${of} 頁`, `Page ${n} of ${of}`]),
  ...(n > 1 ? { previous: action(tell, 'page.previous', ['上一页', '上一頁', 'Previous']) } : {}),
  ...(n < of ? { next: action(tell, 'page.next', ['下一页', '下一頁', 'Next']) } : {}),
});
