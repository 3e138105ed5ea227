import { useEffect, useState } from 'react';
import { useHardwareKeys } from '../kit/hardware-keys.ts';
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
  const add = (sign: string) => {
    present();
    setValue((typed) => (typed.length < max ? typed + sign : typed));
  };
  const backspace = () => {
    present();
    setValue((typed) => typed.slice(0, -1));
  };
  useEffect(() => {
    if (isLocked) setValue('');
  }, [isLocked]);
  useHardwareKeys((key) => {
    const sign = key.toUpperCase();
    if (isLocked) return false;
    if (key === 'Backspace') backspace();
    else if (signs.includes(sign)) add(sign);
    else return false;
    return true;
  });
  return {
    value,
    add,
    backspace,
    submit: (name) => {
      type(name, value);
      setValue('');
    },
  };
}
