/** The kinds of content and the states that they can be in, as the database and the API name them. */
export type ContentType = 'page' | 'blogpost' | 'comment' | 'attachment' | 'custom' | 'space-description';
export type ContentStatus = 'current' | 'draft' | 'trashed' | 'archived';
export type Resolution = 'open' | 'reopened' | 'resolved' | 'dangling';
export type SourceFormat = 'storage' | 'confluence-markup' | 'adf' | 'raw';

/** Where an inline comment hangs; sealed as JSON. */
export interface Anchor {
  readonly markerRef: string | null;
  readonly originalSelection: string | null;
  readonly matchIndex?: number;
  readonly matchCount?: number;
}
