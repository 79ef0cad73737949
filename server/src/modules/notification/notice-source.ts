/** What notification asks of a product: whom an event concerns, and what somebody sees of the things that notifications are about. */
import type { Ctx, ProductType } from '../../kernel/service/index.ts';

export type NoticeKind = 'mention' | 'assigned' | 'comment' | 'transition' | 'updated' | 'page_update';
export type SubjectKind = 'issue' | 'content';

export interface Notice {
  readonly kind: NoticeKind;
  /** UUIDs of accounts; whoever is in an earlier notice of the event is left out of later ones. */
  readonly people: readonly string[];
}

export interface Concerned {
  readonly subjectKind: SubjectKind;
  readonly subjectId: number;
  /** The comment. */
  readonly partId: number | null;
  readonly actor: string | null;
  /** The most telling first. */
  readonly notices: readonly Notice[];
}

export interface Subject {
  readonly kind: string;
  readonly key: string | null;
  readonly title: string;
  readonly container: { readonly key: string; readonly name: string };
  readonly link: string;
}

export interface NoticeSource {
  readonly product: ProductType;
  readonly subjectKind: SubjectKind;
  readonly topics: readonly string[];
  /** Null when nobody is concerned. `ctx` is the system's. */
  concerned(ctx: Ctx, topic: string, payload: Readonly<Record<string, unknown>>): Promise<Concerned | null>;
  /** What the person of the context sees of these; what they do not see is absent. */
  subjects(ctx: Ctx, ids: readonly number[]): Promise<ReadonlyMap<number, Subject>>;
}
