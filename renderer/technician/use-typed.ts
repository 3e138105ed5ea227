import { useEffect, useState } from 'react';
import { useTouch } from '../kit/touch.ts';

export interface Typed {
  readonly value: string;
  /** A key of the screen; the keys of a keyboard are heard besides. */
  add(sign: string): void;
  backspace(): void;
  /** Sends what was typed under this name and forgets it at that moment. */
  submit(name: string): void;
}

/**
 * Signs that are typed one after another, on the screen or a keyboard. They live here and nowhere else until they are sent.
 * @param signs those that may come, capitals
 * @param max no further sign is taken
 * @param isLocked takes nothing from a keyboard, and forgets what was typed
 */
export function useTyped(signs: string, max: number, isLocked = false): Typed {
  const { present, type } = useTouch();
  const [value, setValue] = useState('');
  useEffect(() => {
    if (isLocked) {
      setValue('');
      return;
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.repeat) return;
      const sign = event.key.toUpperCase();
      if (sign.length === 1 && signs.includes(sign)) setValue((typed) => (typed.length < max ? typed + sign : typed));
      else if (event.key === 'Backspace') setValue((typed) => typed.slice(0, -1));
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [isLocked, signs, max]);
  return {
    value,
    add: (sign) => {
      present();
      setValue((typed) => (typed.length < max ? typed + sign : typed));
    },
    backspace: () => {
      present();
      setValue((typed) => typed.slice(0, -1));
    },
    submit: (name) => {
      type(name, value);
      setValue('');
    },
  };
}
