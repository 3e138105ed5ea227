import type { WebContents } from 'electron';

/**
 * No dialog for files, whoever asks for one: neither a field of a form nor a script. Electron has no setting for it; Chromium's own protocol for tools has, and is spoken here inside the process,
 * without a port. What is asked for is answered by nobody.
 * @param refused told each time
 */
export function refuseFileChoosers(contents: WebContents, refused: () => void): void {
  const tools = contents.debugger;
  const attach = () => {
    if (contents.isDestroyed() || tools.isAttached()) return;
    tools.attach('1.3');
    // Rejects only when the page is gone meanwhile; `detach` follows then.
    for (const [command, options] of [
      ['Page.enable', {}],
      ['Page.setInterceptFileChooserDialog', { enabled: true }],
    ] as const)
      tools.sendCommand(command, options).catch(() => undefined);
  };
  tools.on('message', (_event, method) => {
    if (method === 'Page.fileChooserOpened') refused();
  });
  attach();
  // A page whose process ended takes its setting along.
  contents.on('did-start-navigation', attach);
}
