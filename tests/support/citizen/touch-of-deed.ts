import type { IntentBody } from '../../../contract/intent.ts';
import type { Deed } from './decide.ts';

/** The touch that a deed on the screen is; null = it is done with a hand elsewhere (a card, money, a pad), or is none. */
export function touchOfDeed(deed: Deed, smsCode: string): IntentBody | null {
  switch (deed.do) {
    case 'press':
      return { kind: 'press', id: deed.id };
    case 'choose':
      return { kind: 'choose', name: deed.name, option: deed.option };
    case 'digits':
    case 'text':
      return { kind: 'type', name: deed.name, value: deed.value };
    case 'smsCode':
      return { kind: 'type', name: deed.name, value: smsCode };
    case 'date':
      return { kind: 'type', name: deed.block.name, value: deed.value ?? deed.block.value ?? deed.block.min };
    case 'counter':
      return { kind: 'type', name: deed.block.name, value: String(deed.value) };
    default:
      return null;
  }
}
