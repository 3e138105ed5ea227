/**
 * Tells a sequence diagram of Mermaid as steps: GitHub draws it, the site has no program for that and would show its source. HTML; throws on a line that it does not know.
 * @param source inside of the fence
 */
export function sequenceSteps(source: string): string {
  const names = new Map<string, string>();
  const nameOf = (id: string) => `<b>${escaped(names.get(id) ?? id)}</b>`;
  const steps = source
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== 'sequenceDiagram')
    .map((line) => {
      const named = /^participant (\w+) as (.+)$/.exec(line);
      if (named !== null) {
        names.set(named[1] ?? '', named[2] ?? '');
        return '';
      }
      const sent = /^(\w+)(-?)->>(\w+): (.+)$/.exec(line);
      if (sent !== null) {
        const [, from = '', dash, to = '', text = ''] = sent;
        return `<li>${nameOf(from)} ${dash === '-' ? '⇢' : '→'} ${nameOf(to)}: ${escaped(text)}</li>`;
      }
      const note = /^Note over [\w,]+: (.+)$/.exec(line);
      if (note !== null) return `<li><em>${escaped(note[1] ?? '')}</em></li>`;
      const begun = /^(alt|opt|loop) (.+)$/.exec(line);
      if (begun !== null)
        return `<li>${begun[1] === 'loop' ? 'again and again,' : 'if'} ${escaped(begun[2] ?? '')}:<ol>`;
      const other = /^else (.+)$/.exec(line);
      if (other !== null) return `</ol></li><li>else, if ${escaped(other[1] ?? '')}:<ol>`;
      if (line === 'end') return '</ol></li>';
      throw new Error(`no step of a sequence: ${line}`);
    });
  return `<ol class="sequence">${steps.join('')}</ol>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('{{', '&#123;&#123;');
