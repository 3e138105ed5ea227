import { useContext } from 'react';
import { Radio } from 'react-aria-components/RadioGroup';
import type { BlockOf } from '../../contract/screen.ts';
import { controlWords, fill } from './control-words.ts';
import classes from './face-choice.module.css';
import { LanguageContext } from './touch.ts';

type Options = BlockOf<'choice'>['options'];

/** Mouths from very dissatisfied to very satisfied, on a grid of 64. */
const mouths = [
  'M20 47q12-13 24 0',
  'M21 45q11-7 22 0',
  'M21 43h22',
  'M20 40q12 9 24 0',
  'M18 38q14 18 28 0z',
] as const;
const brows = ['m18 21 9 3m19-3-9 3', '', '', '', ''] as const;

/** Five faces with their words and stars. All of one size: no answer is easier to give than another. */
export function FaceChoice({ options }: { readonly options: Options }) {
  const words = controlWords(useContext(LanguageContext));
  return (
    <div className={classes.faces} data-count={options.length}>
      {options.map((option, index) => {
        const stars = starsOf(option.id, index, options.length);
        return (
          <Radio
            key={option.id}
            value={option.id}
            className={classes.face ?? ''}
            data-option={option.id}
            data-face
            isDisabled={option.disabledBecause !== undefined}
          >
            <svg className={classes.drawing} viewBox="0 0 64 64" aria-hidden="true">
              <circle cx="32" cy="32" r="28" />
              <path d="M22.5 27v2.4M41.5 27v2.4" className={classes.eyes} />
              <path d={`${mouths[stars - 1]}${brows[stars - 1]}`} />
            </svg>
            <span className={classes.words}>
              <span className={classes.label}>{option.label.text}</span>
              {option.detail === undefined ? null : <span className={classes.detail}>{option.detail.text}</span>}
              {option.disabledBecause === undefined ? null : <span>{option.disabledBecause.text}</span>}
              <svg
                className={classes.stars}
                viewBox="0 0 100 20"
                role="img"
                aria-label={fill(words.stars, { n: stars })}
              >
                {[0, 1, 2, 3, 4].map((at) => (
                  <path
                    key={at}
                    data-full={at < stars || undefined}
                    d={`M${at * 20 + 10} 2.6l2.3 4.9 5.3.7-3.9 3.7 1 5.3-4.7-2.6-4.7 2.6 1-5.3-3.9-3.7 5.3-.7z`}
                  />
                ))}
              </svg>
            </span>
          </Radio>
        );
      })}
    </div>
  );
}

/** Stars of an option: its code where that is 1 … 5 (the city's scale), else its place. */
function starsOf(id: string, index: number, count: number): number {
  const code = Number(id);
  if (Number.isInteger(code) && code >= 1 && code <= 5) return code;
  return Math.min(5, Math.max(1, count - index));
}
