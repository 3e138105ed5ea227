import { useMemo } from 'react';
import { districtLetters } from '../../contract/district.ts';
import type { Option } from '../kit/select-field.tsx';
import { machineTexts } from './machine-texts.ts';
import { useWords } from './use-words.ts';

/** The eleven districts, for filters. */
export function useDistrictOptions(): readonly Option[] {
  const words = useWords(machineTexts);
  return useMemo(() => districtLetters.map((id) => ({ id, label: words.of('district.', id) })), [words]);
}
