/**
 * receiptline skips what it does not understand without a word. On a receipt a line that silently vanishes is a fault, so markup is
 * checked before it is rendered.
 */
export interface MarkupError {
  readonly code: 'badMarkup';
  readonly line: number;
  readonly reason: 'braces' | 'member' | 'command' | 'rules';
}

const members = /^(align|a|border|b|code|c|image|i|option|o|text|t|width|w|comment|_|command|x)$/;

/**
 * Finds the first line that would not be printed as it stands. Refused besides errors: `{command:…}` (raw printer commands have no place
 * in data) and `{border:line}` (vertical rules print as junk on printers with a Chinese font).
 */
export function checkMarkup(markup: string): MarkupError | null {
  const lines = markup.split(/\n|\r\n|\r/);
  for (const [index, line] of lines.entries()) {
    const reason = checkLine(line.replace(/\\[\\{|}]/g, ''));
    if (reason !== null) return { code: 'badMarkup', line: index + 1, reason };
  }
  return null;
}

function checkLine(line: string): MarkupError['reason'] | null {
  if (!/[{}]/.test(line)) return null;
  const match = /^[\t ]*\|?[\t ]*\{([^{}]*)\}[\t ]*\|?[\t ]*$/.exec(line);
  if (match === null) return 'braces';
  for (const member of (match[1] ?? '').replace(/\\;/g, '').split(';')) {
    if (member.trim() === '') continue;
    const pair = /^[\t ]*([A-Za-z_]\w*)[\t ]*:[\t ]*([^\t ].*?)[\t ]*$/.exec(member);
    if (pair === null || !members.test(pair[1] ?? '')) return 'member';
    if (/^(command|x)$/.test(pair[1] ?? '')) return 'command';
    if (/^(border|b)$/.test(pair[1] ?? '') && /^line$/i.test(pair[2] ?? '')) return 'rules';
  }
  return null;
}
