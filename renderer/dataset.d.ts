/** The marks that the window keeps on the root element. */
interface DOMStringMap {
  /** `on` while the citizen moves with the keys: only then is the focus of the heading drawn. */
  keys?: string;
  theme?: string;
  /** `on` where letters are large for the panel: pieces give up air. */
  tight?: string;
  /** `on` where they are so large that the page has one column (large text on a small panel). */
  cramped?: string;
}
