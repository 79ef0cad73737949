/** The limits of one document. The schema walk enforces them on what comes in; the converters stay inside them by themselves. */
export const limits = {
  /** Levels of nodes below the document. */
  depthMax: 100,
  /** Nodes in one document, text nodes included. */
  nodesMax: 50_000,
  /** UTF-8 bytes of all texts and attribute values together. */
  bytesMax: 5 * 1024 * 1024,
  /** Marks on one node. */
  marksMax: 20,
  /** Characters of one link address. */
  hrefMax: 8_192,
  /** Levels of lists, macros or elements that a converter follows; what is deeper is kept as flat text. */
  sourceDepthMax: 40,
} as const;
