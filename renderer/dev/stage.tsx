import type { Root } from 'react-dom/client';
import type { Snapshot } from '../../contract/snapshot.ts';
import { App } from '../citizen/app.tsx';
import type { PanelProfile } from '../kit/tokens.ts';
import { StageBridge } from './stage-bridge.ts';

declare global {
  interface Window {
    /** Stands on the page `?stage=1`: shows one snapshot after the other without a reload. Resolves when the page is at rest. */
    storyStage?: (snapshot: Snapshot, panel: PanelProfile) => Promise<void>;
  }
}

/** Opens the stage: a page that shows what a test pushes, on the panel that it names. */
export function openStage(root: Root): void {
  let bridge = new StageBridge();
  let drawn = '';
  window.storyStage = async (snapshot, panel) => {
    const wanted = JSON.stringify(panel);
    if (wanted !== drawn) {
      drawn = wanted;
      bridge = new StageBridge();
      root.render(<App key={wanted} bridge={bridge} panel={panel} />);
    }
    await bridge.show(snapshot);
    await document.fonts.ready;
  };
}
