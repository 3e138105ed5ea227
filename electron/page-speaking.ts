import { isPageUrl } from './assets.ts';

/** What is looked at of Electron's `WebContents`. Every getter throws once the contents are destroyed, save `isDestroyed`. */
export interface SpeakingContents {
  isDestroyed(): boolean;
  readonly mainFrame: SpeakingFrame;
}

/** What is looked at of Electron's `WebFrameMain`. Its getters throw once the frame is disposed. */
export interface SpeakingFrame {
  readonly url: string;
}

/** What is looked at of Electron's `IpcMainEvent`. */
export interface SpeakingEvent {
  readonly sender: unknown;
  readonly senderFrame: SpeakingFrame | null;
}

/**
 * Whether a message comes from the main frame of `contents` while it shows our own page. A sender that is gone, or goes while it is looked at,
 * is not ours; it must not end the shell by an exception either.
 */
export function isPageSpeaking(event: SpeakingEvent, contents: SpeakingContents | undefined): boolean {
  if (contents === undefined || contents.isDestroyed() || event.sender !== contents) return false;
  try {
    const frame = event.senderFrame;
    return frame !== null && frame === contents.mainFrame && isPageUrl(frame.url);
  } catch {
    // "Render frame was disposed before WebFrameMain could be accessed": Electron has no way to ask beforehand in all its versions.
    return false;
  }
}
