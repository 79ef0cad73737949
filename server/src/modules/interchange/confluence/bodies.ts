/** Bodies of one bucket, by the content that they belong to. */
import type { ConfluenceRecord } from '../reading/index.ts';
import { filled, reference, type WikiBuild } from './values.ts';

export interface RawBody {
  readonly text: string;
  readonly bodyType: string | null;
}

export class Bodies {
  readonly #byContent = new Map<string, RawBody>();
  /** Second bodies of one content. */
  #more = 0;

  static async of(build: WikiBuild, kind: string, bucket: number): Promise<Bodies> {
    const bodies = new Bodies();
    for await (const record of build.records(kind, bucket)) {
      await build.pace.step();
      bodies.#take(record);
    }
    return bodies;
  }

  #take(record: ConfluenceRecord): void {
    const content = reference(record, 'content') ?? '';
    if (this.#byContent.has(content)) this.#more += 1;
    else this.#byContent.set(content, { text: filled(record, 'body') ?? '', bodyType: filled(record, 'bodyType') });
  }

  get(content: string): RawBody | undefined {
    return this.#byContent.get(content);
  }

  /** Accounts for the bodies of these; `refused` were not imported, and neither were their bodies. */
  settle(build: WikiBuild, contents: Iterable<string>, refused: ReadonlySet<string>): void {
    for (const content of contents) {
      if (!this.#byContent.delete(content)) continue;
      if (refused.has(content)) build.ledger.skipped('BodyContent', 'Its content was not imported.');
      else build.ledger.imported('BodyContent');
    }
  }

  /** What is left belongs to nothing in the file. */
  settleRest(build: WikiBuild): void {
    build.ledger.skipped('BodyContent', 'What it is the body of is not in the file.', this.#byContent.size);
    build.ledger.skipped('BodyContent', 'Its content has another body already.', this.#more);
    this.#byContent.clear();
    this.#more = 0;
  }

  /** Takes out what another step accounts for. */
  forget(contents: Iterable<string>): void {
    for (const content of contents) this.#byContent.delete(content);
  }
}
