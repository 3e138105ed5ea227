import type { CheckLine } from '../../../contract/checks.ts';
import type { TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { lineInWords } from '../../checks/words.ts';
import type { DeskKit } from './desk.ts';

/** A line of the checks (terminal/checks) as a row of the block `checks`. @param id of the row; begins the keys of its texts */
export function measuredLine(
  { texts, language, value }: Pick<DeskKit, 'texts' | 'language' | 'value'>,
  id: string,
  line: CheckLine,
): TechnicianBlockOf<'checks'>['lines'][number] {
  const words = lineInWords(texts, language, line);
  return {
    id,
    label: value(`${id}.label`, `${words.part} · ${words.title}`),
    verdict: line.verdict,
    word: value(`${id}.word`, words.verdict),
    ...(words.found === '' ? {} : { measured: value(`${id}.found`, words.found) }),
    ...(words.todo === null ? {} : { todo: value(`${id}.todo`, words.todo) }),
  };
}
